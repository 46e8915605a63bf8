package io.github.inframonitor.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A condition of DynamoDB's on one item, in an expression or as the legacy parameters have it: as
 * far as OR of AND of single terms, without parentheses.
 */
final class Condition {
    private static final Pattern FUNCTION =
            Pattern.compile(
                    "(?i)(attribute_exists|attribute_not_exists|begins_with)\\(([^,)]+)(?:, *([^)]+))?\\)");

    private static final Pattern BETWEEN = Pattern.compile("(?i)(\\S+) BETWEEN (\\S+) \\+ (\\S+)");
    private static final Pattern COMPARED = Pattern.compile("(\\S+) *(=|<>|<=|<|>=|>) *(\\S+)");

    private final JsonNode names;
    private final JsonNode values;
    private final JsonNode item;

    private Condition(JsonNode request, JsonNode item) {
        this.names = request.path("ExpressionAttributeNames");
        this.values = request.path("ExpressionAttributeValues");
        this.item = item;
    }

    /**
     * @param expression the name of the parameter with the expression
     * @param legacy the name of the one that was before there were expressions
     * @param item null if there is none
     */
    static boolean holds(JsonNode request, String expression, String legacy, JsonNode item) {
        Condition condition = new Condition(request, item);
        if (request.hasNonNull(expression)) {
            // so that what is left of AND is between terms
            String text =
                    request.path(expression)
                            .asText()
                            .replaceAll("(?i)BETWEEN (\\S+) AND (\\S+)", "BETWEEN $1 + $2");
            return Arrays.stream(text.split("(?i) OR "))
                    .anyMatch(
                            any -> Arrays.stream(any.split("(?i) AND ")).allMatch(condition::term));
        }
        return request.path(legacy).properties().stream()
                .allMatch(of -> condition.legacy(of.getKey(), of.getValue()));
    }

    private boolean term(String text) {
        Matcher function = FUNCTION.matcher(text.strip());
        if (function.matches()) {
            String operator =
                    switch (function.group(1).toLowerCase(Locale.ROOT)) {
                        case "attribute_exists" -> "NOT_NULL";
                        case "attribute_not_exists" -> "NULL";
                        default -> "BEGINS_WITH";
                    };
            String value = function.group(3);
            return is(
                    name(function.group(2)),
                    operator,
                    value == null ? List.of() : List.of(values.path(value)));
        }
        Matcher between = BETWEEN.matcher(text.strip());
        if (between.matches()) {
            return is(
                    name(between.group(1)),
                    "BETWEEN",
                    List.of(values.path(between.group(2)), values.path(between.group(3))));
        }
        Matcher compared = COMPARED.matcher(text.strip());
        if (!compared.matches()) {
            throw new IllegalArgumentException(text);
        }
        return is(
                name(compared.group(1)),
                compared.group(2),
                List.of(values.path(compared.group(3))));
    }

    private String name(String name) {
        return name.startsWith("#") ? names.path(name).asText() : name;
    }

    private boolean legacy(String name, JsonNode wanted) {
        if (wanted.has("Exists") && !wanted.path("Exists").asBoolean()) {
            return is(name, "NULL", List.of());
        }
        if (wanted.has("Value")) {
            return is(name, "=", List.of(wanted.path("Value")));
        }
        List<JsonNode> values =
                StreamSupport.stream(wanted.path("AttributeValueList").spliterator(), false)
                        .toList();
        String operator = wanted.path("ComparisonOperator").asText();
        return is(
                name,
                switch (operator) {
                    case "EQ" -> "=";
                    case "NE" -> "<>";
                    case "LT" -> "<";
                    case "LE" -> "<=";
                    case "GT" -> ">";
                    case "GE" -> ">=";
                    default -> operator;
                },
                values);
    }

    private boolean is(String name, String operator, List<JsonNode> values) {
        JsonNode is = item == null ? null : item.get(name);
        if (operator.equals("NULL") || operator.equals("NOT_NULL")) {
            return (is == null) == operator.equals("NULL");
        }
        if (is == null) {
            return operator.equals("<>");
        }
        JsonNode value = values.get(0);
        return switch (operator) {
            case "=" -> is.equals(value);
            case "<>" -> !is.equals(value);
            case "<" -> compare(is, value) < 0;
            case "<=" -> compare(is, value) <= 0;
            case ">" -> compare(is, value) > 0;
            case ">=" -> compare(is, value) >= 0;
            case "BETWEEN" -> compare(is, value) >= 0 && compare(is, values.get(1)) <= 0;
            case "BEGINS_WITH" -> is.path("S").asText().startsWith(value.path("S").asText());
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static int compare(JsonNode one, JsonNode other) {
        if (one.has("N") && other.has("N")) {
            return new BigDecimal(one.path("N").asText())
                    .compareTo(new BigDecimal(other.path("N").asText()));
        }
        if (Stream.of(one, other).allMatch(value -> value.has("S"))) {
            return one.path("S").asText().compareTo(other.path("S").asText());
        }
        throw new IllegalArgumentException(one + " and " + other);
    }
}
