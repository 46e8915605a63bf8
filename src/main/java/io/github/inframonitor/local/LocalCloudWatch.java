package io.github.inframonitor.local;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateResponse;

/**
 * CloudWatch's metrics on DuckDB. Every datapoint is kept, so one that is put twice counts twice,
 * as on AWS. {@code GetMetricData} knows metrics and no expressions, the five plain statistics, and
 * answers in one page; metrics can be listed at once. The {@link Alarms} are those it is given;
 * they can be described and set, and come and go by their definition alone.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html">GetMetricData</a>:
 *     500 queries a request
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html">ListMetrics</a>:
 *     500 metrics a page
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html">DescribeAlarms</a>:
 *     100 alarms a page
 */
public final class LocalCloudWatch implements CloudWatchClient {
    private static final int MAX_QUERIES = 500;
    private static final int PAGE = 500;

    private final LocalStore store;
    private final Faults faults;
    private final Clock clock;
    private final Alarms alarms;

    /**
     * Without alarms.
     *
     * @param faults faults on demand, of the operations' names, such as {@code PutMetricData}
     */
    public LocalCloudWatch(LocalStore store, Faults faults, Clock clock) {
        this(store, faults, clock, Alarms.none(store, clock));
    }

    LocalCloudWatch(LocalStore store, Faults faults, Clock clock, Alarms alarms) {
        this.store = store;
        this.faults = faults;
        this.clock = clock;
        this.alarms = alarms;
        store.prepare(
                connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(MetricTable.DEFINITION);
                    }
                    return null;
                });
    }

    public Faults faults() {
        return faults;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}

    @Override
    public PutMetricDataResponse putMetricData(PutMetricDataRequest request) {
        Instant now = clock.instant();
        MetricRules.check(request, now);
        PutMetricDataResponse response =
                in(
                        "PutMetricData",
                        table -> {
                            for (MetricDatum datum : request.metricData()) {
                                table.add(request.namespace(), datum, now);
                            }
                            table.flush();
                            return PutMetricDataResponse.builder().build();
                        });
        alarms.got(request);
        return response;
    }

    @Override
    public GetMetricDataResponse getMetricData(GetMetricDataRequest request) {
        List<MetricDataQuery> queries = request.metricDataQueries();
        if (queries.size() > MAX_QUERIES) {
            throw MetricRules.invalid(
                    "The collection MetricDataQueries must not have a size greater than "
                            + MAX_QUERIES
                            + ".");
        }
        if (!request.startTime().isBefore(request.endTime())) {
            throw MetricRules.invalid(
                    "The parameter StartTime must be less than the parameter EndTime.");
        }
        Set<String> ids = new HashSet<>();
        for (MetricDataQuery query : queries) {
            MetricTable.check(query);
            if (!ids.add(query.id())) {
                throw MetricRules.invalid("The id " + query.id() + " is used twice.");
            }
        }
        return in(
                "GetMetricData",
                table -> {
                    GetMetricDataResponse.Builder response = GetMetricDataResponse.builder();
                    response.metricDataResults(table.results(request));
                    return response.build();
                });
    }

    @Override
    public ListMetricsResponse listMetrics(ListMetricsRequest request) {
        return in(
                "ListMetrics",
                table -> {
                    int from =
                            request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
                    List<Metric> all = table.metrics(request);
                    int to = Math.min(from + PAGE, all.size());
                    return ListMetricsResponse.builder()
                            .metrics(all.subList(from, to))
                            .nextToken(to < all.size() ? Integer.toString(to) : null)
                            .build();
                });
    }

    @Override
    public DescribeAlarmsResponse describeAlarms(DescribeAlarmsRequest request) {
        AlarmQuery.check(request);
        before("DescribeAlarms");
        return AlarmQuery.page(request, alarms.all());
    }

    @Override
    public SetAlarmStateResponse setAlarmState(SetAlarmStateRequest request) {
        AlarmQuery.check(request);
        before("SetAlarmState");
        if (!alarms.set(
                request.alarmName(),
                request.stateValue(),
                request.stateReason(),
                request.stateReasonData())) {
            throw ServiceErrors.error(
                    ResourceNotFoundException.builder(),
                    "CloudWatch",
                    "ResourceNotFound",
                    404,
                    "There is no alarm " + request.alarmName());
        }
        return SetAlarmStateResponse.builder().build();
    }

    private interface Operation<T> {
        T in(MetricTable table) throws SQLException;
    }

    private <T> T in(String name, Operation<T> operation) {
        before(name);
        return store.transaction(connection -> operation.in(new MetricTable(connection)));
    }

    private void before(String name) {
        faults.before(
                name,
                () ->
                        ServiceErrors.error(
                                CloudWatchException.builder(),
                                "CloudWatch",
                                "Throttling",
                                400,
                                "Rate exceeded"));
    }
}
