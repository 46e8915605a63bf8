package io.github.inframonitor.hot;

import io.github.inframonitor.cost.RunCost;
import io.github.inframonitor.cost.ServiceUse;
import io.github.inframonitor.run.LastRecord;
import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Run;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;

/**
 * The record of a run in the hot table: claimed before the run collects, so that of several
 * replicas one does it, and completed with the outcomes after it stored.
 *
 * <p>What it gives are the headers of the aws2-ddb component, which speaks DynamoDB's legacy
 * conditions.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.Expected.html">Expected</a>
 */
public final class RunRecord {
    private static final String OWNER = "owner";
    private static final String CLAIMED_UNTIL = "claimed_until";
    private static final String STARTED_AT = "startedAt";

    private final Items items;
    private final Duration claim;
    private final String owner;
    private final Clock clock;

    /**
     * @param ttlDays {@code hot.ttl-days}
     * @param collectTimeout {@code collect.timeout}: with the next, how long a claim holds
     * @param storeTimeout {@code store.timeout}
     */
    public RunRecord(int ttlDays, String collectTimeout, String storeTimeout) {
        this(
                ttlDays,
                TimeUtils.toDuration(collectTimeout).plus(TimeUtils.toDuration(storeTimeout)),
                "pid " + ProcessHandle.current().pid() + " " + UUID.randomUUID(),
                Clock.systemUTC());
    }

    RunRecord(int ttlDays, Duration claim, String owner, Clock clock) {
        this.items = new Items(ttlDays, 1);
        this.claim = claim;
        this.owner = owner;
        this.clock = clock;
    }

    /** The item that claims a run for this process. */
    public Map<String, AttributeValue> claim(Run run) {
        Map<String, AttributeValue> item = new HashMap<>(key(run));
        item.put(CLAIMED_UNTIL, Items.number(clock.instant().plus(claim).toEpochMilli()));
        item.putAll(head(run));
        return item;
    }

    /**
     * The condition that no record of the run is there.
     *
     * @param again whether the run is to be done though it may have been done: then there is none
     */
    public Map<String, ExpectedAttributeValue> unlessDone(boolean again) {
        return again
                ? Map.of()
                : Map.of("pk", ExpectedAttributeValue.builder().exists(false).build());
    }

    /**
     * The condition that whoever claimed the run did not end it in time. A run that was ended has
     * no {@code claimed_until}, and is nobody's to take over.
     */
    public Map<String, ExpectedAttributeValue> expired() {
        return Map.of(
                CLAIMED_UNTIL,
                ExpectedAttributeValue.builder()
                        .comparisonOperator(ComparisonOperator.LT)
                        .attributeValueList(Items.number(clock.instant().toEpochMilli()))
                        .build());
    }

    /**
     * The condition that the record is of this very doing of the run, by whichever process: who
     * takes a run over begins it at a time of its own.
     */
    public Map<String, ExpectedAttributeValue> startedWith(Run run) {
        return Map.of(
                STARTED_AT,
                ExpectedAttributeValue.builder()
                        .value(Items.text(Items.keyTime(run.startedAt())))
                        .build());
    }

    /** The condition that the run is still this process's. */
    public Map<String, ExpectedAttributeValue> owned() {
        return Map.of(OWNER, ExpectedAttributeValue.builder().value(Items.text(owner)).build());
    }

    /**
     * The status in a run's record.
     *
     * @param record the record's attributes; null if there is none
     * @return a {@link Run.Status} or DISPATCHED, or NONE where the run is not there or did not end
     */
    public String status(@Nullable Map<String, AttributeValue> record) {
        AttributeValue status = record == null ? null : record.get("status");
        return status == null ? "NONE" : status.s();
    }

    /** The key condition of all records of a pipeline, of which the last is the latest run's. */
    public Map<String, Condition> ofPipeline(String pipelineId) {
        return Map.of(
                "pk",
                Condition.builder()
                        .comparisonOperator(ComparisonOperator.EQ)
                        .attributeValueList(Items.text("R#" + pipelineId))
                        .build());
    }

    /**
     * What the latest record says.
     *
     * @param records the latest, or none
     */
    public LastRecord last(List<Map<String, AttributeValue>> records) {
        if (records.isEmpty() || isExpired(records.get(0))) {
            return new LastRecord(null, null);
        }
        Map<String, AttributeValue> record = records.get(0);
        AttributeValue until = record.get(CLAIMED_UNTIL);
        AttributeValue time = Objects.requireNonNull(record.get("sk"), "every item has its key");
        return new LastRecord(
                Instant.parse(time.s()),
                until == null ? null : Instant.ofEpochMilli(Long.parseLong(until.n())));
    }

    /** DynamoDB deletes what has expired some days later. */
    private boolean isExpired(Map<String, AttributeValue> record) {
        AttributeValue expires = record.get("expires_at");
        return expires != null && Long.parseLong(expires.n()) < clock.instant().getEpochSecond();
    }

    /** The primary key of a run's record. */
    public Map<String, AttributeValue> key(Run run) {
        return Map.of(
                "pk", Items.text("R#" + run.pipelineId()),
                "sk", Items.text(Items.keyTime(run.scheduledTime())));
    }

    /**
     * What is written down at the end of a run.
     *
     * @param cost what it asked of AWS before this is written
     */
    public Map<String, AttributeValueUpdate> outcome(Run run, RunCost cost) {
        Map<String, AttributeValue> end = head(run);
        end.put("status", Items.text(run.status().toString()));
        end.put("samples", Items.number(run.samples().size()));
        end.put(
                "tookMillis",
                Items.number(Duration.between(run.startedAt(), clock.instant()).toMillis()));
        end.put("branches", outcomes(run.branches()));
        end.put("stores", outcomes(run.stores()));
        end.put(
                "services",
                AttributeValue.fromL(cost.use().services().stream().map(RunRecord::use).toList()));
        end.put("runsAMonth", Items.number(cost.month().runs()));
        end.put("dollarsAMonth", AttributeValue.fromN(dollars(cost.month().total())));
        end.put("pricesOf", Items.text(cost.month().pricesOf()));
        return ended(end);
    }

    private static Map<String, AttributeValueUpdate> ended(Map<String, AttributeValue> end) {
        Map<String, AttributeValueUpdate> updates = new HashMap<>();
        end.forEach(
                (name, value) ->
                        updates.put(
                                name,
                                AttributeValueUpdate.builder().value(value).action("PUT").build()));
        updates.put(CLAIMED_UNTIL, AttributeValueUpdate.builder().action("DELETE").build());
        return updates;
    }

    /**
     * What is written down of a firing whose cells were dispatched; each has a run, and a record.
     *
     * @param cells how many
     */
    public Map<String, AttributeValueUpdate> dispatched(Run run, int cells) {
        Map<String, AttributeValue> end = head(run);
        end.put("status", Items.text("DISPATCHED"));
        end.put("cells", Items.number(cells));
        return ended(end);
    }

    private Map<String, AttributeValue> head(Run run) {
        String time = Items.keyTime(run.scheduledTime());
        Map<String, AttributeValue> head = new HashMap<>();
        head.put("gsi1pk", Items.text("run#" + run.date() + "#0"));
        head.put("gsi1sk", Items.text(time + "#" + run.pipelineId()));
        head.put("expires_at", items.expiresAt(run.scheduledTime()));
        head.put("schema", Items.SCHEMA);
        head.put("runId", Items.text(run.id()));
        head.put("resource", Items.text(run.resource()));
        head.put(STARTED_AT, Items.text(Items.keyTime(run.startedAt())));
        head.put(OWNER, Items.text(owner));
        return head;
    }

    private static AttributeValue use(ServiceUse use) {
        return AttributeValue.fromM(
                Map.of(
                        "name", Items.text(use.service()),
                        "calls", Items.number(use.calls()),
                        "attempts", Items.number(use.attempts()),
                        "items", Items.number(use.items()),
                        "bytesOut", Items.number(use.bytesOut()),
                        "bytesIn", Items.number(use.bytesIn())));
    }

    /** To the hundredth of a cent, which is more than a price table knows. */
    private static String dollars(double dollars) {
        return BigDecimal.valueOf(dollars).setScale(4, RoundingMode.HALF_UP).toPlainString();
    }

    private static AttributeValue outcomes(List<Outcome> outcomes) {
        return AttributeValue.fromL(
                outcomes.stream().map(outcome -> AttributeValue.fromM(outcome(outcome))).toList());
    }

    private static Map<String, AttributeValue> outcome(Outcome outcome) {
        Map<String, AttributeValue> map = new HashMap<>();
        map.put("name", Items.text(outcome.name()));
        map.put("result", Items.text(outcome.result().toString()));
        map.put("samples", Items.number(outcome.samples()));
        map.put("dropped", Items.number(outcome.dropped()));
        map.put("requests", Items.number(outcome.requests()));
        map.put("throttles", Items.number(outcome.throttles()));
        map.put("tookMillis", Items.number(outcome.took().toMillis()));
        if (outcome.error() != null) {
            map.put("error", Items.text(outcome.error()));
        }
        return map;
    }
}
