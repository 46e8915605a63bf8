package io.github.inframonitor.aws;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One statement of an IAM policy.
 *
 * @param sid what the template calls it
 * @param allows whether it allows; it denies otherwise
 * @param actions such as {@code s3:PutObject}, with wildcards as IAM has them
 * @param resources their ARNs, with wildcards
 * @param conditions by operator, such as {@code StringEquals}, and key
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html">Statement</a>
 */
public record Statement(
        String sid,
        boolean allows,
        List<String> actions,
        List<String> resources,
        Map<String, Map<String, List<String>>> conditions) {

    static Statement of(Map<String, Object> statement) {
        Map<String, Map<String, List<String>>> conditions = new TreeMap<>();
        TemplateYaml.map(statement.get("Condition"))
                .forEach(
                        (operator, keys) -> {
                            Map<String, List<String>> values = new TreeMap<>();
                            TemplateYaml.map(keys)
                                    .forEach((key, value) -> values.put(key, texts(value)));
                            conditions.put(operator, values);
                        });
        return new Statement(
                String.valueOf(statement.get("Sid")),
                "Allow".equals(statement.get("Effect")),
                texts(statement.get("Action")),
                texts(statement.get("Resource")),
                conditions);
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }
}
