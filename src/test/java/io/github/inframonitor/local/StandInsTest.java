package io.github.inframonitor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the stand-ins do beyond the contract: keep, expire, fail on demand. */
class StandInsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T21:00:00Z");

    @TempDir Path dir;

    @Test
    void items_and_datapoints_survive_a_restart() {
        try (LocalStore store = new LocalStore(dir)) {
            dynamoDb(store, NOW).putItem(r -> r.tableName("hot").item(item("a")));
            cloudWatch(store)
                    .putMetricData(
                            r ->
                                    r.namespace("InfraMonitor")
                                            .metricData(
                                                    List.of(
                                                            MetricDatum.builder()
                                                                    .metricName("RunSuccess")
                                                                    .value(1.0)
                                                                    .build())));
        }
        try (LocalStore store = new LocalStore(dir)) {
            assertThat(get(dynamoDb(store, NOW), "a")).isEqualTo(item("a"));
            assertThat(cloudWatch(store).listMetrics(r -> r.namespace("InfraMonitor")).metrics())
                    .hasSize(1);
        }
    }

    @Test
    void what_expired_is_readable_for_48_hours_and_gone_at_the_next_start() {
        Map<String, AttributeValue> expired =
                Map.of(
                        "pk", fromS("p"),
                        "sk", fromS("a"),
                        "expires_at", fromN(Long.toString(NOW.getEpochSecond())));
        try (LocalStore store = new LocalStore(dir)) {
            dynamoDb(store, NOW).putItem(r -> r.tableName("hot").item(expired));
        }
        try (LocalStore store = new LocalStore(dir)) {
            assertThat(get(dynamoDb(store, NOW.plus(Duration.ofHours(47))), "a"))
                    .isEqualTo(expired);
        }
        try (LocalStore store = new LocalStore(dir)) {
            assertThat(get(dynamoDb(store, NOW.plus(Duration.ofHours(49))), "a")).isEmpty();
        }
    }

    @Test
    void a_batch_returns_unprocessed_items_on_demand() {
        try (LocalStore store = new LocalStore(dir)) {
            LocalDynamoDb db = dynamoDb(store, NOW);
            List<WriteRequest> batch =
                    IntStream.range(0, 5)
                            .mapToObj(
                                    i ->
                                            WriteRequest.builder()
                                                    .putRequest(p -> p.item(item("s" + i)))
                                                    .build())
                            .toList();
            db.faults().unprocessedNext(2);

            var first = db.batchWriteItem(r -> r.requestItems(Map.of("hot", batch)));
            var second = db.batchWriteItem(r -> r.requestItems(first.unprocessedItems()));

            assertThat(first.unprocessedItems().get("hot")).isEqualTo(batch.subList(3, 5));
            assertThat(second.unprocessedItems()).isEmpty();
            assertThat(get(db, "s4")).isEqualTo(item("s4"));
        }
    }

    @Test
    void a_throttle_on_demand_is_over_after_so_many_calls() {
        try (LocalStore store = new LocalStore(dir)) {
            LocalDynamoDb db = dynamoDb(store, NOW);
            db.faults().throttleNext("PutItem", 1);

            assertThatThrownBy(() -> db.putItem(r -> r.tableName("hot").item(item("a"))))
                    .isInstanceOf(ProvisionedThroughputExceededException.class);
            assertThatCode(() -> db.putItem(r -> r.tableName("hot").item(item("a"))))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void a_failure_on_demand_is_thrown_once() {
        LocalS3 s3 = new LocalS3(dir, new Faults());
        s3.ensureBucket("cold");
        s3.faults().failNext("PutObject", S3Exception.builder().statusCode(503).build());

        assertThatThrownBy(() -> put(s3, "a")).isInstanceOf(S3Exception.class);
        assertThatCode(() -> put(s3, "a")).doesNotThrowAnyException();
    }

    @Test
    void a_key_never_leaves_its_bucket() {
        LocalS3 s3 = new LocalS3(dir.resolve("s3"), new Faults());
        s3.ensureBucket("cold");

        for (String key : List.of("../a", "a/../../b", "/a", "a//b", ".", "a/", "a\\b", "\0")) {
            assertThatThrownBy(() -> put(s3, key)).isInstanceOf(SdkClientException.class);
        }
        put(s3, "a/b");
        assertThatThrownBy(() -> put(s3, "a")).isInstanceOf(SdkClientException.class);
        assertThatThrownBy(() -> put(s3, "a/b/c")).isInstanceOf(SdkClientException.class);
        assertThat(dir.resolve("s3/cold/a/b")).hasContent("x");
    }

    @Test
    void a_message_is_a_file_to_read() throws IOException {
        LocalSns sns = new LocalSns(dir, new Faults(), Clock.fixed(NOW, ZoneOffset.UTC));

        String id =
                sns.publish(
                                r ->
                                        r.topicArn("arn:aws:sns:eu-central-1:123456789012:alarms")
                                                .subject("run failed")
                                                .message("cpu: timed out"))
                        .messageId();

        try (Stream<Path> files = Files.list(dir.resolve("alarms"))) {
            Path file = dir.resolve("alarms/20261122T210000.000Z-" + id + ".txt");
            assertThat(files).containsExactly(file);
            assertThat(file)
                    .hasContent(
                            "Subject: run failed\nMessageId: "
                                    + id
                                    + "\nTopicArn: arn:aws:sns:eu-central-1:123456789012:alarms\n\n"
                                    + "cpu: timed out");
        }
    }

    private static LocalDynamoDb dynamoDb(LocalStore store, Instant now) {
        LocalDynamoDb db = new LocalDynamoDb(store, new Faults(), Clock.fixed(now, ZoneOffset.UTC));
        db.ensureTable(LocalClients.hotTable("hot"), "expires_at");
        return db;
    }

    private static LocalCloudWatch cloudWatch(LocalStore store) {
        return new LocalCloudWatch(store, new Faults(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static Map<String, AttributeValue> item(String sk) {
        return Map.of("pk", fromS("p"), "sk", fromS(sk));
    }

    private static Map<String, AttributeValue> get(LocalDynamoDb db, String sk) {
        return db.getItem(r -> r.tableName("hot").key(item(sk))).item();
    }

    private static void put(LocalS3 s3, String key) {
        s3.putObject(r -> r.bucket("cold").key(key), RequestBody.fromString("x"));
    }
}
