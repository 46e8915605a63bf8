package io.github.inframonitor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterCombinationException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;

/**
 * What the routes rely on in CloudWatch. The stand-in alone is held to it: moto does not speak the
 * CBOR of the SDK's client.
 */
class CloudWatchContractTest {
    private static final Instant NOW = Instant.parse("2026-11-22T21:10:00Z");
    private static LocalStore store;
    private static CloudWatchClient cloudWatch;

    @BeforeAll
    static void open(@TempDir Path dir) {
        store = new LocalStore(dir);
        cloudWatch = new LocalCloudWatch(store, new Faults(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void datapoints_are_read_by_period_newest_first() {
        String namespace = Target.unique("InfraMonitor");
        put(namespace, d -> d.value(80.0).timestamp(Instant.parse("2026-11-22T18:00:00Z")));
        put(namespace, d -> d.value(20.0).timestamp(Instant.parse("2026-11-22T21:00:00Z")));
        put(namespace, d -> d.value(40.0).timestamp(Instant.parse("2026-11-22T21:05:00Z")));

        MetricDataResult average = read(namespace, "Average", 10800);

        assertThat(average.timestamps())
                .containsExactly(
                        Instant.parse("2026-11-22T21:00:00Z"),
                        Instant.parse("2026-11-22T18:00:00Z"));
        assertThat(average.values()).containsExactly(30.0, 80.0);
        assertThat(average.statusCodeAsString()).isEqualTo("Complete");
        assertThat(read(namespace, "Maximum", 10800).values()).containsExactly(40.0, 80.0);
    }

    @Test
    void a_repeated_datapoint_counts_twice() {
        String namespace = Target.unique("InfraMonitor");
        put(namespace, d -> d.value(1.0));
        put(namespace, d -> d.value(1.0));

        assertThat(read(namespace, "SampleCount", 60).values()).containsExactly(2.0);
        assertThat(read(namespace, "Sum", 60).values()).containsExactly(2.0);
        assertThat(read(namespace, "Minimum", 60).values()).containsExactly(1.0);
    }

    @Test
    void statistic_sets_and_values_with_counts_add_up() {
        String namespace = Target.unique("InfraMonitor");
        put(
                namespace,
                d ->
                        d.statisticValues(
                                s -> s.sampleCount(3.0).sum(30.0).minimum(5.0).maximum(20.0)));
        put(namespace, d -> d.values(1.0, 2.0).counts(1.0, 2.0));

        assertThat(read(namespace, "SampleCount", 60).values()).containsExactly(6.0);
        assertThat(read(namespace, "Sum", 60).values()).containsExactly(35.0);
        assertThat(read(namespace, "Minimum", 60).values()).containsExactly(1.0);
        assertThat(read(namespace, "Maximum", 60).values()).containsExactly(20.0);
    }

    @Test
    void each_set_of_dimensions_is_a_metric_of_its_own() {
        String namespace = Target.unique("InfraMonitor");
        Dimension host = dimension("Host", "web-7");
        DimensionFilter hasHost = DimensionFilter.builder().name("Host").build();
        put(namespace, d -> d.value(1.0));
        put(namespace, d -> d.value(2.0).dimensions(host, dimension("Disk", "sda")));

        assertThat(read(namespace, "Sum", 60).values()).containsExactly(1.0);
        assertThat(cloudWatch.listMetrics(r -> r.namespace(namespace)).metrics()).hasSize(2);
        assertThat(
                        cloudWatch
                                .listMetrics(r -> r.namespace(namespace).dimensions(hasHost))
                                .metrics())
                .singleElement()
                .satisfies(metric -> assertThat(metric.dimensions()).contains(host));
    }

    @Test
    void a_request_has_at_most_1000_datapoints() {
        String namespace = Target.unique("InfraMonitor");
        List<MetricDatum> most = Collections.nCopies(1000, datum().value(1.0).build());
        List<MetricDatum> tooMany = Collections.nCopies(1001, datum().value(1.0).build());

        assertThatCode(() -> cloudWatch.putMetricData(r -> r.namespace(namespace).metricData(most)))
                .doesNotThrowAnyException();
        assertInvalid(
                () -> cloudWatch.putMetricData(r -> r.namespace(namespace).metricData(tooMany)));
        assertThat(read(namespace, "SampleCount", 60).values()).containsExactly(1000.0);
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                0x1.1p360,
                -0x1.1p360
            })
    void a_value_outside_the_range_is_refused(double value) {
        assertInvalid(() -> put("InfraMonitor", d -> d.value(value)));
        assertInvalid(() -> put("InfraMonitor", d -> d.values(value)));
    }

    @Test
    void a_datapoint_is_at_most_two_weeks_old_and_two_hours_ahead() {
        assertThatCode(
                        () -> {
                            put("InfraMonitor", d -> at(d, NOW.minus(Duration.ofDays(14))));
                            put("InfraMonitor", d -> at(d, NOW.plus(Duration.ofHours(2))));
                        })
                .doesNotThrowAnyException();
        assertInvalid(
                () ->
                        put(
                                "InfraMonitor",
                                d -> at(d, NOW.minus(Duration.ofDays(14)).minusMillis(1))));
        assertInvalid(
                () -> put("InfraMonitor", d -> at(d, NOW.plus(Duration.ofHours(2)).plusMillis(1))));
    }

    @Test
    void a_metric_has_at_most_30_dimensions_of_plain_text() {
        List<Dimension> many =
                IntStream.range(0, 31).mapToObj(i -> dimension("d" + i, "x")).toList();

        assertThatCode(() -> put("InfraMonitor", d -> d.value(1.0).dimensions(many.subList(0, 30))))
                .doesNotThrowAnyException();
        assertInvalid(() -> put("InfraMonitor", d -> d.value(1.0).dimensions(many)));
        assertInvalid(
                () -> put("InfraMonitor", d -> d.value(1.0).dimensions(dimension("Mount", ""))));
    }

    @Test
    void a_datapoint_has_one_kind_of_value() {
        assertThatThrownBy(() -> put("InfraMonitor", d -> d.value(1.0).values(1.0)))
                .isInstanceOf(InvalidParameterCombinationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS/EC2", ":colon"})
    void a_namespace_of_aws_is_refused(String namespace) {
        assertInvalid(() -> put(namespace, d -> d.value(1.0)));
    }

    private static void at(MetricDatum.Builder datum, Instant time) {
        datum.value(1.0).timestamp(time);
    }

    private static MetricDatum.Builder datum() {
        return MetricDatum.builder().metricName("CPUUtilization").timestamp(NOW);
    }

    private static void put(String namespace, Consumer<MetricDatum.Builder> values) {
        MetricDatum.Builder datum = datum();
        values.accept(datum);
        cloudWatch.putMetricData(r -> r.namespace(namespace).metricData(datum.build()));
    }

    private static MetricDataResult read(String namespace, String statistic, int period) {
        Metric metric = Metric.builder().namespace(namespace).metricName("CPUUtilization").build();
        MetricDataQuery query =
                MetricDataQuery.builder()
                        .id("cpu")
                        .metricStat(m -> m.stat(statistic).period(period).metric(metric))
                        .build();
        return cloudWatch
                .getMetricData(
                        r ->
                                r.startTime(NOW.minus(Duration.ofHours(6)))
                                        .endTime(NOW.plusSeconds(60))
                                        .metricDataQueries(query))
                .metricDataResults()
                .get(0);
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }

    private static void assertInvalid(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidParameterValueException.class,
                        e ->
                                assertThat(e.awsErrorDetails().errorCode())
                                        .isEqualTo("InvalidParameterValue"));
    }
}
