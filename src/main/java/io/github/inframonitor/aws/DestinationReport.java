package io.github.inframonitor.aws;

import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/**
 * What the check says of AWS: a line a question, and what to add to the policy of the role.
 *
 * @param text for a person
 * @param complete whether all that is needed is there
 * @param firstMissing what is missing first; empty if nothing is
 */
public record DestinationReport(String text, boolean complete, String firstMissing) {

    /**
     * Asks AWS.
     *
     * @throws io.github.inframonitor.settings.SettingException if it cannot be asked at all
     */
    public static DestinationReport of(CamelContext context) {
        return of(new Inspection(context).findings());
    }

    static DestinationReport of(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        findings.forEach(finding -> text.append(finding.line()).append('\n'));
        List<Statement> lacking =
                findings.stream().flatMap(finding -> finding.allow().stream()).distinct().toList();
        if (!lacking.isEmpty()) {
            JsonArray statements = new JsonArray();
            lacking.forEach(statement -> statements.add(json(statement)));
            text.append("\nadd to the policy of the role:\n")
                    .append(Jsoner.prettyPrint(statements.toJson(), 2))
                    .append('\n');
        }
        List<Finding> missing = findings.stream().filter(Finding::isMissing).toList();
        return new DestinationReport(
                text.toString(), missing.isEmpty(), missing.isEmpty() ? "" : missing.get(0).note());
    }

    private static JsonObject json(Statement statement) {
        JsonObject json = new JsonObject();
        json.put("Sid", statement.sid());
        json.put("Effect", "Allow");
        json.put("Action", array(statement.actions()));
        json.put("Resource", array(statement.resources()));
        if (!statement.conditions().isEmpty()) {
            JsonObject conditions = new JsonObject();
            statement
                    .conditions()
                    .forEach((operator, keys) -> conditions.put(operator, keys(keys)));
            json.put("Condition", conditions);
        }
        return json;
    }

    private static JsonObject keys(Map<String, List<String>> keys) {
        JsonObject json = new JsonObject();
        keys.forEach((key, values) -> json.put(key, array(values)));
        return json;
    }

    private static JsonArray array(List<String> texts) {
        JsonArray array = new JsonArray();
        array.addAll(texts);
        return array;
    }
}
