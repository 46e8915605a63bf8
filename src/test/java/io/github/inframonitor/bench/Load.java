package io.github.inframonitor.bench;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * Runs of any size that look as a fleet's: fifty series a host, half of them of a core or a disk.
 */
public final class Load {
    private static final int SERIES = 50;
    private static final List<String> NAMES =
            IntStream.range(0, SERIES).mapToObj("series%02d_percent"::formatted).toList();

    private Load() {}

    /** The run that has so many samples, each of its own series. */
    public static Run run(Instant time, int samples) {
        List<Sample> collected = new ArrayList<>(samples);
        RandomGenerator values = new SplittableRandom(42); // always the same
        String host = "";
        for (int i = 0; i < samples; i++) {
            int series = i % SERIES;
            if (series == 0) {
                host = "web-%05d".formatted(i / SERIES);
            }
            collected.add(sample(time, host, series, values.nextInt(100_001) / 1_000.0));
        }
        return new Run(time, "web-7", "web-7", time, collected, List.of(), List.of());
    }

    private static Sample sample(Instant time, String host, int series, double value) {
        TreeMap<String, String> dimensions = new TreeMap<>();
        if (series >= SERIES / 2) {
            dimensions.put(series % 2 == 0 ? "core" : "mount", NAMES.get(series));
        }
        return new Sample(
                time,
                host,
                "host",
                "eu-west-1",
                "123456789012",
                series % 2 == 0 ? "cpu" : "disk",
                NAMES.get(series),
                value,
                StandardUnit.PERCENT,
                dimensions);
    }
}
