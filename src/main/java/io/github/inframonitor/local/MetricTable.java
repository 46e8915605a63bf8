package io.github.inframonitor.local;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.StatisticSet;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** CloudWatch's datapoints in DuckDB, each a statistic set, its dimensions as sorted JSON. */
final class MetricTable {
    static final String DEFINITION =
            """
            create table if not exists cloudwatch_datapoints(namespace varchar, name varchar,
                dimensions varchar, unit varchar, time bigint, sample_count double, sum double,
                minimum double, maximum double)""";
    private static final Map<String, String> STATISTICS =
            Map.of(
                    "Average", "sum(sum) / sum(sample_count)",
                    "Sum", "sum(sum)",
                    "Minimum", "min(minimum)",
                    "Maximum", "max(maximum)",
                    "SampleCount", "sum(sample_count)");
    private static final int COLUMNS = 9;

    private final Connection connection;
    private final List<Object> pending = new ArrayList<>();

    MetricTable(Connection connection) {
        this.connection = connection;
    }

    /**
     * The SQL of a statistic over datapoints.
     *
     * @throws IllegalArgumentException if it is not one of the five plain ones
     */
    static String statistic(String name) {
        String sql = STATISTICS.get(name);
        if (sql == null) {
            throw new IllegalArgumentException("the statistic " + name + " is not known here");
        }
        return sql;
    }

    static void check(MetricDataQuery query) {
        MetricStat stat = query.metricStat();
        if (query.id() == null || !query.id().matches("[a-z]\\w{0,254}")) {
            throw MetricRules.invalid("The value " + query.id() + " for parameter Id is invalid.");
        }
        if (query.expression() != null || stat == null) {
            throw MetricRules.invalid(
                    "The local stand-in for CloudWatch knows no expressions; AWS does");
        }
        int period = stat.period() == null ? 0 : stat.period();
        if (period <= 0 || (period % 60 != 0 && !List.of(1, 5, 10, 20, 30).contains(period))) {
            throw MetricRules.invalid("The value " + period + " for parameter Period is invalid.");
        }
        if (!STATISTICS.containsKey(stat.stat())) {
            throw MetricRules.invalid(
                    "The local stand-in for CloudWatch does not know the statistic "
                            + stat.stat()
                            + "; AWS may");
        }
    }

    void add(String namespace, MetricDatum datum, Instant now) {
        StatisticSet set = statistics(datum);
        Instant time = datum.timestamp() == null ? now : datum.timestamp();
        StandardUnit unit = datum.unit() == null ? StandardUnit.NONE : datum.unit();
        Collections.addAll(
                pending,
                namespace,
                datum.metricName(),
                json(datum.dimensions()),
                unit.toString(),
                time.toEpochMilli(),
                set.sampleCount(),
                set.sum(),
                set.minimum(),
                set.maximum());
    }

    /** Writes in one statement what was added. */
    void flush() throws SQLException {
        String row = "(" + String.join(",", Collections.nCopies(COLUMNS, "?")) + ")";
        String rows = String.join(",", Collections.nCopies(pending.size() / COLUMNS, row));
        try (PreparedStatement insert =
                prepared("insert into cloudwatch_datapoints values " + rows, pending)) {
            insert.executeUpdate();
        }
        pending.clear();
    }

    List<MetricDataResult> results(GetMetricDataRequest request) throws SQLException {
        List<MetricDataResult> results = new ArrayList<>();
        for (MetricDataQuery query : request.metricDataQueries()) {
            if (!Boolean.FALSE.equals(query.returnData())) {
                results.add(result(request, query));
            }
        }
        return results;
    }

    private MetricDataResult result(GetMetricDataRequest request, MetricDataQuery query)
            throws SQLException {
        MetricStat stat = query.metricStat();
        Metric metric = stat.metric();
        long period = stat.period() * 1000L;
        boolean ascending = request.scanBy() == ScanBy.TIMESTAMP_ASCENDING;
        List<Object> values =
                new ArrayList<>(
                        List.of(
                                period,
                                period,
                                metric.namespace(),
                                metric.metricName(),
                                json(metric.dimensions()),
                                Math.floorDiv(request.startTime().toEpochMilli(), period) * period,
                                request.endTime().toEpochMilli()));
        if (stat.unit() != null) {
            values.add(stat.unit().toString());
        }
        String sql =
                "select time // ? * ? as start, "
                        + statistic(stat.stat())
                        + " from cloudwatch_datapoints where namespace = ? and name = ?"
                        + " and dimensions = ? and time >= ? and time < ?"
                        + (stat.unit() == null ? "" : " and unit = ?")
                        + " group by start order by start "
                        + (ascending ? "asc" : "desc");
        List<Instant> timestamps = new ArrayList<>();
        List<Double> points = new ArrayList<>();
        try (PreparedStatement select = prepared(sql, values)) {
            ResultSet rows = select.executeQuery();
            while (rows.next()) {
                timestamps.add(Instant.ofEpochMilli(rows.getLong(1)));
                points.add(rows.getDouble(2));
            }
        }
        return MetricDataResult.builder()
                .id(query.id())
                .label(query.label() == null ? metric.metricName() : query.label())
                .timestamps(timestamps)
                .values(points)
                .statusCode(StatusCode.COMPLETE)
                .build();
    }

    List<Metric> metrics(ListMetricsRequest request) throws SQLException {
        List<Metric> metrics = new ArrayList<>();
        try (PreparedStatement select =
                prepared(
                        "select distinct namespace, name, dimensions from cloudwatch_datapoints"
                                + " order by all",
                        List.of())) {
            ResultSet rows = select.executeQuery();
            while (rows.next()) {
                Metric metric =
                        Metric.builder()
                                .namespace(rows.getString(1))
                                .metricName(rows.getString(2))
                                .dimensions(dimensions(rows.getString(3)))
                                .build();
                if (wanted(metric, request)) {
                    metrics.add(metric);
                }
            }
        }
        return metrics;
    }

    private static boolean wanted(Metric metric, ListMetricsRequest request) {
        return (request.namespace() == null || request.namespace().equals(metric.namespace()))
                && (request.metricName() == null
                        || request.metricName().equals(metric.metricName()))
                && request.dimensions().stream().allMatch(filter -> matches(metric, filter));
    }

    private static boolean matches(Metric metric, DimensionFilter filter) {
        return metric.dimensions().stream()
                .anyMatch(
                        dimension ->
                                dimension.name().equals(filter.name())
                                        && (filter.value() == null
                                                || filter.value().equals(dimension.value())));
    }

    private static StatisticSet statistics(MetricDatum datum) {
        if (datum.statisticValues() != null) {
            return datum.statisticValues();
        }
        List<Double> values = datum.hasValues() ? datum.values() : List.of(datum.value());
        List<Double> counts =
                datum.hasCounts() ? datum.counts() : Collections.nCopies(values.size(), 1.0);
        return StatisticSet.builder()
                .sampleCount(counts.stream().mapToDouble(c -> c).sum())
                .sum(
                        IntStream.range(0, values.size())
                                .mapToDouble(i -> values.get(i) * counts.get(i))
                                .sum())
                .minimum(Collections.min(values))
                .maximum(Collections.max(values))
                .build();
    }

    static String json(List<Dimension> dimensions) {
        try (JsonWriter json = JsonWriter.create()) {
            json.writeStartObject();
            dimensions.stream()
                    .sorted(Comparator.comparing(Dimension::name))
                    .forEach(d -> json.writeFieldName(d.name()).writeValue(d.value()));
            json.writeEndObject();
            return new String(json.getBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<Dimension> dimensions(String json) {
        return JsonNode.parser().parse(json).asObject().entrySet().stream()
                .map(
                        e ->
                                Dimension.builder()
                                        .name(e.getKey())
                                        .value(e.getValue().asString())
                                        .build())
                .toList();
    }

    private PreparedStatement prepared(String sql, List<?> values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        return statement;
    }
}
