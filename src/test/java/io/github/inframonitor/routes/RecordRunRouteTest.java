package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Outcome.Result;
import io.github.inframonitor.run.Run;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is written down of a run that ended. */
class RecordRunRouteTest extends RouteTest {
    private static final Run ENDED =
            new Run(
                    TIME,
                    "web-7",
                    "web-7",
                    TIME,
                    run(2).samples(),
                    List.of(
                            new Outcome("cpu", Result.OK, 2, 1, 0, 0, Duration.ofMillis(5), null),
                            new Outcome(
                                    "disk",
                                    Result.FAILED,
                                    0,
                                    0,
                                    0,
                                    0,
                                    Duration.ofMillis(6),
                                    "IOException: broken")),
                    List.of(new Outcome("hot", Result.OK, 3, 0, 1, 4, Duration.ofMillis(7), null)));

    @Test
    void addsTheOutcomesToTheClaimAndEndsIt() {
        start();
        send("claim-run", run());

        record("held");

        Map<String, AttributeValue> record = read();
        assertThat(record).doesNotContainKey("claimed_until").containsKeys("owner", "tookMillis");
        assertThat(record.get("status").s()).isEqualTo("PARTIAL");
        assertThat(record.get("samples").n()).isEqualTo("2");
        assertThat(record.get("branches").l())
                .containsExactly(
                        outcome("cpu", "OK", 2, 1, 0, 0, 5),
                        AttributeValue.fromM(
                                merged(
                                        outcome("disk", "FAILED", 0, 0, 0, 0, 6).m(),
                                        Map.of(
                                                "error",
                                                AttributeValue.fromS("IOException: broken")))));
        assertThat(record.get("stores").l()).containsExactly(outcome("hot", "OK", 3, 0, 1, 4, 7));
    }

    @Test
    void writesTheWholeRecordOfARunThatWentOnUnclaimed() {
        start();

        record("unclaimed");

        assertThat(read())
                .containsKeys("pk", "sk", "gsi1pk", "gsi1sk", "expires_at", "schema", "status")
                .containsEntry("runId", AttributeValue.fromS("20261122T210000Z-web-7"));
    }

    @Test
    void leavesARecordThatAnotherProcessTookOver() {
        start();
        Map<String, AttributeValue> theirs =
                merged(key(), Map.of("owner", AttributeValue.fromS("another")));
        put(theirs);

        Exchange end = record("held");

        assertThat(end.getException()).isNull();
        assertThat(read()).isEqualTo(theirs);
    }

    /** As it is sent from the spool, by a process that did not begin it. */
    @Test
    void completesTheRecordOfARunThatIsSentFromTheSpool() {
        start();
        put(
                merged(
                        key(),
                        Map.of(
                                "startedAt", AttributeValue.fromS("2026-11-22T21:00:00.000Z"),
                                "owner", AttributeValue.fromS("who is dead"),
                                "claimed_until", AttributeValue.fromN("1"))));

        Exchange end = record("replayed");

        assertThat(end.getException()).isNull();
        assertThat(read())
                .containsEntry("status", AttributeValue.fromS("PARTIAL"))
                .doesNotContainKey("claimed_until");
    }

    @Test
    void leavesARecordToWhoTookTheRunOverThatIsSentFromTheSpool() {
        start();
        Map<String, AttributeValue> theirs =
                merged(
                        key(),
                        Map.of("startedAt", AttributeValue.fromS("2026-11-22T21:05:00.000Z")));
        put(theirs);

        Exchange end = record("replayed");

        assertThat(end.getException()).isNull();
        assertThat(read()).isEqualTo(theirs);
    }

    @Test
    void writesTheRecordThatARunFromTheSpoolNeverHad() {
        start();

        record("replayed");

        assertThat(read())
                .containsKeys("pk", "sk", "gsi1pk", "gsi1sk", "expires_at", "schema", "status");
    }

    private void put(Map<String, AttributeValue> item) {
        client(DynamoDbClient.class).putItem(p -> p.tableName("infra-monitor").item(item));
    }

    private Exchange record(String claim) {
        return template.send(
                "direct:record-run",
                exchange -> {
                    exchange.getMessage().setBody(ENDED);
                    exchange.setVariable("claim", claim);
                });
    }

    private Map<String, AttributeValue> read() {
        return client(DynamoDbClient.class)
                .getItem(g -> g.tableName("infra-monitor").key(key()))
                .item();
    }

    private static Map<String, AttributeValue> key() {
        return Map.of(
                "pk", AttributeValue.fromS("R#web-7"),
                "sk", AttributeValue.fromS("2026-11-22T21:00:00.000Z"));
    }

    private static AttributeValue outcome(
            String name,
            String result,
            int samples,
            int dropped,
            int requests,
            int throttles,
            int millis) {
        return AttributeValue.fromM(
                Map.of(
                        "name", AttributeValue.fromS(name),
                        "result", AttributeValue.fromS(result),
                        "samples", AttributeValue.fromN("" + samples),
                        "dropped", AttributeValue.fromN("" + dropped),
                        "requests", AttributeValue.fromN("" + requests),
                        "throttles", AttributeValue.fromN("" + throttles),
                        "tookMillis", AttributeValue.fromN("" + millis)));
    }

    private static Map<String, AttributeValue> merged(
            Map<String, AttributeValue> one, Map<String, AttributeValue> other) {
        Map<String, AttributeValue> both = new java.util.HashMap<>(one);
        both.putAll(other);
        return both;
    }
}
