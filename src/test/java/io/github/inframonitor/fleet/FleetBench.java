package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.inframonitor.bench.Figures;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long it takes to read a fleet of one account and region, and what of CPU, memory and calls,
 * through the routes of production and by Prometheus's exporter for CloudWatch, one after the other
 * from the same double, which takes 20 ms for a call. Each is a process of its own with the options
 * of our image. Nothing is stored.
 */
class FleetBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> BRANCHES = List.of("cpu", "memory", "disk", "network");
    private static final List<String> SOURCES = List.of("ec2", "rds");

    /** What a run asks for of each series: one period that is settled, and three again. */
    private static final int PERIODS = 4;

    private static final int ROUNDS = 2;
    private static final int CYCLES = 8;
    private static final int WARM = 2;
    private static final int CALL = 500;

    /** As the image has them, in a container of 512 MiB. */
    private static final List<String> OPTIONS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xmx256m",
                    "-Xms8m",
                    "-XX:MinHeapFreeRatio=20",
                    "-XX:MaxHeapFreeRatio=30",
                    "-XX:+ExitOnOutOfMemoryError");

    @TempDir Path folder;

    private EmulatedFleet fleet;
    private String endpoint;

    @FunctionalInterface
    private interface Cycle {
        /** Nanoseconds that it took to read all series once. */
        long read() throws Exception;
    }

    /** Seconds, MB, and what the double counted of one warm reading. */
    private record Took(
            double first,
            double warm,
            double cpu,
            long peak,
            long calls,
            long refused,
            long metrics) {
        Took best(Took other) {
            return other == null || warm < other.warm ? this : other;
        }
    }

    @Test
    void aFleetOfOneCell() throws Exception {
        Figures figures =
                new Figures(
                        "fleet",
                        "series",
                        "first s",
                        "warm s",
                        "CPU s a cycle",
                        "peak MB",
                        "calls",
                        "least calls",
                        "least of all",
                        "throttled",
                        "metrics",
                        "load");
        for (int instances : sizes()) {
            String[] settings = {
                "instances=" + instances, "databases=" + instances / 10, "agents=1", "untagged=0"
            };
            fleet = EmulatedFleet.of(settings);
            List<String> all = new ArrayList<>(Arrays.asList(settings));
            all.addAll(List.of("latency=20ms", "late=0", "now=real", "run=1"));
            try (FleetProcess aws = FleetProcess.aws(folder.resolve("aws.txt"), all)) {
                endpoint = "http://127.0.0.1:" + aws.output().readLine();
                measure(figures);
            }
        }
        figures.tell();
    }

    private static List<Integer> sizes() {
        return Stream.of(System.getProperty("bench.instances", "100,1000,5000").split(","))
                .map(Integer::valueOf)
                .toList();
    }

    private void measure(Figures figures) throws Exception {
        boolean large = series() > 25 * CALL;
        Took ours = null;
        Took faster = null;
        Took exporter = null;
        for (int round = 0; round < ROUNDS; round++) { // in turn, since others use the machine too
            ours = ours("25").best(ours);
            faster = large ? ours("50").best(faster) : null;
            exporter = exporter().best(exporter);
        }
        row(figures, series() + (large ? ", fleet.rate=25" : ""), ours);
        if (large) {
            row(figures, series() + ", fleet.rate=50", faster);
        }
        row(figures, series() + ", cloudwatch_exporter", exporter);
    }

    private void row(Figures figures, String name, Took took) {
        figures.row(
                name,
                took.first(),
                took.warm(),
                took.cpu(),
                took.peak(),
                took.calls(),
                least(),
                (series() + CALL - 1) / CALL,
                took.refused(),
                took.metrics(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private Took ours(String rate) throws Exception {
        Path spool = Files.createTempDirectory(folder, "spool");
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(List.of("-cp", System.getProperty("java.class.path")));
        try (FleetProcess process =
                        FleetProcess.start(
                                folder.resolve("ours.txt"),
                                Map.of(),
                                options,
                                List.of(
                                        FleetRun.class.getName(),
                                        endpoint,
                                        spool.toString(),
                                        rate));
                BufferedReader output = process.output()) {
            next(process, output, "ready");
            return took(
                    process,
                    () -> {
                        process.say("read");
                        String[] said = next(process, output, "\\d+ \\d+").split(" ");
                        assertThat(Long.parseLong(said[1])).isEqualTo(series() * PERIODS);
                        return Long.parseLong(said[0]);
                    });
        }
    }

    /** The next line of that form; others are of the log. */
    private static String next(FleetProcess process, BufferedReader output, String form)
            throws IOException {
        StringBuilder log = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.matches(form)) {
                return line;
            }
            log.append(line).append('\n');
        }
        throw new AssertionError(log + process.errors());
    }

    private Took exporter() throws Exception {
        List<Metric> metrics =
                SOURCES.stream()
                        .flatMap(s -> BRANCHES.stream().map(b -> ExpectedPoints.metrics(b, s)))
                        .flatMap(List::stream)
                        .toList();
        Map<String, String> environment =
                Map.of(
                        "AWS_ENDPOINT_URL",
                        endpoint,
                        "AWS_ACCESS_KEY_ID",
                        "key",
                        "AWS_SECRET_ACCESS_KEY",
                        "secret");
        try (FleetExporter exporter =
                FleetExporter.start(
                        folder,
                        OPTIONS,
                        environment,
                        FleetExporter.config(fleet, metrics, PERIODS))) {
            return took(
                    exporter.process(),
                    () -> {
                        long started = System.nanoTime();
                        long got = exporter.scrape();
                        long took = System.nanoTime() - started;
                        assertThat(got).isEqualTo(series());
                        return took;
                    });
        }
    }

    private Took took(FleetProcess process, Cycle each) throws Exception {
        double first = each.read() / 1e9;
        double[] warm = new double[CYCLES - WARM];
        double cpu = 0;
        for (int cycle = 1; cycle < CYCLES; cycle++) {
            // as a schedule leaves it, and the throttle of the double forgets
            assertThat(process.rests(2)).isTrue();
            ask("/set?forget=calls");
            double before = process.cpuSeconds();
            double seconds = each.read() / 1e9;
            if (cycle >= WARM) {
                warm[cycle - WARM] = seconds;
                cpu += process.cpuSeconds() - before;
            }
        }
        Arrays.sort(warm);
        long calls = 0;
        long refused = 0;
        long metrics = 0;
        for (JsonNode count : ask("/calls").path("counts")) {
            if (count.path("operation").asText().equals("GetMetricData")) {
                calls += count.path("requests").asLong();
                refused += count.path("refused").asLong();
                metrics += count.path("metrics").asLong();
            }
        }
        return new Took(
                first,
                warm[warm.length / 2],
                cpu / warm.length,
                process.peak(),
                calls,
                refused,
                metrics);
    }

    private JsonNode ask(String path) throws IOException {
        return JSON.readTree(URI.create(endpoint + path).toURL());
    }

    private long series() {
        return SOURCES.stream()
                .flatMap(source -> BRANCHES.stream().map(branch -> series(branch, source)))
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Each branch and source asks for itself, so that one fails alone. */
    private long least() {
        return SOURCES.stream()
                .flatMap(source -> BRANCHES.stream().map(branch -> series(branch, source)))
                .mapToLong(series -> (series + CALL - 1) / CALL)
                .sum();
    }

    private long series(String branch, String source) {
        return ExpectedPoints.metrics(branch, source).stream()
                .mapToLong(metric -> fleet.series(metric.namespace(), metric.name()).count())
                .sum();
    }
}
