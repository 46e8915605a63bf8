package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.hot.RunRecord;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** Of several processes that fire one run, which does it. */
class ClaimRunRouteTest extends RouteTest {
    private static final Map<String, AttributeValue> KEY =
            Map.of(
                    "pk", AttributeValue.fromS("R#web-7"),
                    "sk", AttributeValue.fromS("2026-11-22T21:00:00.000Z"));

    @Test
    void theFirstToClaimARunHoldsItUntilItMustHaveEnded() {
        start();
        long before = System.currentTimeMillis();

        assertThat(claim()).isEqualTo("held");

        Map<String, AttributeValue> record = record();
        assertThat(record)
                .containsOnlyKeys(
                        "pk",
                        "sk",
                        "gsi1pk",
                        "gsi1sk",
                        "expires_at",
                        "schema",
                        "runId",
                        "resource",
                        "startedAt",
                        "owner",
                        "claimed_until");
        assertThat(record.get("gsi1pk").s()).isEqualTo("run#2026-11-22#0");
        assertThat(record.get("gsi1sk").s()).isEqualTo("2026-11-22T21:00:00.000Z#web-7");
        // collect.timeout and store.timeout together
        assertThat(Long.parseLong(record.get("claimed_until").n()))
                .isGreaterThanOrEqualTo(before + 420_000);
    }

    @Test
    void theSecondLosesIt() {
        start();
        claimByAnother("120s");

        assertThat(claim()).isEqualTo("lost");
    }

    @Test
    void aClaimThatRanOutIsTakenOver() {
        start();
        Map<String, AttributeValue> item = new HashMap<>(KEY);
        item.put("owner", AttributeValue.fromS("dead"));
        item.put("claimed_until", AttributeValue.fromN("1"));
        put(item);

        assertThat(claim()).isEqualTo("held");
        assertThat(record().get("owner").s()).isNotEqualTo("dead");
    }

    @Test
    void aRunThatWasEndedIsNobodysToTakeOver() {
        start();
        Map<String, AttributeValue> item = new HashMap<>(KEY);
        item.put("owner", AttributeValue.fromS("done"));
        item.put("status", AttributeValue.fromS("PARTIAL"));
        put(item);

        assertThat(claim()).isEqualTo("lost");
        assertThat(record()).isEqualTo(item);
    }

    @Test
    void whileTheTableIsDownTheRunGoesOnUnclaimed() {
        start();
        faults().throttleNext("PutItem", 1);

        assertThat(claim()).isEqualTo("unclaimed");
        assertThat(record()).isEmpty();
    }

    @Test
    void theTableFailingAtTheTakeOverIsNoClaimOfAnother() {
        start();
        Map<String, AttributeValue> item = new HashMap<>(KEY);
        item.put("claimed_until", AttributeValue.fromN("1"));
        put(item);
        faults().failNext("PutItem", conditionFailed());
        faults().failNext("PutItem", new IllegalStateException("down"));

        assertThat(claim()).isEqualTo("unclaimed");
    }

    private static RuntimeException conditionFailed() {
        return ConditionalCheckFailedException.builder()
                .statusCode(400)
                .message("The conditional request failed")
                .build();
    }

    private void claimByAnother(String timeout) {
        put(new RunRecord(7, timeout, timeout).claim(run()));
    }

    private void put(Map<String, AttributeValue> item) {
        client(DynamoDbClient.class).putItem(p -> p.tableName("infra-monitor").item(item));
    }

    private Map<String, AttributeValue> record() {
        return client(DynamoDbClient.class)
                .getItem(g -> g.tableName("infra-monitor").key(KEY))
                .item();
    }

    private Object claim() {
        return send("claim-run", run()).getMessage().getBody();
    }
}
