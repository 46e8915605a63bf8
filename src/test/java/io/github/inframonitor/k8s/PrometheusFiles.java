package io.github.inframonitor.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What of {@code k8s/} is for Prometheus and Grafana: rules, a dashboard, a list of metrics. */
public final class PrometheusFiles {
    private static final Pattern METRIC = Pattern.compile("\\b(infra_monitor|camel)_\\w+");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(infra_monitor_\\w+)` \\| (\\w+) \\| .+ \\|$");

    private PrometheusFiles() {}

    static JsonNode dashboard() throws IOException {
        return new ObjectMapper().readTree(Path.of("k8s/grafana-dashboard.json").toFile());
    }

    static List<JsonNode> rules() throws IOException {
        JsonNode file = new YAMLMapper().readTree(Path.of("k8s/prometheus-rules.yaml").toFile());
        return file.at("/spec/groups").findValues("rules").stream()
                .flatMap(PrometheusFiles::elements)
                .toList();
    }

    /** The panels of the dashboard that show something. */
    static List<JsonNode> panels() throws IOException {
        return elements(dashboard().at("/panels"))
                .filter(panel -> !panel.at("/type").asText().equals("row"))
                .toList();
    }

    /** What the dashboard asks for: series, so of a summary its {@code _count} and so on. */
    public static Set<String> seriesOfDashboard() throws IOException {
        return series(dashboard().findValuesAsText("expr"));
    }

    /** What the rules ask for. */
    public static Set<String> seriesOfRules() throws IOException {
        return series(rules().stream().map(rule -> rule.at("/expr").asText()).toList());
    }

    /** The metrics that {@code k8s/README.md} lists, and the type of each. */
    public static SortedMap<String, String> listed() throws IOException {
        return ROW.matcher(Files.readString(Path.of("k8s/README.md")))
                .results()
                .collect(
                        Collectors.toMap(
                                row -> row.group(1),
                                row -> row.group(2),
                                (one, other) -> "listed twice",
                                TreeMap::new));
    }

    /** The metric that a series is of. */
    static String metric(String series) {
        return series.replaceFirst("(?<=_seconds)_(count|sum|max)$", "");
    }

    private static Set<String> series(List<String> expressions) {
        return METRIC.matcher(String.join("\n", expressions))
                .results()
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
