package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Outcome.Result;
import io.github.inframonitor.run.Run;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/** What alarms know of the pipeline itself. */
class PublishRunRouteTest extends RouteTest {
    @Test
    void publishesHowARunWentAtItsScheduledTime() {
        start();
        Run run =
                new Run(
                        TIME,
                        "web-7",
                        "web-7",
                        TIME,
                        run(2).samples(),
                        List.of(
                                outcome("cpu", Result.OK, 0, 500),
                                outcome("disk", Result.TIMED_OUT, 0, 3000)),
                        List.of(outcome("hot", Result.OK, 4, 7)));

        send("publish-run", run);

        assertThat(published(run))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "RunSuccess", List.of(0.0),
                                "CollectorErrors", List.of(1.0),
                                "CollectionDuration", List.of(3000.0),
                                "HotStoreThrottles", List.of(4.0)));
    }

    private Map<String, List<Double>> published(Run run) {
        Map<String, List<Double>> values = new TreeMap<>();
        for (String name :
                List.of(
                        "RunSuccess",
                        "CollectorErrors",
                        "CollectionDuration",
                        "HotStoreThrottles")) {
            MetricDataQuery query =
                    MetricDataQuery.builder()
                            .id("m")
                            .metricStat(
                                    stat -> stat.metric(metric(name)).period(60).stat("Maximum"))
                            .build();
            values.put(
                    name,
                    client(CloudWatchClient.class)
                            .getMetricData(
                                    get ->
                                            get.metricDataQueries(query)
                                                    .startTime(run.scheduledTime())
                                                    .endTime(run.scheduledTime().plusSeconds(60)))
                            .metricDataResults()
                            .get(0)
                            .values());
        }
        return values;
    }

    private static Metric metric(String name) {
        return Metric.builder().namespace("InfraMonitor").metricName(name).build();
    }

    private static Outcome outcome(String name, Result result, int throttles, int millis) {
        return new Outcome(name, result, 1, 0, 1, throttles, Duration.ofMillis(millis), null);
    }
}
