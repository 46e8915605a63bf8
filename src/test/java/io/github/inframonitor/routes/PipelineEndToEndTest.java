package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

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
        assertThat(hot(run)).containsExactlyInAnyOrderElementsOf(run.samples());
        assertThat(maximum("CPUUtilization", run)).isEqualTo(largest(run, "cpu", "usage_percent"));
        assertThat(maximum("MemoryUtilization", run))
                .isEqualTo(largest(run, "memory", "used_percent"));
        assertThat(maximum("DiskUtilization", run)).isEqualTo(largest(run, "disk", "used_percent"));
        assertThat(maximum("NetworkIn", run)).isEqualTo(sum(run, "received_bytes_per_second"));
        assertThat(maximum("NetworkOut", run)).isEqualTo(sum(run, "sent_bytes_per_second"));

        Run again = template.requestBody("direct:run", runs().start(null), Run.class);

        assertThat(again.status()).isEqualTo(Run.Status.COMPLETE);
        assertThat(cold()).containsExactlyInAnyOrderElementsOf(again.samples());
        assertThat(hot(again)).containsExactlyInAnyOrderElementsOf(again.samples());
        assertThat(again.samples()).hasSameSizeAs(run.samples());
    }

    /** All rows of all objects of the bucket. */
    private List<Sample> cold() throws Exception {
        Path bucket = folder.resolve("local/s3/infra-monitor");
        try (Stream<Path> objects = Files.walk(bucket)) {
            assertThat(objects.filter(Files::isRegularFile)).hasSize(1);
        }
        List<Sample> samples = new ArrayList<>();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select epoch_ms(time) as ms, * from read_parquet('"
                                        + bucket
                                        + "/**/*.parquet')")) {
            while (rows.next()) {
                TreeMap<String, String> dimensions = new TreeMap<>();
                ((Map<?, ?>) rows.getObject("dimensions"))
                        .forEach((name, of) -> dimensions.put(name.toString(), of.toString()));
                samples.add(
                        new Sample(
                                Instant.ofEpochMilli(rows.getLong("ms")),
                                rows.getString("resource"),
                                rows.getString("resource_type"),
                                rows.getString("region"),
                                rows.getString("account"),
                                rows.getString("type"),
                                rows.getString("name"),
                                rows.getDouble("value"),
                                StandardUnit.fromValue(rows.getString("unit")),
                                dimensions));
            }
        }
        return samples;
    }

    /** All samples of the run's day, type by type through the index. */
    private List<Sample> hot(Run run) {
        List<Sample> samples = new ArrayList<>();
        for (String type : List.of("cpu", "memory", "disk", "network")) {
            AttributeValue partition = AttributeValue.fromS(type + "#" + run.date() + "#0");
            client(DynamoDbClient.class)
                    .queryPaginator(
                            query ->
                                    query.tableName("infra-monitor")
                                            .indexName("gsi1")
                                            .keyConditionExpression("gsi1pk = :p")
                                            .expressionAttributeValues(Map.of(":p", partition)))
                    .items()
                    .forEach(item -> samples.add(sample(item)));
        }
        return samples;
    }

    private static Sample sample(Map<String, AttributeValue> item) {
        Map<String, String> dimensions = new HashMap<>();
        item.get("dimensions").m().forEach((name, of) -> dimensions.put(name, of.s()));
        return new Sample(
                Instant.parse(item.get("time").s()),
                item.get("resource").s(),
                item.get("resourceType").s(),
                null,
                null,
                item.get("type").s(),
                item.get("name").s(),
                Double.parseDouble(item.get("value").n()),
                StandardUnit.fromValue(item.get("unit").s()),
                new TreeMap<>(dimensions));
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
