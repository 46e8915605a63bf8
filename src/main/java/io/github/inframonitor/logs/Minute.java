package io.github.inframonitor.logs;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import io.github.inframonitor.sample.Sample;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * What the lines of one minute sum up to.
 *
 * <p>Latencies go into a DDSketch: its quantiles are within 1 % of the true ones, it does not care
 * for the order of the lines and takes no chance, so that the same object gives the same samples
 * again, and two of them merge. (Apache DataSketches bounds the error of a rank, which at p99 is
 * half the value or twice it, and its KLL tosses coins.)
 *
 * @see <a href="https://www.vldb.org/pvldb/vol12/p2195-masson.pdf">DDSketch</a>
 */
final class Minute {
    private static final double ACCURACY = 0.01;

    /** From a microsecond to a quarter of an hour; beyond that the shortest fall together. */
    private static final int BINS = 1024;

    private long lines;
    private long errors;
    private long statuses;
    private long clientErrors;
    private long serverErrors;
    private @Nullable DDSketch latency;

    void add(LogLine line) {
        lines++;
        errors += line.error() ? 1 : 0;
        statuses += line.status() > 0 ? 1 : 0;
        clientErrors += line.status() / 100 == 4 ? 1 : 0;
        serverErrors += line.status() / 100 == 5 ? 1 : 0;
        if (!Double.isNaN(line.latencyMillis())) {
            if (latency == null) {
                latency = DDSketches.logarithmicCollapsingLowestDense(ACCURACY, BINS);
            }
            latency.accept(line.latencyMillis());
        }
    }

    /**
     * The samples: what no line said is absent. Logs without a status have no {@code
     * status_4xx_count}, logs without a latency no {@code latency_p50_milliseconds}.
     *
     * @param dimensions of all of them
     */
    void samples(
            Instant time,
            String service,
            SortedMap<String, String> dimensions,
            Consumer<Sample> into) {
        Adder add =
                (name, value, unit) -> {
                    if (Sample.storable(value)) {
                        into.accept(
                                new Sample(
                                        time,
                                        service,
                                        "service",
                                        null,
                                        null,
                                        "logs",
                                        name,
                                        value,
                                        unit,
                                        dimensions));
                    }
                };
        add.accept("line_count", lines, StandardUnit.COUNT);
        add.accept("error_count", errors, StandardUnit.COUNT);
        if (statuses > 0) {
            add.accept("status_4xx_count", clientErrors, StandardUnit.COUNT);
            add.accept("status_5xx_count", serverErrors, StandardUnit.COUNT);
        }
        if (latency != null) {
            for (int percent : List.of(50, 95, 99)) {
                add.accept(
                        "latency_p" + percent + "_milliseconds",
                        latency.getValueAtQuantile(percent / 100.0),
                        StandardUnit.MILLISECONDS);
            }
        }
    }

    @FunctionalInterface
    private interface Adder {
        void accept(String name, double value, StandardUnit unit);
    }
}
