package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A run of this very machine, read back from all three stores. */
class PipelineEndToEndTest extends RouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("collect.window", "50ms", "run.scheduled-time", TIME.toString());
    }

    @Test
    void whatWasCollectedIsInEveryStoreAndDoneAgainIsThereOnce() throws Exception {
        start();

        Run run = template.requestBody("direct:run", runs().start(null), Run.class);

        assertThat(run.status()).isEqualTo(Run.Status.COMPLETE);
        assertThat(run.samples()).hasSizeGreaterThan(20);
        assertThat(cold()).containsExactlyInAnyOrderElementsOf(run.samples());
        assertThat(hot()).containsExactlyInAnyOrderElementsOf(run.samples());
        assertThat(maximum("CPUUtilization", run)).isEqualTo(largest(run, "cpu", "usage_percent"));
        assertThat(maximum("MemoryUtilization", run))
                .isEqualTo(largest(run, "memory", "used_percent"));
        assertThat(maximum("DiskUtilization", run)).isEqualTo(largest(run, "disk", "used_percent"));
        assertThat(maximum("NetworkIn", run)).isEqualTo(sum(run, "received_bytes_per_second"));
        assertThat(maximum("NetworkOut", run)).isEqualTo(sum(run, "sent_bytes_per_second"));

        Run again = template.requestBody("direct:run", runs().start(null), Run.class);

        assertThat(again.status()).isEqualTo(Run.Status.COMPLETE);
        assertThat(cold()).containsExactlyInAnyOrderElementsOf(again.samples());
        assertThat(hot()).containsExactlyInAnyOrderElementsOf(again.samples());
        assertThat(again.samples()).hasSameSizeAs(run.samples());
    }

    /** All rows of the one object of the bucket. */
    private List<Sample> cold() throws Exception {
        Path bucket = folder.resolve("local/s3/infra-monitor");
        try (Stream<Path> objects = Files.walk(bucket)) {
            assertThat(objects.filter(Files::isRegularFile)).hasSize(1);
        }
        return Stored.cold(bucket);
    }

    private List<Sample> hot() {
        return Stored.hot(client(DynamoDbClient.class), 1, TIME, TIME.plusSeconds(1));
    }

    private double maximum(String name, Run run) {
        Metric metric = Metric.builder().namespace("InfraMonitor").metricName(name).build();
        MetricDataQuery query =
                MetricDataQuery.builder()
                        .id("m")
                        .metricStat(stat -> stat.metric(metric).period(60).stat("Maximum"))
                        .build();
        return client(CloudWatchClient.class)
                .getMetricData(
                        get ->
                                get.metricDataQueries(query)
                                        .startTime(run.scheduledTime())
                                        .endTime(run.scheduledTime().plusSeconds(60)))
                .metricDataResults()
                .get(0)
                .values()
                .get(0);
    }

    private static double largest(Run run, String type, String name) {
        double largest = 0;
        for (Sample sample : run.samples()) {
            if (sample.type().equals(type) && sample.name().equals(name)) {
                largest = Math.max(largest, sample.value());
            }
        }
        return largest;
    }

    private static double sum(Run run, String name) {
        return run.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .mapToDouble(Sample::value)
                .sum();
    }
}
