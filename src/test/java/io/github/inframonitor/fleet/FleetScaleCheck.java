package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.Application;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred cells, ten accounts in ten regions, of a thousand series each: two runs, ten minutes
 * apart, each by a process of production with 512 MB of heap. Every point must be in the hot table,
 * and each that is settled in one object.
 */
class FleetScaleCheck {
    private static final Instant FIRST = Instant.parse("2026-11-22T21:00:00Z");
    private static final Instant SECOND = FIRST.plus(Duration.ofMinutes(10));
    private static final int SERIES = 100_000;
    private static final Pattern PAUSE = Pattern.compile("(\\d+)M->(\\d+)M\\(");

    @TempDir Path folder;

    @Test
    void aHundredThousandSeriesInAHundredCells() throws Exception {
        // the first account is the own one, which is not read
        EmulatedFleet fleet =
                EmulatedFleet.of(
                        "accounts=11",
                        "regions=10",
                        "instances=100",
                        "databases=10",
                        "agents=1",
                        "untagged=0");
        try (FleetAws aws = new FleetAws(fleet)) {
            aws.trouble().set("latency=20ms", "late=0");
            run(aws, FIRST);
            run(aws, SECOND);

            ExpectedPoints expected = new ExpectedPoints(aws, "ec2", "rds");
            SortedMap<String, Double> all = points(expected, period -> end(SECOND, period));
            assertThat(all).hasSizeGreaterThan(4 * SERIES);
            assertThat(ExpectedPoints.problems(StoredPoints.hot(aws), all)).isEmpty();
            SortedMap<String, Double> settled = points(expected, period -> settled(SECOND, period));
            assertThat(
                            ExpectedPoints.problems(
                                    StoredPoints.cold(aws, folder.resolve("objects")), settled))
                    .isEmpty();
            assertThat(aws.complaints()).isEmpty();
            say(
                    "%,d points, %,d of them settled: 0 missing, 0 doubled",
                    all.size(), settled.size());
        }
    }

    private void run(FleetAws aws, Instant time) throws Exception {
        aws.clock().set(time);
        aws.calls().forget();
        Path log = folder.resolve("gc.txt");
        long started = System.nanoTime();
        String output;
        double cpu = 0;
        long resident = 0;
        long spooled = 0;
        try (FleetProcess process = start(aws, time, log)) {
            while (process.rests(1)) {
                resident = Math.max(resident, process.peak());
                spooled = Math.max(spooled, spooled());
                cpu = Math.max(cpu, process.cpuSeconds());
            }
            output = process.output().lines().reduce("", (a, b) -> a + b + "\n");
            assertThat(process.status()).as(output + process.errors()).isZero();
        }
        say(
                "%s%.0f s from start to end, CPU %.0f s, resident %,d MB, heap %,d MB before and %,d MB"
                        + " after a collection, spool %,d MB, %,d calls of GetMetricData",
                output,
                (System.nanoTime() - started) / 1e9,
                cpu,
                resident,
                most(log, 1),
                most(log, 2),
                spooled,
                aws.calls().requests("GetMetricData"));
        assertThat(output).contains("is COMPLETE");
    }

    private long spooled() throws IOException {
        Path spool = folder.resolve("spool");
        if (Files.notExists(spool)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(spool)) {
            return files.mapToLong(file -> file.toFile().length()).sum() >> 20; // 0 if it is gone
        }
    }

    private FleetProcess start(FleetAws aws, Instant time, Path log) throws IOException {
        Map<String, String> settings =
                Map.ofEntries(
                        Map.entry("camel.main.profile", "prod"),
                        Map.entry("run.once", "true"),
                        Map.entry("run.scheduled-time", time.toString()),
                        Map.entry("spool.dir", folder.resolve("spool").toString()),
                        Map.entry("aws.region", "us-east-1"),
                        Map.entry("pipeline.id", "scale"),
                        Map.entry("cold.bucket", "scale"),
                        Map.entry("alerts.topic-arn", "arn:aws:sns:us-east-1:111122223333:scale"),
                        Map.entry("collect.sources", "ec2,rds"),
                        Map.entry("fleet.regions", String.join(",", aws.fleet().regions())),
                        Map.entry("fleet.roles", String.join(",", aws.fleet().roles())),
                        Map.entry("hot.shards", "16"));
        List<String> options = new ArrayList<>();
        options.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", "-Xlog:gc:file=" + log));
        settings.forEach((name, value) -> options.add("-D" + name + "=" + value));
        options.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return FleetProcess.start(
                folder.resolve("errors.txt"),
                Map.of(
                        "AWS_ENDPOINT_URL",
                        aws.endpoint().toString(),
                        "AWS_ACCESS_KEY_ID",
                        "own",
                        "AWS_SECRET_ACCESS_KEY",
                        "secret"),
                options,
                List.of(Application.class.getName()));
    }

    private static SortedMap<String, Double> points(
            ExpectedPoints expected, LongFunction<Instant> to) {
        return expected.all(
                period -> settled(FIRST, period).minusSeconds(period),
                to,
                series -> !series.cell().account().equals(EmulatedFleet.OWN));
    }

    private static Instant end(Instant scheduled, long period) {
        long second = scheduled.getEpochSecond() - (period == 60 ? 120 : 300);
        return Instant.ofEpochSecond(second - second % period);
    }

    private static Instant settled(Instant scheduled, long period) {
        return end(scheduled, period).minusSeconds(3 * period);
    }

    private static long most(Path log, int group) throws IOException {
        ToLongFunction<MatchResult> heap = pause -> Long.parseLong(pause.group(group));
        return PAUSE.matcher(Files.readString(log, StandardCharsets.UTF_8))
                .results()
                .mapToLong(heap)
                .max()
                .orElse(0);
    }

    @SuppressWarnings("SystemOut") // the figures are what it is run for
    private static void say(String format, Object... values) {
        System.out.printf(format + "%n", values);
    }
}
