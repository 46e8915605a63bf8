package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Receipt;
import io.github.inframonitor.run.Run;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.Metric;

/** Up to a thousand datapoints a request. */
class StoreMetricsRouteTest extends RouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("cloudwatch.detail", "true", "retry.attempts", "1");
    }

    /** With detail each sample is a datapoint; these samples have no part in the aggregates. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "24, 1", "25, 1", "26, 1", "1000, 1", "1001, 2", "2001, 3"})
    void publishesAThousandDatapointsARequest(int samples, int requests) {
        start();

        Receipt receipt = publish(run(samples));

        assertThat(receipt.requests()).isEqualTo(requests);
        assertThat(receipt.samples()).isEqualTo(samples);
        assertThat(client(CloudWatchClient.class).listMetricsPaginator().metrics())
                .hasSize(samples);
    }

    @Test
    void publishesAggregatesBesideTheDetail() {
        start();
        Run run = run();
        Run measured =
                new Run(
                        TIME,
                        "web-7",
                        "web-7",
                        TIME,
                        reading("cpu", 12).samples(),
                        run.branches(),
                        run.stores());

        publish(measured);

        assertThat(client(CloudWatchClient.class).listMetricsPaginator().metrics())
                .extracting(Metric::metricName)
                .containsExactlyInAnyOrder("CPUUtilization", "cpu_usage_percent");
    }

    @Test
    void aThrottleIsWaitedOut() {
        start();
        faults().throttleNext("PutMetricData", 1);

        assertThat(publish(run(1)).requests()).isEqualTo(1);
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        start();
        // had it been tried again, the second attempt would have been taken
        faults().failNext(
                        "PutMetricData",
                        InvalidParameterValueException.builder()
                                .statusCode(400)
                                .message("no")
                                .build());

        Exchange end = send("store-metrics", run(1));

        assertThat(end.getMessage().getBody()).isInstanceOf(CloudWatchException.class);
        assertThat(client(CloudWatchClient.class).listMetricsPaginator().metrics()).isEmpty();
    }

    private Receipt publish(Run run) {
        return send("store-metrics", run).getMessage().getBody(Receipt.class);
    }
}
