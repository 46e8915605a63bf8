package io.github.inframonitor.hot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class HotTableTest {
    private static final Instant TIME = Instant.parse("2026-11-22T21:00:00Z");

    @Test
    void aResourceWasLastSeenAtTheLatestOfItsSamples() {
        List<Sample> samples =
                Stream.of(60, 120, 0).map(second -> sample(TIME.plusSeconds(second))).toList();
        Run run = new Run(TIME, "logs-0123", "web", TIME, samples, List.of(), List.of());

        List<Map<String, AttributeValue>> items = new ArrayList<>();
        new HotTable("infra-monitor", 7, 1).items(run).forEachRemaining(items::add);

        assertThat(items).hasSize(4);
        assertThat(items)
                .filteredOn(item -> item.get("pk").s().equals("X#service"))
                .extracting(item -> item.get("lastSeen").s())
                .containsExactly("2026-11-22T21:02:00.000Z");
    }

    private static Sample sample(Instant time) {
        return new Sample(
                time,
                "web",
                "service",
                null,
                null,
                "logs",
                "line_count",
                1,
                StandardUnit.COUNT,
                new TreeMap<>());
    }
}
