package io.github.inframonitor.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

class MetricDataTest {
    private static final Instant NOW = Instant.parse("2026-11-22T21:00:00Z");

    @Test
    void aLogsDetailIsOfItsServiceAndNotOfEachObject() {
        Run run = run(line(NOW.minusSeconds(60)));

        assertThat(measured(new MetricData(true), run))
                .containsExactly(
                        MetricDatum.builder()
                                .metricName("logs_line_count")
                                .timestamp(NOW.minusSeconds(60))
                                .value(3.0)
                                .unit(StandardUnit.COUNT)
                                .dimensions(
                                        Dimension.builder().name("resource").value("web").build())
                                .build());
        assertThat(measured(new MetricData(false), run)).isEmpty();
    }

    @Test
    void aLogOfATimeThatCloudWatchDoesNotTakeHasNoDetail() {
        Run run = run(line(NOW.minusSeconds(15 * 86_400)), line(NOW.plusSeconds(3 * 3600)));

        assertThat(measured(new MetricData(true), run)).isEmpty();
    }

    private static List<MetricDatum> measured(MetricData metricData, Run run) {
        List<MetricDatum> data = new ArrayList<>();
        metricData.measured(run).forEachRemaining(data::add);
        return data;
    }

    private static Run run(Sample... samples) {
        return new Run(NOW, "logs-0123", "web", NOW, List.of(samples), List.of(), List.of());
    }

    private static Sample line(Instant time) {
        return new Sample(
                time,
                "web",
                "service",
                null,
                null,
                "logs",
                "line_count",
                3,
                StandardUnit.COUNT,
                new TreeMap<>(Map.of("object", "0123456789ab")));
    }
}
