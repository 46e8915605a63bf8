package io.github.inframonitor.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.inframonitor.local.Faults;
import io.github.inframonitor.local.LocalAthena;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatus;

/** Each query of routes/ over a month, against the same computed here from the samples. */
class QueriesOverAMonthTest {
    private static final Set<String> MEASURES =
            Set.of(
                    "cpu usage_percent",
                    "memory used_percent",
                    "disk used_percent",
                    "network received_bytes_per_second",
                    "network sent_bytes_per_second");

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private static Month month;
    private static LocalAthena athena;

    /** A number that a query rounds to so many digits. */
    private record Rounded(double value, int digits) {}

    @BeforeAll
    static void write(@TempDir Path table) throws IOException {
        month = new Month();
        month.write(table);
        athena = new LocalAthena(table, "questions", "cold", new Faults(), Clock.systemUTC());
    }

    @AfterAll
    static void close() {
        athena.close();
    }

    @Test
    void hourlyAverages() {
        List<List<Object>> expected = new ArrayList<>();
        month.samples()
                .filter(s -> s.name().equals("used_percent"))
                .filter(between("2026-11-03", "2026-11-20"))
                .collect(
                        Collectors.groupingBy(
                                s -> List.of(s.resource(), s.type(), hour(s)),
                                () -> new TreeMap<>(Comparator.comparing(List::toString)),
                                Collectors.toList()))
                .forEach(
                        (key, samples) -> {
                            double[] values =
                                    samples.stream().mapToDouble(Sample::value).sorted().toArray();
                            int rank = (int) Math.ceil(95.0 * values.length / 100);
                            expected.add(
                                    List.of(
                                            key.get(2),
                                            key.get(0),
                                            key.get(1),
                                            values.length,
                                            rounded(average(values), 3),
                                            rounded(values[rank - 1], 3),
                                            rounded(values[values.length - 1], 3)));
                        });

        check("hourly-averages from=2026-11-03 to=2026-11-20 name=used_percent", expected);
    }

    @Test
    void topConsumers() {
        List<List<Object>> expected = new ArrayList<>();
        byMeasure(between("2026-11-08", "2026-11-14"))
                .forEach(
                        (measure, resources) -> {
                            List<String> ranked =
                                    resources.keySet().stream()
                                            .sorted(
                                                    Comparator.comparing(
                                                            r ->
                                                                    -average(
                                                                            values(
                                                                                    resources.get(
                                                                                            r)))))
                                            .toList();
                            for (int place = 1; place <= 2; place++) {
                                String resource = ranked.get(place - 1);
                                TreeMap<Instant, Double> moments = resources.get(resource);
                                Map.Entry<Instant, Double> highest =
                                        moments.entrySet().stream()
                                                .max(Map.Entry.comparingByValue())
                                                .orElseThrow();
                                expected.add(
                                        List.of(
                                                type(measure),
                                                name(measure),
                                                place,
                                                resource,
                                                rounded(average(values(moments)), 3),
                                                rounded(highest.getValue(), 3),
                                                TIMESTAMP.format(highest.getKey())));
                            }
                        });

        check("top-consumers from=2026-11-08 to=2026-11-14 top=2", expected);
    }

    @Test
    void weekOverWeek() {
        List<List<Object>> expected = new ArrayList<>();
        byMeasure(between("2026-11-10", "2026-11-30"))
                .forEach(
                        (measure, resources) ->
                                resources.forEach(
                                        (resource, moments) -> {
                                            Instant middle = Instant.parse("2026-11-24T00:00:00Z");
                                            Instant first = middle.minus(Duration.ofDays(7));
                                            double now = average(values(moments.tailMap(middle)));
                                            double before =
                                                    average(values(moments.subMap(first, middle)));
                                            expected.add(
                                                    List.of(
                                                            type(measure),
                                                            name(measure),
                                                            resource,
                                                            rounded(before, 3),
                                                            rounded(now, 3),
                                                            rounded(
                                                                    100 * (now - before) / before,
                                                                    1)));
                                        }));

        check("week-over-week from=2026-11-10 to=2026-11-30", expected);
    }

    @Test
    void diskFullForecast() {
        List<List<Object>> expected = new ArrayList<>();
        month.samples()
                .filter(s -> s.type().equals("disk"))
                .collect(
                        Collectors.groupingBy(
                                s -> List.of(s.resource(), s.dimensions().get("mount"))))
                .forEach(
                        (disk, samples) -> {
                            Instant last =
                                    samples.stream()
                                            .map(Sample::time)
                                            .max(Comparator.naturalOrder())
                                            .orElseThrow();
                            double n = samples.size();
                            double sx = 0;
                            double sy = 0;
                            double sxy = 0;
                            double sxx = 0;
                            double used = 0;
                            for (Sample s : samples) {
                                double x =
                                        Duration.between(last, s.time()).toMillis() / 86_400_000.0;
                                sx += x;
                                sy += s.value();
                                sxy += x * s.value();
                                sxx += x * x;
                                used = s.time().equals(last) ? s.value() : used;
                            }
                            double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
                            double left = Math.max(0, (100 - (sy - slope * sx) / n) / slope);
                            if (slope > 0 && left <= 30) {
                                Instant full = last.plusMillis(Math.round(left * 86_400_000));
                                expected.add(
                                        List.of(
                                                disk.get(0),
                                                disk.get(1),
                                                rounded(used, 2),
                                                rounded(slope, 3),
                                                rounded(left, 1),
                                                LocalDate.ofInstant(full, ZoneOffset.UTC)
                                                        .toString()));
                            }
                        });
        expected.sort(Comparator.comparing(row -> ((Rounded) row.get(4)).value()));

        assertThat(expected).hasSizeBetween(1, 5);
        check("disk-full-forecast from=2026-11-01 to=2026-11-30 days=30", expected);
    }

    @Test
    void branchReliability() {
        List<List<Object>> expected = new ArrayList<>();
        Map<String, List<Run>> days =
                month.runs().stream()
                        .filter(run -> !run.pipelineId().startsWith("logs-"))
                        .filter(run -> !run.samples().isEmpty())
                        .collect(
                                Collectors.groupingBy(
                                        run -> run.date().toString(),
                                        TreeMap::new,
                                        Collectors.toList()));
        days.forEach(
                (day, runs) -> {
                    for (String branch : List.of("cpu", "disk", "memory", "network")) {
                        long with =
                                runs.stream()
                                        .filter(
                                                r ->
                                                        r.samples().stream()
                                                                .anyMatch(
                                                                        s ->
                                                                                s.type()
                                                                                        .equals(
                                                                                                branch)))
                                        .count();
                        expected.add(
                                List.of(
                                        day,
                                        branch,
                                        runs.size(),
                                        with,
                                        rounded(100.0 * with / runs.size(), 1)));
                    }
                });

        check("branch-reliability from=2026-11-01 to=2026-11-30", expected);
    }

    @Test
    void noisyResources() {
        List<List<Object>> expected = new ArrayList<>();
        byMeasure(between("2026-11-01", "2026-11-15"))
                .forEach(
                        (measure, resources) -> {
                            if (measure.startsWith("disk")) {
                                return;
                            }
                            List<String> ranked =
                                    resources.keySet().stream()
                                            .sorted(
                                                    Comparator.comparing(
                                                            r ->
                                                                    -variation(
                                                                            values(
                                                                                    resources.get(
                                                                                            r)))))
                                            .toList();
                            for (int place = 1; place <= 2; place++) {
                                double[] values = values(resources.get(ranked.get(place - 1)));
                                double steps = 0;
                                for (int i = 1; i < values.length; i++) {
                                    steps += Math.abs(values[i] - values[i - 1]);
                                }
                                expected.add(
                                        List.of(
                                                type(measure),
                                                name(measure),
                                                place,
                                                ranked.get(place - 1),
                                                rounded(average(values), 3),
                                                rounded(deviation(values), 3),
                                                rounded(variation(values), 3),
                                                rounded(steps / (values.length - 1), 3)));
                            }
                        });

        check("noisy-resources from=2026-11-01 to=2026-11-15 top=2", expected);
    }

    @Test
    void logErrorRates() {
        List<List<Object>> expected = new ArrayList<>();
        month.samples()
                .filter(s -> s.type().equals("logs"))
                .filter(between("2026-11-05", "2026-11-06"))
                .collect(
                        Collectors.groupingBy(
                                s -> List.of(day(s).toString(), s.resource()),
                                () -> new TreeMap<>(Comparator.comparing(List::toString)),
                                Collectors.toList()))
                .forEach(
                        (key, samples) -> {
                            double lines = sum(samples, "line_count");
                            double errors = sum(samples, "error_count");
                            double worst =
                                    samples.stream()
                                            .filter(
                                                    s ->
                                                            s.name()
                                                                    .equals(
                                                                            "latency_p95_milliseconds"))
                                            .mapToDouble(Sample::value)
                                            .max()
                                            .orElseThrow();
                            expected.add(
                                    List.of(
                                            key.get(0),
                                            key.get(1),
                                            rounded(lines, 6),
                                            rounded(errors, 6),
                                            rounded(100 * errors / lines, 2),
                                            rounded(sum(samples, "status_4xx_count"), 6),
                                            rounded(sum(samples, "status_5xx_count"), 6),
                                            rounded(worst, 1)));
                        });

        check("log-error-rates from=2026-11-05 to=2026-11-06", expected);
    }

    /** An empty range is an answer of no rows, and no error. */
    @Test
    void nothingIsSaidOfDaysWithoutSamples() {
        for (NamedQuery query : new NamedQueries("routes").all()) {
            String values =
                    query.parameters().stream()
                            .map(
                                    p ->
                                            " %s=%s"
                                                    .formatted(
                                                            p.name(),
                                                            switch (p.type()) {
                                                                case DATE -> "2020-01-01";
                                                                case INTEGER, NUMBER -> "5";
                                                                case STRING -> "usage_percent";
                                                            }))
                            .collect(Collectors.joining());
            assertThat(ask(query.name() + values).rows()).as(query.name()).isEmpty();
        }
    }

    private static void check(String question, List<List<Object>> expected) {
        Rows rows = ask(question);
        assertThat(expected).isNotEmpty();
        assertThat(rows.rows()).as(question).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            List<@Nullable String> row = rows.rows().get(i);
            assertThat(row).hasSameSizeAs(expected.get(i));
            for (int j = 0; j < row.size(); j++) {
                String where =
                        "%s, row %d, %s".formatted(question, i, rows.columns().get(j).name());
                if (expected.get(i).get(j) instanceof Rounded number) {
                    double half = 0.5 * Math.pow(10, -number.digits());
                    assertThat(Double.parseDouble(row.get(j)))
                            .as(where)
                            .isCloseTo(
                                    number.value(), within(half + 1e-9 * Math.abs(number.value())));
                } else {
                    assertThat(row.get(j)).as(where).isEqualTo(expected.get(i).get(j).toString());
                }
            }
        }
    }

    private static Rows ask(String question) {
        BoundQuery bound = new NamedQueries("routes").bind(question);
        String id =
                athena.startQueryExecution(
                                start ->
                                        start.queryString(bound.query().sql())
                                                .workGroup("questions")
                                                .queryExecutionContext(c -> c.database("cold"))
                                                .executionParameters(bound.literals()))
                        .queryExecutionId();
        QueryExecutionStatus ended =
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .until(
                                () ->
                                        athena.getQueryExecution(get -> get.queryExecutionId(id))
                                                .queryExecution()
                                                .status(),
                                status -> status.completionDateTime() != null);
        assertThat(ended.state())
                .as("%s: %s", question, ended.stateChangeReason())
                .isEqualTo(QueryExecutionState.SUCCEEDED);
        return Rows.of(athena.getQueryResultsPaginator(get -> get.queryExecutionId(id)));
    }

    /** By measure and resource one value a moment: of disks the fullest, of interfaces the sum. */
    private static TreeMap<String, TreeMap<String, TreeMap<Instant, Double>>> byMeasure(
            Predicate<Sample> which) {
        TreeMap<String, TreeMap<String, TreeMap<Instant, Double>>> all = new TreeMap<>();
        month.samples()
                .filter(which)
                .filter(s -> MEASURES.contains(s.type() + " " + s.name()))
                .forEach(
                        s ->
                                all.computeIfAbsent(s.type() + " " + s.name(), m -> new TreeMap<>())
                                        .computeIfAbsent(s.resource(), r -> new TreeMap<>())
                                        .merge(
                                                s.time(),
                                                s.value(),
                                                s.type().equals("network")
                                                        ? Double::sum
                                                        : Math::max));
        return all;
    }

    private static Predicate<Sample> between(String from, String to) {
        return s -> !day(s).isBefore(LocalDate.parse(from)) && !day(s).isAfter(LocalDate.parse(to));
    }

    private static LocalDate day(Sample sample) {
        return LocalDate.ofInstant(sample.time(), ZoneOffset.UTC);
    }

    private static String hour(Sample sample) {
        return TIMESTAMP.format(sample.time().truncatedTo(ChronoUnit.HOURS));
    }

    private static String type(String measure) {
        return measure.replaceFirst(" .*", "");
    }

    private static String name(String measure) {
        return measure.replaceFirst(".* ", "");
    }

    private static double sum(List<Sample> samples, String name) {
        return samples.stream().filter(s -> s.name().equals(name)).mapToDouble(Sample::value).sum();
    }

    private static double[] values(Map<Instant, Double> moments) {
        return moments.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double average(double[] values) {
        return DoubleStream.of(values).average().orElseThrow();
    }

    private static double deviation(double[] values) {
        double average = average(values);
        double squares = DoubleStream.of(values).map(v -> (v - average) * (v - average)).sum();
        return Math.sqrt(squares / (values.length - 1));
    }

    private static double variation(double[] values) {
        return deviation(values) / average(values);
    }

    private static Rounded rounded(double value, int digits) {
        return new Rounded(value, digits);
    }
}
