package io.github.inframonitor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Samples a second through the routes that store a run, with the clients of production, into an
 * endpoint that answers at once, in a process of its own with 512 MB of heap. {@code
 * -Dbench.jfr=file} records a profile of the largest.
 */
class StoreBench {
    private static final int LARGEST = 1_000_000;
    private static final int MILLIS_AWAY = 5;
    private static final int BATCH = 25;
    private static final int DATAPOINTS = 1_000;

    @TempDir Path folder;

    private InstantAws aws;

    @BeforeEach
    void open() throws IOException {
        aws = new InstantAws();
    }

    @AfterEach
    void close() throws IOException {
        aws.close();
    }

    @Test
    void samplesASecond() throws Exception {
        Figures figures =
                new Figures(
                        "store",
                        "samples",
                        "samples/s",
                        "samples/s of CPU",
                        "spool samples/s",
                        "DynamoDB x least",
                        "S3 x least",
                        "CloudWatch x least",
                        "peak heap MB");
        List<Integer> sizes = List.of(1_000, 10_000, 100_000, LARGEST);
        for (boolean detail : List.of(false, true)) {
            for (int samples : sizes) {
                measure(figures, samples, detail, 4);
            }
        }
        aws.delay(MILLIS_AWAY);
        measure(figures, 100_000, false, 4);
        measure(figures, 100_000, false, 1);
        figures.tell();
    }

    private void measure(Figures figures, int samples, boolean detail, int writers)
            throws Exception {
        Map<String, Long> took = fork(samples, detail, writers);
        long resources = (samples + 49) / 50;
        figures.row(
                samples
                        + (detail ? " with cloudwatch.detail" : "")
                        + (aws.isAway() ? ", 5 ms away" : "")
                        + (writers == 1 ? ", one writer" : ""),
                perSecond(samples, took.get("store")),
                perSecond(samples, took.get("cpu")),
                perSecond(samples, took.get("spool")),
                ratio("BatchWriteItem", samples + resources, BATCH),
                ratio("S3 PUT", 1, 1),
                detail ? ratio("PutMetricData", samples, DATAPOINTS) : "none",
                took.get("live") >> 20);
    }

    private static long perSecond(int samples, long nanos) {
        return Math.round(samples * 1e9 / nanos);
    }

    private double ratio(String operation, long things, int atOnce) {
        long least = (things + atOnce - 1) / atOnce;
        long requests = aws.requests(operation);
        assertThat(requests).as(operation).isGreaterThanOrEqualTo(least);
        return (double) requests / least;
    }

    private Map<String, Long> fork(int samples, boolean detail, int writers) throws Exception {
        Path spool =
                Files.createDirectories(folder.resolve(samples + "-" + detail + "-" + writers));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        String recording = System.getProperty("bench.jfr", "");
        if (!recording.isEmpty() && samples == LARGEST) {
            Files.createDirectories(Path.of(recording).toAbsolutePath().getParent());
            command.add(
                    "-XX:StartFlightRecording=settings=profile,filename="
                            + recording
                            + (detail ? "-detail.jfr" : ".jfr"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(StoreRun.class.getName());
        command.addAll(
                List.of(
                        aws.uri().toString(),
                        String.valueOf(samples),
                        String.valueOf(detail),
                        spool.toString(),
                        "10",
                        String.valueOf(writers)));
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        Path warm = spool.resolve("warm");
        while (Files.notExists(warm) && process.isAlive()) {
            process.waitFor(5, TimeUnit.MILLISECONDS);
        }
        aws.forget();
        Files.deleteIfExists(warm);
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        Map<String, Long> took = new HashMap<>();
        for (String line : Files.readAllLines(output)) {
            if (line.matches("\\w+=\\d+")) {
                took.put(line.replaceFirst("=.*", ""), Long.valueOf(line.replaceFirst(".*=", "")));
            }
        }
        return took;
    }
}
