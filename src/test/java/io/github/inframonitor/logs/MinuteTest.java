package io.github.inframonitor.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.github.inframonitor.sample.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class MinuteTest {
    private static final Instant TIME = Instant.parse("2026-11-22T20:15:00Z");

    @Property(tries = 200)
    void quantilesAreWithinOnePercentOfTheTrueOnes(
            @ForAll @Size(min = 1, max = 500)
                    List<@DoubleRange(min = 0.01, max = 60_000) Double> latencies) {
        Minute minute = new Minute();
        latencies.forEach(millis -> minute.add(line(200, millis)));
        List<Double> sorted = latencies.stream().sorted().toList();

        Map<String, Double> samples = samples(minute);

        for (int percent : List.of(50, 95, 99)) {
            double exact = sorted.get((int) (percent / 100.0 * (sorted.size() - 1)));
            assertThat(samples.get("latency_p" + percent + "_milliseconds"))
                    .isCloseTo(exact, withPercentage(1.01));
        }
    }

    @Example
    void countsLinesErrorsAndStatuses() {
        Minute minute = new Minute();
        for (int status : new int[] {200, 301, 404, 499, 500, 599}) {
            minute.add(line(status, Double.NaN));
        }
        minute.add(new LogLine(TIME, 0, true, Double.NaN));

        assertThat(samples(minute))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "line_count", 7.0,
                                "error_count", 3.0,
                                "status_4xx_count", 2.0,
                                "status_5xx_count", 2.0));
    }

    @Example
    void whatNoLineSaidIsAbsentAndZeroIsALatency() {
        Minute plain = new Minute();
        plain.add(new LogLine(TIME, 0, false, Double.NaN));
        assertThat(samples(plain)).containsOnlyKeys("line_count", "error_count");

        Minute zero = new Minute();
        zero.add(line(200, 0));
        assertThat(samples(zero)).containsEntry("latency_p99_milliseconds", 0.0);
    }

    private static LogLine line(int status, double millis) {
        return LogLine.of(TIME, status, false, millis);
    }

    private static Map<String, Double> samples(Minute minute) {
        List<Sample> samples = new ArrayList<>();
        minute.samples(TIME, "web", new TreeMap<>(), samples::add);
        return samples.stream().collect(Collectors.toMap(Sample::name, Sample::value));
    }
}
