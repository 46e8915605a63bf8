package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * Prometheus's exporter for CloudWatch, asked by HTTP as Prometheus asks it. Maven gets it by the
 * pom of {@code src/test/exporter}, so that none of it is on our class path.
 *
 * @see <a href="https://github.com/prometheus/cloudwatch_exporter">cloudwatch_exporter: its
 *     settings</a>
 */
final class FleetExporter implements AutoCloseable {
    private static final Path CLASS_PATH = Path.of("target/exporter/classpath");

    private final HttpClient http = HttpClient.newHttpClient();
    private final FleetProcess process;
    private final int port;

    private FleetExporter(FleetProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it.
     *
     * @param options of the JVM
     * @param config as {@link #config} makes it
     */
    static FleetExporter start(
            Path folder, List<String> options, Map<String, String> environment, String config)
            throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("exporter.yml"), config);
        int port = freePort();
        List<String> program =
                List.of(
                        "-cp",
                        classPath(),
                        "io.prometheus.cloudwatch.WebServer",
                        String.valueOf(port),
                        file.toString());
        FleetExporter exporter =
                new FleetExporter(
                        FleetProcess.start(
                                folder.resolve("exporter.txt"), environment, options, program),
                        port);
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> exporter.isHealthy() || !exporter.process.isAlive());
        assertThat(exporter.process.isAlive()).as(exporter.process.errors()).isTrue();
        return exporter;
    }

    FleetProcess process() {
        return process;
    }

    private static synchronized String classPath() throws IOException, InterruptedException {
        if (Files.notExists(CLASS_PATH)) {
            Process maven =
                    new ProcessBuilder(
                                    "./mvnw",
                                    "-B",
                                    "-ntp",
                                    "-q",
                                    "-f",
                                    "src/test/exporter/pom.xml",
                                    "dependency:build-classpath",
                                    "-Dmdep.outputFile=" + CLASS_PATH.toAbsolutePath())
                            .inheritIO()
                            .start();
            assertThat(maven.waitFor()).isZero();
        }
        return Files.readString(CLASS_PATH);
    }

    /**
     * The same windows of the same series as the routes ask for, in as few calls as it can.
     *
     * @param metrics of the tables of the routes
     * @param periods of each window
     */
    static String config(EmulatedFleet fleet, List<Metric> metrics, int periods) {
        return "region: eu-west-1\nuse_get_metric_data: true\nlist_metrics_cache_ttl: 3600\nmetrics:\n"
                + metrics.stream()
                        .map(metric -> rule(fleet, metric, periods))
                        .collect(Collectors.joining());
    }

    private static String rule(EmulatedFleet fleet, Metric metric, int periods) {
        long period = metric.period().toSeconds();
        return """
        - aws_namespace: %s
          aws_metric_name: %s
          aws_dimensions: %s
          aws_statistics: [%s]
          period_seconds: %d
          range_seconds: %d
          delay_seconds: %d
        """
                .formatted(
                        metric.namespace(),
                        metric.name(),
                        fleet.series(metric.namespace(), metric.name())
                                .findFirst()
                                .orElseThrow()
                                .dimensions()
                                .keySet(),
                        metric.statistic(),
                        period,
                        periods * period,
                        metric.delay().toSeconds());
    }

    /** Reads the fleet once, and counts the series that it tells of. */
    long scrape() throws IOException, InterruptedException {
        return get("/metrics").body().lines().filter(line -> line.contains("{job=")).count();
    }

    private boolean isHealthy() throws InterruptedException {
        try {
            return get("/-/healthy").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
