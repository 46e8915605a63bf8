package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;

class QueriesTest {
    private static final Instant TIME = Instant.parse("2026-11-22T21:00:00Z");
    private static final String TABLE =
            "AWS/EC2 CPUUtilization InstanceId Average 5m 5m usage_percent";

    /** The first run begins at 20:35: four periods before the last, which ends at 20:55. */
    @Test
    void whatIsGoneIsReadUntilTheWindowBeginsAfterIt() {
        List<Batch> batches =
                queries()
                        .of(
                                run(),
                                "web",
                                new Cell("111122223333", Region.EU_WEST_1, null),
                                "ec2",
                                "cpu",
                                TABLE,
                                List.of(
                                        member("there", null),
                                        member("just", Instant.parse("2026-11-22T20:35:01Z")),
                                        member("long", Instant.parse("2026-11-22T20:35:00Z"))));

        assertThat(batches)
                .singleElement()
                .satisfies(
                        batch ->
                                assertThat(batch.queries())
                                        .extracting(Query::resource)
                                        .containsExactly("there", "just"));
    }

    private static Member member(String id, Instant gone) {
        return new Member(id, Map.of("InstanceId", List.of(id)), new TreeMap<>(), gone);
    }

    private static Run run() {
        return new Run(TIME, "web", "web", TIME, List.of(), List.of(), List.of());
    }

    private static Queries queries() {
        DefaultCamelContext context = new DefaultCamelContext();
        DynamoDbClient empty =
                new DynamoDbClient() {
                    @Override
                    public GetItemResponse getItem(GetItemRequest request) {
                        return GetItemResponse.builder().build();
                    }

                    @Override
                    public String serviceName() {
                        return "dynamodb";
                    }

                    @Override
                    public void close() {}
                };
        context.getRegistry().bind("hot", DynamoDbClient.class, empty);
        Watermarks watermarks = new Watermarks("t");
        watermarks.setCamelContext(context);
        context.getRegistry().bind("watermarks", watermarks);
        Queries queries = new Queries(3, "3h");
        queries.setCamelContext(context);
        return queries;
    }
}
