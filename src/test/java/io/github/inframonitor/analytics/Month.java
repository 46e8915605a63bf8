package io.github.inframonitor.analytics;

import io.github.inframonitor.cold.ColdObject;
import io.github.inframonitor.cold.ParquetEncoder;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * November 2026 as three hosts and two services would have left it, by a run every six hours and
 * host; now and then a branch is missing. The same every time.
 */
final class Month {
    static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    static final int DAYS = 30;

    private final Random random = new Random(7);
    private final List<Run> runs = new ArrayList<>();

    Month() {
        for (int i = 0; i < DAYS * 4; i++) {
            Instant time = START.plus(Duration.ofHours(6L * i));
            for (int host = 0; host < 3; host++) {
                runs.add(run(time, "web-" + host, host, i));
            }
        }
        for (int day = 0; day < DAYS; day++) {
            runs.add(logs(START.plus(Duration.ofDays(day)).plusSeconds(60), "api", 40));
            runs.add(logs(START.plus(Duration.ofDays(day)).plusSeconds(120), "shop", 0));
        }
    }

    List<Run> runs() {
        return runs;
    }

    Stream<Sample> samples() {
        return runs.stream().flatMap(run -> run.samples().stream());
    }

    void write(Path table) throws IOException {
        ParquetEncoder encoder = new ParquetEncoder();
        for (Run run : runs) {
            for (ColdObject object : encoder.objects(run)) {
                Path day = Files.createDirectories(table.resolve("dt=" + object.date()));
                Files.write(day.resolve(object.runId() + ".parquet"), encoder.encode(object));
            }
        }
    }

    private Run run(Instant time, String host, int number, int index) {
        List<Sample> samples = new ArrayList<>();
        if (random.nextInt(10) > 0) {
            double usage = 10 + 20 * number + 30 * random.nextDouble() * (number + 1);
            samples.add(sample(time, host, "cpu", "usage_percent", usage, Map.of()));
            samples.add(sample(time, host, "cpu", "core_usage_percent", 99, Map.of("core", "0")));
        }
        if (random.nextInt(10) > 0) {
            double used = 50 + 5 * random.nextGaussian();
            samples.add(sample(time, host, "memory", "used_percent", used, Map.of()));
            samples.add(sample(time, host, "memory", "swap_used_percent", 3, Map.of()));
        }
        if (random.nextInt(10) > 0) {
            double root = 30 + 15.0 * number + index * 0.3 * number + random.nextDouble();
            samples.add(disk(time, host, "/", root));
            samples.add(disk(time, host, "/data", 60 - index * 0.01));
        }
        if (random.nextInt(10) > 0) {
            for (String face : List.of("eth0", "eth1")) {
                for (String name : List.of("received_bytes_per_second", "sent_bytes_per_second")) {
                    double bytes = 1e7 * random.nextDouble() * (number + 1);
                    samples.add(
                            sample(time, host, "network", name, bytes, Map.of("interface", face)));
                }
            }
        }
        return new Run(time, host, host, time, samples, List.of(), List.of());
    }

    private Run logs(Instant minute, String service, int errors) {
        double lines = 1000 + random.nextInt(500);
        List<Sample> samples = new ArrayList<>();
        Map<String, Double> counts =
                Map.of(
                        "line_count",
                        lines,
                        "error_count",
                        (double) errors,
                        "status_4xx_count",
                        (double) random.nextInt(9),
                        "status_5xx_count",
                        errors / 2.0,
                        "latency_p50_milliseconds",
                        5.0,
                        "latency_p95_milliseconds",
                        100 + random.nextInt(50) + 0.25);
        for (int i = 0; i < 3; i++) {
            Instant time = minute.plusSeconds(60L * i);
            new TreeMap<>(counts)
                    .forEach(
                            (name, value) ->
                                    samples.add(
                                            new Sample(
                                                    time,
                                                    service,
                                                    "service",
                                                    null,
                                                    null,
                                                    "logs",
                                                    name,
                                                    value,
                                                    StandardUnit.COUNT,
                                                    new TreeMap<>(Map.of("object", "ab12")))));
        }
        return new Run(minute, "logs-" + service, service, minute, samples, List.of(), List.of());
    }

    private static Sample disk(Instant time, String host, String mount, double value) {
        return sample(time, host, "disk", "used_percent", value, Map.of("mount", mount));
    }

    private static Sample sample(
            Instant time,
            String host,
            String type,
            String name,
            double value,
            Map<String, String> dimensions) {
        return new Sample(
                time,
                host,
                "host",
                null,
                null,
                type,
                name,
                value,
                StandardUnit.PERCENT,
                new TreeMap<>(dimensions));
    }
}
