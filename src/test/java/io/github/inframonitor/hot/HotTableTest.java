package io.github.inframonitor.hot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        new HotTable("infra-monitor", 7, 1, 4)
                .lanes(run)
                .forEach(lane -> lane.forEachRemaining(items::add));

        assertThat(items).hasSize(4);
        assertThat(items)
                .filteredOn(item -> item.get("pk").s().equals("X#service"))
                .extracting(item -> item.get("lastSeen").s())
                .containsExactly("2026-11-22T21:02:00.000Z");
    }

    /** Lanes are written side by side, and of two items with one key the later must stay. */
    @Test
    void aSeriesIsInOneLaneAndInOrder() {
        List<Sample> samples = new ArrayList<>();
        for (int value = 0; value < 3; value++) {
            for (int series = 0; series < 1_000; series++) {
                samples.add(sample("series%d_count".formatted(series), value));
            }
        }
        Run run = new Run(TIME, "web-7", "web-7", TIME, samples, List.of(), List.of());

        Map<String, List<String>> values = new TreeMap<>();
        int lane = 0;
        for (var items : new HotTable("infra-monitor", 7, 1, 3).lanes(run)) {
            String prefix = lane++ + " ";
            items.forEachRemaining(
                    item -> {
                        if (item.containsKey("value")) {
                            values.computeIfAbsent(
                                            prefix + item.get("name").s(), n -> new ArrayList<>())
                                    .add(item.get("value").n());
                        }
                    });
        }

        assertThat(lane).isEqualTo(3);
        assertThat(values).hasSize(1_000);
        assertThat(values.values()).containsOnly(List.of("0.0", "1.0", "2.0"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1000, 1", "1001, 2", "4000, 4", "4001, 4"})
    void aLargeRunHasALaneForEachThousandSamplesUpToTheWriters(int samples, int lanes) {
        List<Sample> all =
                IntStream.range(0, samples).mapToObj(i -> sample("s" + i + "_count", i)).toList();
        Run run = new Run(TIME, "web-7", "web-7", TIME, all, List.of(), List.of());

        assertThat(new HotTable("infra-monitor", 7, 1, 4).lanes(run)).hasSize(lanes);
    }

    /** A process takes one cell after the other, and each is read again in the next firing. */
    @Test
    void whatACellHadBeforeIsNotWrittenAgainThoughOtherCellsCameBetween() {
        HotTable table = new HotTable("infra-monitor", 7, 1, 4);
        table.wrote(ofCell("a", 1));
        table.wrote(ofCell("b", 1));
        table.wrote(new Run(TIME, "logs-1", "web", TIME, List.of(), List.of(), List.of()));

        assertThat(values(table, ofCell("a", 1))).isEmpty();
        assertThat(values(table, ofCell("b", 1))).isEmpty();
        assertThat(values(table, ofCell("a", 2))).containsExactly("2.0");
        assertThat(values(table, ofCell("c", 1))).containsExactly("1.0");
    }

    private static Run ofCell(String cell, double value) {
        Sample sample =
                new Sample(
                        TIME,
                        "i-" + cell,
                        "ec2",
                        "eu-west-1",
                        "111111111111",
                        "cpu",
                        "usage_percent",
                        value,
                        StandardUnit.PERCENT,
                        new TreeMap<>(),
                        "watermark");
        return new Run(TIME, cell, "web", TIME, List.of(sample), List.of(), List.of());
    }

    private static List<String> values(HotTable table, Run run) {
        List<String> values = new ArrayList<>();
        table.lanes(run)
                .forEach(
                        lane ->
                                lane.forEachRemaining(
                                        item -> {
                                            if (item.containsKey("value")) {
                                                values.add(item.get("value").n());
                                            }
                                        }));
        return values;
    }

    private static Sample sample(String name, double value) {
        return new Sample(
                TIME,
                "web",
                "service",
                null,
                null,
                "logs",
                name,
                value,
                StandardUnit.COUNT,
                new TreeMap<>());
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
