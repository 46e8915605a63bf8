package io.github.inframonitor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.inframonitor.run.Run;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * The reads that the keys of the hot table serve, of an endpoint that answers at once: what of
 * their time is ours and not DynamoDB's.
 */
class ReadBench {
    private static final Instant TIME = Instant.parse("2026-11-22T21:00:00Z");
    private static final int READS = 3_000;

    @TempDir Path folder;

    @Test
    void whatAReadTakes() throws Exception {
        Figures figures = new Figures("reads", "read", "items", "p50 ms", "p99 ms");
        try (InstantAws aws = new InstantAws();
                Pipeline pipeline = new Pipeline(aws.uri(), folder, Map.of())) {
            DynamoDbClient client =
                    pipeline.context().getRegistry().findSingleByType(DynamoDbClient.class);
            read(figures, aws, client, "a series of a day", "pk", "S#web-7#usage_percent", 8);
            read(figures, aws, client, "a series of a week", "pk", "S#web-7#usage_percent", 56);
            read(figures, aws, client, "the hosts", "pk", "X#host", 100);
            read(figures, aws, client, "a type on a day", "gsi1pk", "cpu#2026-11-22#0", 1_000);
            aws.answer("GetItem", "{\"Item\":{\"status\":{\"S\":\"COMPLETE\"}}}");
            Run run = new Run(TIME, "web-7", "web-7", TIME, List.of(), List.of(), List.of());
            Times route =
                    Times.of(
                            READS,
                            READS,
                            () -> {
                                assertThat(pipeline.send("find-run", run)).isEqualTo("COMPLETE");
                                return run;
                            });
            figures.row("a run's record, by its route", 1, route.millis(50), route.millis(99));
        }
        figures.tell();
    }

    private static void read(
            Figures figures,
            InstantAws aws,
            DynamoDbClient client,
            String name,
            String key,
            String value,
            int items)
            throws Exception {
        aws.answer("Query", "{\"Count\":%d,\"Items\":%s}".formatted(items, items(items)));
        QueryRequest query =
                QueryRequest.builder()
                        .tableName("infra-monitor")
                        .indexName(key.equals("pk") ? null : "gsi1")
                        .keyConditionExpression(key + " = :key")
                        .expressionAttributeValues(Map.of(":key", AttributeValue.fromS(value)))
                        .build();
        Times times =
                Times.of(
                        READS,
                        READS,
                        () -> {
                            assertThat(client.query(query).items()).hasSize(items);
                            return query;
                        });
        figures.row(name, items, times.millis(50), times.millis(99));
    }

    /** Items as samples are: by the names and sizes of their attributes. */
    private static String items(int count) throws Exception {
        List<Map<String, Map<String, Object>>> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Map<String, Object>> item = new HashMap<>();
            item.put("pk", Map.of("S", "S#web-7#usage_percent"));
            item.put("sk", Map.of("S", TIME.plusSeconds(i) + "#core=" + i));
            item.put("gsi1pk", Map.of("S", "cpu#2026-11-22#0"));
            item.put("gsi1sk", Map.of("S", TIME + "#web-7#usage_percent#core=" + i));
            item.put("expires_at", Map.of("N", "1764450000"));
            item.put("schema", Map.of("N", "1"));
            item.put("time", Map.of("S", TIME.toString()));
            item.put("resource", Map.of("S", "web-7"));
            item.put("resourceType", Map.of("S", "host"));
            item.put("type", Map.of("S", "cpu"));
            item.put("name", Map.of("S", "usage_percent"));
            item.put("value", Map.of("N", "12.345"));
            item.put("unit", Map.of("S", "Percent"));
            item.put("dimensions", Map.of("M", Map.of("core", Map.of("S", String.valueOf(i)))));
            items.add(item);
        }
        return new ObjectMapper().writeValueAsString(items);
    }
}
