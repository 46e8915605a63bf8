package io.github.inframonitor.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The {@code #names} and {@code :values} of a request. DynamoDB refuses those that are not defined,
 * those that no expression uses, and a reserved word in the place of an attribute's name.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html">Reserved
 *     words</a>
 */
final class Placeholders {
    private final Map<String, String> names;
    private final Map<String, AttributeValue> values;
    private final Set<String> used = new TreeSet<>();
    private final Set<String> reserved;

    Placeholders(Map<String, String> names, Map<String, AttributeValue> values) {
        this.names = names;
        this.values = values;
        // some 5 KB: read for each request that has an expression, so that nothing is held
        this.reserved = reservedWords();
    }

    /**
     * The attribute that a token means.
     *
     * @param parameter the expression's, such as {@code FilterExpression}
     */
    String name(String parameter, String token) {
        if (token.startsWith("#")) {
            String name = names.get(token);
            if (name == null) {
                throw DynamoErrors.validation(
                        "Invalid "
                                + parameter
                                + ": An expression attribute name used in the document path is not"
                                + " defined; attribute name: "
                                + token);
            }
            used.add(token);
            return name;
        }
        if (reserved.contains(token.toLowerCase(Locale.ROOT))) {
            throw DynamoErrors.validation(
                    "Invalid "
                            + parameter
                            + ": Attribute name is a reserved keyword; reserved keyword: "
                            + token);
        }
        return token;
    }

    AttributeValue value(String parameter, String token) {
        AttributeValue value = values.get(token);
        if (value == null) {
            throw DynamoErrors.validation(
                    "Invalid "
                            + parameter
                            + ": An expression attribute value used in expression is not defined;"
                            + " attribute value: "
                            + token);
        }
        used.add(token);
        return value;
    }

    /** Called when every expression of the request is read. */
    void refuseUnused() {
        refuseUnused("ExpressionAttributeNames", names.keySet());
        refuseUnused("ExpressionAttributeValues", values.keySet());
    }

    private void refuseUnused(String parameter, Set<String> given) {
        Set<String> unused = new TreeSet<>(given);
        unused.removeAll(used);
        if (!unused.isEmpty()) {
            throw DynamoErrors.validation(
                    "Value provided in "
                            + parameter
                            + " unused in expressions: keys: {"
                            + String.join(", ", unused)
                            + "}");
        }
    }

    private static Set<String> reservedWords() {
        try (InputStream words = Placeholders.class.getResourceAsStream("reserved-words.txt")) {
            if (words == null) {
                throw new IllegalStateException("reserved-words.txt is not on the class path");
            }
            String text = new String(words.readAllBytes(), StandardCharsets.US_ASCII);
            return Set.of(text.strip().split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
