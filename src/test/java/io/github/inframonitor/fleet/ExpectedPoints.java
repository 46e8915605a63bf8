package io.github.inframonitor.fleet;

import io.github.inframonitor.sample.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What must be in the stores of the points that the double has, by the tables of the routes on
 * disk: a value by a text that tells time, series and branch.
 */
public final class ExpectedPoints {
    private static final Pattern TABLE = Pattern.compile("constant: \\|\n((?: {14}\\S.*\n)+)");

    private record Row(String source, String branch, Metric metric) {}

    private final List<Row> rows = new ArrayList<>();
    private final FleetAws aws;

    /**
     * @param sources such as {@code ec2}
     */
    public ExpectedPoints(FleetAws aws, String... sources) {
        this.aws = aws;
        for (String source : sources) {
            for (String branch : List.of("cpu", "memory", "disk", "network")) {
                metrics(branch, source)
                        .forEach(metric -> rows.add(new Row(source, branch, metric)));
            }
        }
    }

    /** What the route of a branch and source reads. */
    static List<Metric> metrics(String branch, String source) {
        Path route = Path.of("routes", "collect-" + branch + "-" + source + ".camel.yaml");
        try {
            return TABLE.matcher(Files.readString(route))
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .flatMap(table -> MetricTable.parse(table).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * All points of a time.
     *
     * @param from of a period, in seconds
     * @param of which series
     */
    public SortedMap<String, Double> all(
            LongFunction<Instant> from, LongFunction<Instant> to, Predicate<EmulatedSeries> of) {
        SortedMap<String, Double> points = new TreeMap<>();
        for (Row row : rows) {
            Metric metric = row.metric();
            long period = metric.period().toSeconds();
            aws.fleet()
                    .series(metric.namespace(), metric.name())
                    .filter(of)
                    .flatMap(
                            series ->
                                    series.points(
                                            metric.statistic(),
                                            (int) period,
                                            from.apply(period),
                                            to.apply(period)))
                    .forEach(
                            point ->
                                    points.put(
                                            key(row, point),
                                            metric.perSecond()
                                                    ? point.value() / period
                                                    : point.value()));
        }
        return points;
    }

    private static String key(Row row, EmulatedPoint point) {
        EmulatedSeries series = point.series();
        Metric metric = row.metric();
        SortedMap<String, String> rest = new TreeMap<>(series.dimensions());
        rest.values().remove(series.resource());
        return key(
                point.time(),
                series.cell().toString(),
                row.source(),
                series.resource(),
                row.branch(),
                metric.sampleName(),
                rest);
    }

    /** The same of a sample. */
    public static String key(Sample sample) {
        SortedMap<String, String> rest = new TreeMap<>(sample.dimensions());
        rest.keySet().removeIf(name -> name.startsWith("tag:"));
        return key(
                sample.time(),
                sample.account() + "/" + sample.region(),
                sample.resourceType(),
                sample.resource(),
                sample.type(),
                sample.name(),
                rest);
    }

    /** The same by its parts, as a store has them. */
    public static String key(
            Instant time,
            String cell,
            String source,
            String resource,
            String branch,
            String name,
            Map<String, String> dimensions) {
        return String.join(
                " ",
                Arrays.asList(
                        time.toString(),
                        cell,
                        source,
                        resource,
                        branch,
                        name,
                        new TreeMap<>(dimensions).toString()));
    }

    /** What is not as it must be: a point that is missing, is too much, or has another value. */
    public static List<String> problems(
            SortedMap<String, Double> found, SortedMap<String, Double> expected) {
        List<String> problems = new ArrayList<>();
        expected.forEach(
                (key, value) -> {
                    Double of = found.get(key);
                    if (!value.equals(of)) {
                        problems.add((of == null ? "missing: " : "not " + value + ": ") + key);
                    }
                });
        found.keySet().stream()
                .filter(key -> !expected.containsKey(key))
                .forEach(key -> problems.add("too much: " + key));
        return problems.size() > 20 ? problems.subList(0, 20) : problems;
    }

    /** Of samples, and none twice. */
    public static SortedMap<String, Double> of(Stream<Sample> samples) {
        SortedMap<String, Double> points = new TreeMap<>();
        samples.forEach(
                sample -> {
                    if (points.put(key(sample), sample.value()) != null) {
                        throw new AssertionError("twice: " + key(sample));
                    }
                });
        return points;
    }
}
