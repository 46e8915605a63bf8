package io.github.inframonitor.aws;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What the role of a process that does it all must be allowed: the template's own statements, on
 * what the settings name, which need not be the template's.
 */
final class NeededPolicy {
    private final List<Statement> statements;

    /**
     * @param account the AWS account
     * @param region the region of the clients
     * @param setting gives the value of a setting
     */
    NeededPolicy(String account, String region, UnaryOperator<String> setting) {
        boolean queue = !setting.apply("logs.queue-url").isBlank();
        boolean dispatch = setting.apply("dispatch").equals("sqs");
        boolean fleet = !setting.apply("collect.sources").equals("host");
        Template template =
                Template.read(
                        Map.of(
                                "AWS::AccountId", account,
                                "AWS::Region", region,
                                "Namespace", setting.apply("cloudwatch.namespace"),
                                "ColdPrefix", setting.apply("cold.prefix"),
                                "Database", setting.apply("athena.database"),
                                "LogQueue", Boolean.toString(queue),
                                "Fleet", Boolean.toString(fleet),
                                "FleetRoles", setting.apply("fleet.roles"),
                                "DispatchQueue", Boolean.toString(dispatch)));
        Map<String, String> settings = template.settings();
        Map<String, String> names = new LinkedHashMap<>();
        names.put(settings.get("alerts.topic-arn"), setting.apply("alerts.topic-arn"));
        names.put(":s3:::" + settings.get("cold.bucket"), ":s3:::" + setting.apply("cold.bucket"));
        names.put("table/" + settings.get("hot.table"), "table/" + setting.apply("hot.table"));
        names.put(
                "workgroup/" + settings.get("athena.workgroup"),
                "workgroup/" + setting.apply("athena.workgroup"));
        if (queue) {
            names.put(
                    last(settings.getOrDefault("logs.queue-url", "")),
                    last(setting.apply("logs.queue-url")));
        }
        if (dispatch) {
            names.put(
                    last(settings.getOrDefault("dispatch.queue-url", "")),
                    last(setting.apply("dispatch.queue-url")));
        }
        this.statements =
                template.statements("CollectorRole").stream()
                        .map(statement -> renamed(statement, names))
                        .distinct()
                        .toList();
    }

    List<Statement> statements() {
        return statements;
    }

    /** The one that allows an action, the check's own where there is one; none for no action. */
    List<Statement> allowing(String action) {
        return statements.stream()
                .filter(statement -> statement.actions().contains(action))
                .sorted(Comparator.comparing(statement -> !statement.sid().startsWith("AskFor")))
                .limit(1)
                .toList();
    }

    private static Statement renamed(Statement statement, Map<String, String> names) {
        List<String> resources =
                statement.resources().stream().map(resource -> renamed(resource, names)).toList();
        return new Statement(
                statement.sid(),
                statement.allows(),
                statement.actions(),
                resources,
                statement.conditions());
    }

    private static String renamed(String resource, Map<String, String> names) {
        for (Map.Entry<String, String> name : names.entrySet()) {
            if (resource.contains(name.getKey())) {
                return resource.replace(name.getKey(), name.getValue());
            }
        }
        return resource;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
