package io.github.inframonitor.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The list of metrics, the dashboard and the rules name the same metrics. That a process has them
 * holds {@code PrometheusCheck}, and that Prometheus understands them {@code .ci/prometheus}.
 */
class PrometheusFilesTest {
    @Test
    void theDashboardShowsEveryMetricThatIsListed() throws IOException {
        assertThat(ours(PrometheusFiles.seriesOfDashboard()))
                .isEqualTo(PrometheusFiles.listed().keySet());
    }

    @Test
    void theRulesAskForWhatIsListed() throws IOException {
        assertThat(ours(PrometheusFiles.seriesOfRules()))
                .isNotEmpty()
                .isSubsetOf(PrometheusFiles.listed().keySet());
    }

    @Test
    void everyRuleSaysHowBadItIsAndWhatItMeansAndHasItsTest() throws IOException {
        JsonNode tests = yaml("src/test/resources/prometheus/rules-test.yaml");
        List<String> tested = tests.findValuesAsText("alertname");

        assertThat(PrometheusFiles.rules())
                .isNotEmpty()
                .allSatisfy(
                        rule -> {
                            assertThat(rule.at("/labels/severity").asText())
                                    .isIn("critical", "warning");
                            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
                            assertThat(rule.at("/annotations/description").asText()).isNotBlank();
                            assertThat(tested).contains(rule.at("/alert").asText());
                        });
    }

    /** The rules ask for the job {@code infra-monitor}, which is the value of that label. */
    @Test
    void theMonitorFindsThePodsAndCallsThemAsTheRulesDo() throws IOException {
        JsonNode monitor = yaml("k8s/prometheus-podmonitor.yaml").at("/spec");
        JsonNode pod = yaml("k8s/overlays/deployment/deployment.yaml").at("/spec/template");
        JsonNode labels = pod.at("/metadata/labels");

        monitor.at("/selector/matchLabels")
                .fields()
                .forEachRemaining(
                        label ->
                                assertThat(labels.get(label.getKey())).isEqualTo(label.getValue()));
        assertThat(labels.get(monitor.at("/jobLabel").asText()).asText())
                .isEqualTo("infra-monitor");
        assertThat(pod.findValues("ports").get(0).findValuesAsText("name"))
                .contains(monitor.at("/podMetricsEndpoints/0/port").asText());
    }

    @Test
    void everyPanelSaysWhatItShowsAndInWhichUnit() throws IOException {
        assertThat(PrometheusFiles.panels())
                .isNotEmpty()
                .allSatisfy(
                        panel -> {
                            assertThat(panel.at("/title").asText()).isNotBlank();
                            assertThat(panel.at("/description").asText()).isNotBlank();
                            assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                                    .isNotBlank();
                            assertThat(panel.at("/targets")).isNotEmpty();
                        });
    }

    /** So it can be imported where the data source has any name. */
    @Test
    void theDashboardAsksForItsDataSource() throws IOException {
        JsonNode dashboard = PrometheusFiles.dashboard();

        assertThat(dashboard.findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(
                        source ->
                                assertThat(source.at("/uid").asText()).isEqualTo("${datasource}"));
        assertThat(dashboard.at("/templating/list/0/name").asText()).isEqualTo("datasource");
        assertThat(dashboard.at("/templating/list/0/type").asText()).isEqualTo("datasource");
    }

    @Test
    void noPanelIsTwiceOrUponAnother() throws IOException {
        JsonNode panels = PrometheusFiles.dashboard().at("/panels");

        assertThat(PrometheusFiles.elements(panels).map(panel -> panel.at("/id").asInt()))
                .doesNotHaveDuplicates();
        Set<Integer> taken = new HashSet<>();
        for (JsonNode panel : panels) {
            JsonNode at = panel.at("/gridPos");
            int right = at.at("/x").asInt() + at.at("/w").asInt();
            assertThat(right).isLessThanOrEqualTo(24);
            for (int y = at.at("/y").asInt(); y < at.at("/y").asInt() + at.at("/h").asInt(); y++) {
                int line = 24 * y;
                IntStream.range(at.at("/x").asInt(), right)
                        .forEach(
                                x ->
                                        assertThat(taken.add(line + x))
                                                .as(panel.at("/title").asText())
                                                .isTrue());
            }
        }
    }

    private static JsonNode yaml(String file) throws IOException {
        return new YAMLMapper().readTree(Path.of(file).toFile());
    }

    private static Set<String> ours(Set<String> series) {
        return series.stream()
                .filter(name -> name.startsWith("infra_monitor_"))
                .map(PrometheusFiles::metric)
                .collect(Collectors.toSet());
    }
}
