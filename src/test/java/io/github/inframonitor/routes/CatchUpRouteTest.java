package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.hot.RunRecord;
import io.github.inframonitor.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Which firing that nobody did is done. The schedule is hourly, and the clock the machine's. */
class CatchUpRouteTest extends RouteTest {
    /** The last firing: more than the five seconds ago that are left to Quartz. */
    private static final Instant LAST = Instant.now().minusSeconds(6).truncatedTo(ChronoUnit.HOURS);

    private final List<Run> runs = new ArrayList<>();

    @Override
    Map<String, String> settings() {
        return Map.of("schedule.cron", "0 0 * * * ?");
    }

    @BeforeEach
    void fireByHand() throws Exception {
        AdviceWith.adviceWith(
                context,
                "catch-up",
                false,
                advice -> {
                    advice.replaceFromWith("direct:tick");
                    advice.weaveById("to-fire-missed")
                            .replace()
                            .process(e -> runs.add(e.getMessage().getBody(Run.class)))
                            .id("to-fire-missed");
                });
        start();
        context.getRouteController().startRoute("catch-up");
    }

    @Test
    void nothingWasMissedWhereTheLastFiringHasItsRecord() {
        put(LAST.minus(1, ChronoUnit.HOURS), Map.of());
        put(LAST, Map.of());

        tick();

        assertThat(runs).isEmpty();
    }

    @Test
    void aRunAfterTheLastFiringStandsForIt() {
        put(LAST.plusSeconds(1), Map.of());

        tick();

        assertThat(runs).isEmpty();
    }

    @Test
    void aMissedFiringIsDoneOnceWithItsScheduledTime() {
        put(LAST.minus(1, ChronoUnit.HOURS), Map.of());

        tick();
        tick();

        assertThat(runs).extracting(Run::scheduledTime).containsExactly(LAST);
    }

    @Test
    void ofManyThatWereMissedTheLastIsDone() {
        put(LAST.minus(3, ChronoUnit.DAYS), Map.of());

        tick();
        tick();

        assertThat(runs).extracting(Run::scheduledTime).containsExactly(LAST);
    }

    @Test
    void theFirstStartOfAPipelineMissedNothing() {
        tick();

        assertThat(runs).isEmpty();
    }

    @Test
    void aRecordThatHasExpiredIsNoRecord() {
        put(
                LAST.minus(8, ChronoUnit.DAYS),
                Map.of("expires_at", number(Instant.now().minusSeconds(1).getEpochSecond())));

        tick();

        assertThat(runs).isEmpty();
    }

    @Test
    void whatThisProcessStartedItselfIsNotAskedAfter() {
        put(LAST.minus(1, ChronoUnit.HOURS), Map.of());
        runs().start(Date.from(LAST));

        tick();

        assertThat(runs).isEmpty();
    }

    @Test
    void whileTheTableIsDownNothingIsDoneAndItIsNotAskedAtOnceAgain() {
        put(LAST.minus(1, ChronoUnit.HOURS), Map.of());
        faults().throttleNext("Query", 1);

        tick();
        tick();

        assertThat(runs).isEmpty();
    }

    @Test
    void whoClaimedTheFiringIsLeftToIt() {
        claim(Duration.ofMinutes(5));

        tick();
        tick();

        assertThat(runs).isEmpty();
    }

    @Test
    void aFiringWhoseClaimRanOutIsTakenOver() {
        claim(Duration.ofSeconds(-1));

        tick();
        tick();

        assertThat(runs).extracting(Run::scheduledTime).containsExactly(LAST);
    }

    private void tick() {
        assertThat(template.send("direct:tick", exchange -> {}).getException()).isNull();
    }

    private void claim(Duration left) {
        put(LAST, Map.of("claimed_until", number(Instant.now().plus(left).toEpochMilli())));
    }

    private void put(Instant time, Map<String, AttributeValue> more) {
        Run past = new Run(time, "web-7", "web-7", time, List.of(), List.of(), List.of());
        Map<String, AttributeValue> item = new HashMap<>(new RunRecord(7, "1s", "1s").claim(past));
        item.remove("claimed_until");
        item.putAll(more);
        client(DynamoDbClient.class).putItem(p -> p.tableName("infra-monitor").item(item));
    }

    private static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }
}
