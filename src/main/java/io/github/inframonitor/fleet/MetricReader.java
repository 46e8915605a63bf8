package io.github.inframonitor.fleet;

import io.github.inframonitor.run.Reading;
import io.github.inframonitor.sample.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/**
 * Asks CloudWatch for the datapoints of one batch: all pages, all points of the window, and what
 * CloudWatch gives in part or not at all again. What it does not give in the end is missing, and
 * never taken for no data.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html">MetricDataResult:
 *     StatusCode, Messages</a>
 */
public final class MetricReader extends FleetBean {
    private static final Logger logger = LoggerFactory.getLogger(MetricReader.class);

    /** How often in all a series is asked for whose points are not complete. */
    private static final int ASKED = 3;

    /** The points of one series by their times, and whether that is all of them. */
    private static final class Points {
        private final TreeMap<Instant, Double> values = new TreeMap<>();
        private boolean complete;
        private String message = "";
    }

    /** Reads a batch: the points of a series in the order of their times. */
    public Reading read(Batch batch) {
        Points[] points = new Points[batch.queries().size()];
        Arrays.setAll(points, i -> new Points());
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < points.length; i++) {
            open.add(i);
        }
        for (int asked = 0; asked < ASKED && !open.isEmpty(); asked++) {
            ask(batch, open, points);
            open.removeIf(i -> points[i].complete);
        }
        return reading(batch, points, open);
    }

    private void ask(Batch batch, List<Integer> open, Points[] points) {
        List<MetricDataQuery> queries =
                open.stream().map(i -> query(i, batch.queries().get(i))).toList();
        Fleet fleet = find(Fleet.class);
        String next = null;
        do {
            GetMetricDataRequest request =
                    GetMetricDataRequest.builder()
                            .metricDataQueries(queries)
                            .startTime(batch.window().from())
                            .endTime(batch.window().to())
                            .scanBy(ScanBy.TIMESTAMP_ASCENDING)
                            .nextToken(next)
                            .build();
            GetMetricDataResponse page =
                    fleet.call(
                            batch.cell(),
                            "GetMetricData",
                            () -> fleet.cloudWatch(batch.cell()).getMetricData(request));
            page.metricDataResults().forEach(result -> add(result, points));
            page.messages()
                    .forEach(m -> logger.warn("{}: {}: {}", batch.cell(), m.code(), m.value()));
            next = page.nextToken();
        } while (next != null && !next.isEmpty());
    }

    private static void add(MetricDataResult result, Points[] points) {
        Points of = points[Integer.parseInt(result.id().substring(1))];
        for (int i = 0; i < result.timestamps().size(); i++) {
            of.values.put(result.timestamps().get(i), result.values().get(i));
        }
        of.complete = result.statusCode() == StatusCode.COMPLETE; // of the last page it is on
        of.message = String.valueOf(result.statusCodeAsString());
        if (!result.messages().isEmpty()) {
            of.message += ", " + result.messages().get(0).value();
        }
    }

    private static MetricDataQuery query(int id, Query query) {
        Metric metric = query.metric();
        return MetricDataQuery.builder()
                .id("m" + id)
                .metricStat(
                        stat ->
                                stat.stat(metric.statistic())
                                        .period((int) metric.period().toSeconds())
                                        .metric(
                                                m ->
                                                        m.namespace(metric.namespace())
                                                                .metricName(metric.name())
                                                                .dimensions(query.in())))
                .build();
    }

    private Reading reading(Batch batch, Points[] points, List<Integer> open) {
        List<Sample> samples = new ArrayList<>();
        Map<Metric, List<String>> quiet = new HashMap<>();
        Map<Instant, Instant> times = new HashMap<>(); // few, which the samples of all series share
        int dropped = 0;
        for (int i = 0; i < points.length; i++) {
            Query query = batch.queries().get(i);
            Series series = new Series(batch, query);
            for (Map.Entry<Instant, Double> point : points[i].values.entrySet()) {
                double value = series.value(point.getValue());
                if (!Sample.storable(value)) {
                    dropped++;
                } else if (batch.window().covers(point.getKey())) {
                    samples.add(
                            series.sample(times.computeIfAbsent(point.getKey(), t -> t), value));
                }
            }
            if (points[i].complete && points[i].values.isEmpty()) {
                quiet.computeIfAbsent(query.metric(), n -> new ArrayList<>()).add(query.resource());
            }
        }
        Fleet fleet = find(Fleet.class);
        quiet.forEach((metric, of) -> fleet.sayQuiet(batch.cell(), metric, of));
        Set<String> unread = new HashSet<>();
        if (batch.window().skipped().isZero()) { // else one that never comes would keep all others
            open.forEach(i -> unread.add(batch.queries().get(i).watermark()));
        }
        return new Reading(
                samples, dropped, batch.watermarks(), unread, missing(batch, points, open));
    }

    private static List<String> missing(Batch batch, Points[] points, List<Integer> open) {
        List<String> missing = new ArrayList<>();
        Window window = batch.window();
        if (!window.skipped().isZero()) {
            missing.add(
                    "nothing of %s between %s and %s was read, and is not: fleet.backfill-max allows no more"
                            .formatted(
                                    batch, window.from().minus(window.skipped()), window.from()));
        }
        if (!open.isEmpty()) {
            Query first = batch.queries().get(open.get(0));
            missing.add(
                    "CloudWatch gave %d of %d metrics in part or not at all (%s), such as %s of %s; they are %s"
                            .formatted(
                                    open.size(),
                                    points.length,
                                    points[open.get(0)].message,
                                    first.metric().name(),
                                    first.resource(),
                                    window.skipped().isZero()
                                            ? "read again"
                                            : "left out, after fleet.backfill-max"));
        }
        return missing;
    }
}
