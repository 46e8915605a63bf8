package io.github.inframonitor.routes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;

/** The log routes, with what their tests ask of the bucket and the table. */
abstract class LogRouteTest extends RouteTest {
    static final String COMBINED =
            """
            203.0.113.9 - - [22/Nov/2026:20:15:01 +0000] "GET / HTTP/1.1" 200 512 "-" "curl/8.5.0"
            203.0.113.9 - ana [22/Nov/2026:20:15:59 +0000] "GET /a HTTP/1.1" 404 10 "-" "curl/8.5.0"
            203.0.113.9 - - [22/Nov/2026:20:16:00 +0000] "GET /b HTTP/1.1" 502 10 "-" "curl/8.5.0"
            """;

    static final String KEY = "logs/incoming/web/access.log";
    static final String PROCESSED = "logs/processed/web/access.log";
    static final String FAILED = "logs/failed/web/access.log";

    void put(String key, String content) {
        put(key, content.getBytes(StandardCharsets.UTF_8));
    }

    void put(String key, byte[] content) {
        client(S3Client.class)
                .putObject(p -> p.bucket("infra-monitor").key(key), RequestBody.fromBytes(content));
    }

    String read(String key) {
        return client(S3Client.class)
                .getObjectAsBytes(g -> g.bucket("infra-monitor").key(key))
                .asUtf8String();
    }

    static byte[] gzip(String content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Processes the object of a key; ends with done or kept. */
    Exchange process(String key) {
        return template.send("direct:process-logs", e -> e.getMessage().setBody(key));
    }

    /** All keys of the bucket. */
    List<String> keys() {
        Path bucket = folder.resolve("local/s3/infra-monitor");
        try (Stream<Path> files = Files.walk(bucket)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> bucket.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sample items of a service's day: {@code time service name value}. */
    List<String> hot(String date) {
        return items("gsi1pk", "logs#" + date + "#0").stream()
                .map(
                        item ->
                                "%s %s %s %s"
                                        .formatted(
                                                item.get("time").s(),
                                                item.get("resource").s(),
                                                item.get("name").s(),
                                                item.get("value").n()))
                .sorted()
                .toList();
    }

    /** The records of log runs of a day. */
    List<Map<String, AttributeValue>> records(String date) {
        return items("gsi1pk", "run#" + date + "#0");
    }

    private List<Map<String, AttributeValue>> items(String key, String value) {
        return client(DynamoDbClient.class)
                .query(
                        query ->
                                query.tableName("infra-monitor")
                                        .indexName("gsi1")
                                        .keyConditionExpression(key + " = :v")
                                        .expressionAttributeValues(
                                                Map.of(":v", AttributeValue.fromS(value))))
                .items();
    }

    /** The sum of ProcessorErrors, and how many datapoints it is of. */
    List<Double> processorErrors() {
        return List.of(statistic("Sum"), statistic("SampleCount"));
    }

    private double statistic(String statistic) {
        Metric metric =
                Metric.builder().namespace("InfraMonitor").metricName("ProcessorErrors").build();
        MetricDataQuery query =
                MetricDataQuery.builder()
                        .id("m")
                        .metricStat(stat -> stat.metric(metric).period(60).stat(statistic))
                        .build();
        return client(CloudWatchClient.class)
                .getMetricData(
                        get ->
                                get.metricDataQueries(query)
                                        .startTime(TIME)
                                        .endTime(TIME.plusSeconds(60)))
                .metricDataResults()
                .get(0)
                .values()
                .stream()
                .mapToDouble(v -> v)
                .sum();
    }
}
