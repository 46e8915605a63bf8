package io.github.inframonitor.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Samples as lines of a chart: the time is divided into steps, and each series has a value a step.
 */
final class SeriesChart {
    /** Most values of all series: some megabytes of an answer. */
    private static final int VALUES = 500_000;

    private static final int TIME_LENGTH = "2026-11-22T21:00:00.000Z#".length();

    private final Parameters.Span span;
    private final String statistic;
    private final long step;
    private final int steps;
    private final Map<SeriesKey, Line> lines = new LinkedHashMap<>();
    private final BitSet used = new BitSet();
    private String lastTime = "";
    private int lastAt;

    private record SeriesKey(String series, String region, String account) {}

    private static final class Line {
        private final Map<String, Object> series = new LinkedHashMap<>();
        private final double[] values;
        private final int[] counts;

        Line(int steps) {
            values = new double[steps];
            counts = new int[steps];
        }
    }

    /**
     * @param points most steps
     * @param statistic of the samples within one: average, minimum or maximum
     */
    SeriesChart(Parameters.Span span, int points, String statistic) {
        this.span = span;
        this.statistic = statistic;
        long millis = span.to().toEpochMilli() - span.from().toEpochMilli();
        this.step = Math.max(1, (millis + points * 1000L - 1) / (points * 1000L));
        this.steps = (int) ((millis + step * 1000 - 1) / (step * 1000));
    }

    /**
     * Takes a sample.
     *
     * @return false if there are too many series
     */
    boolean add(Map<String, AttributeValue> item) {
        // the sort key of the index, after the time: the resource, the name and the dimensions
        String sortKey = Json.text(item, "gsi1sk");
        SeriesKey key =
                new SeriesKey(
                        sortKey.substring(Math.min(TIME_LENGTH, sortKey.length())),
                        Json.text(item, "region"),
                        Json.text(item, "account"));
        Line line = lines.get(key);
        if (line == null) {
            if ((lines.size() + 1L) * steps > VALUES) {
                return false;
            }
            line = line(item);
            lines.put(key, line);
        }
        int at = at(Json.text(item, "time"));
        if (at < 0 || at >= steps) {
            return true; // at the very end
        }
        double value = Json.value(item);
        int count = line.counts[at]++;
        line.values[at] = count == 0 ? value : merged(line.values[at], value, count);
        used.set(at);
        return true;
    }

    /** In which step a time is; samples come by time, so that it mostly is that of the last. */
    private int at(String time) {
        if (!time.equals(lastTime)) {
            lastTime = time;
            long millis = Instant.parse(time).toEpochMilli() - span.from().toEpochMilli();
            lastAt = (int) (millis / (step * 1000));
        }
        return lastAt;
    }

    private Line line(Map<String, AttributeValue> item) {
        Line line = new Line(steps);
        Json.series(item, line.series);
        return line;
    }

    private double merged(double before, double value, int count) {
        return switch (statistic) {
            case "minimum" -> Math.min(before, value);
            case "average" -> before + (value - before) / (count + 1);
            default -> Math.max(before, value);
        };
    }

    /** The answer. */
    Map<String, Object> answer(boolean truncated) {
        int[] at = used.stream().toArray();
        long begin = span.from().getEpochSecond();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("from", span.from().toString());
        answer.put("to", span.to().toString());
        answer.put("stepSeconds", step);
        answer.put("times", Arrays.stream(at).mapToLong(i -> begin + i * step).toArray());
        List<Object> series = new ArrayList<>();
        for (Line line : inOrder()) {
            List<@Nullable Double> values = new ArrayList<>(at.length);
            for (int i : at) {
                values.add(line.counts[i] == 0 ? null : line.values[i]);
            }
            line.series.put("values", values);
            series.add(line.series);
        }
        answer.put("series", series);
        answer.put("truncated", truncated);
        return answer;
    }

    /** However they were read. */
    private List<Line> inOrder() {
        return lines.entrySet().stream()
                .sorted(
                        Map.Entry.comparingByKey(
                                Comparator.comparing(SeriesKey::series)
                                        .thenComparing(SeriesKey::region)
                                        .thenComparing(SeriesKey::account)))
                .map(Map.Entry::getValue)
                .toList();
    }
}
