package io.github.inframonitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.k8s.PrometheusFiles;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What a process tells Prometheus when it has done a run: well-formed, called as the <a
 * href="https://prometheus.io/docs/practices/naming/">conventions</a> ask, and all that list,
 * dashboard and rules name. What it told is left in {@code target/prometheus/metrics.txt}.
 */
class PrometheusCheck extends ProcessTest {
    private static final String NAME = "[a-z][a-z0-9_]*";
    private static final Pattern SAMPLE =
            Pattern.compile(
                    "("
                            + NAME
                            + ")(?:\\{((?:[a-zA-Z_]+=\"[^\"\\\\]*\",?)*)\\})? (NaN|[-+]?[0-9][0-9.E+-]*)");

    /** Each has few values, which do not grow with what is measured. */
    private static final Set<String> LABELS =
            Set.of(
                    "alarm",
                    "branch",
                    "outcome",
                    "pipeline",
                    "result",
                    "route",
                    "service",
                    "state",
                    "status",
                    "store",
                    "version");

    /** The text format of Prometheus, taken apart. */
    private record Told(
            SortedMap<String, String> types, Set<String> series, Set<String> labelsOfOurs) {}

    @Test
    void aProcessTellsAllThatIsListedAndAsIsUsual() throws Exception {
        Told told = parse(metricsAfterOneRun());

        SortedMap<String, String> ours = new TreeMap<>(told.types());
        ours.keySet().removeIf(name -> !name.startsWith("infra_monitor_"));
        ours.keySet().removeIf(name -> name.endsWith("_seconds_max")); // listed with its summary
        assertThat(ours).isEqualTo(PrometheusFiles.listed());
        assertThat(told.series())
                .containsAll(PrometheusFiles.seriesOfDashboard())
                .containsAll(PrometheusFiles.seriesOfRules())
                .contains("process_start_time_seconds");
        assertThat(told.labelsOfOurs()).isSubsetOf(LABELS);
        assertThat(ours)
                .allSatisfy(
                        (name, type) -> {
                            assertThat(name).matches(NAME).doesNotMatch(".*(_ms|_millis|_kb|_mb)");
                            assertThat(name.endsWith("_total")).isEqualTo(type.equals("counter"));
                        });
    }

    private String metricsAfterOneRun() throws Exception {
        int port = freePort();
        Process pipeline =
                process(
                        Map.of(),
                        "-Dschedule.run-at-start=true",
                        "-Dschedule.cron=0 0 0 1 1 ? 2099",
                        "-Dmanagement.enabled=true",
                        "-Dmanagement.port=" + port);
        try {
            String text =
                    Awaitility.await()
                            .atMost(Duration.ofMinutes(1))
                            .ignoreException(ConnectException.class)
                            .until(
                                    () -> get(port),
                                    told -> told.contains("runs_total{status=\"COMPLETE\"} 1.0\n"));
            Path kept = Path.of("target/prometheus/metrics.txt");
            Files.createDirectories(kept.getParent());
            Files.writeString(kept, text);
            return text;
        } finally {
            pipeline.destroy();
            pipeline.waitFor();
        }
    }

    /** Each family has its help, its type and then its samples, together and once. */
    private static Told parse(String text) {
        SortedMap<String, String> types = new TreeMap<>();
        Set<String> helped = new HashSet<>();
        Set<String> series = new TreeSet<>();
        Set<String> labels = new TreeSet<>();
        List<String> samples = new ArrayList<>();
        String family = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("# HELP ")) {
                family = line.split(" ")[2];
                assertThat(helped.add(family)).as(line).isTrue();
            } else if (line.startsWith("# TYPE ")) {
                String[] type = line.split(" ");
                assertThat(type[2]).as(line).isEqualTo(family);
                types.put(family, type[3]);
            } else {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                assertThat(sample.group(1)).as(line).startsWith(family);
                assertThat(types).containsKey(family);
                series.add(sample.group(1));
                samples.add(line.substring(0, line.lastIndexOf(' ')));
                if (family.startsWith("infra_monitor_") && sample.group(2) != null) {
                    for (String label : sample.group(2).split(",")) {
                        labels.add(label.substring(0, label.indexOf('=')));
                    }
                }
            }
        }
        assertThat(samples).doesNotHaveDuplicates();
        return new Told(types, series, labels);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String get(int port) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + "/observe/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
