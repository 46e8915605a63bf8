package io.github.inframonitor.fleet;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.run.Watermark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * The watermarks in the hot table. A run begins to read where its watermark is, and moves it before
 * it writes to the cold store, on the condition that no other run did: so of two runs that settled
 * the same points one takes them there, whatever crashed, was sent late or ran twice. A run that
 * moved it is known as one that did after others have moved it on.
 */
public final class Watermarks extends FleetBean {
    /**
     * So many runs that moved a watermark it knows by name. One that moved it and was killed before
     * it wrote to the cold store comes there from its spool, however many of these did so since.
     * The item has less than a kilobyte with them, and costs one write.
     */
    private static final int MOVES = 60;

    /** In seconds, eleven days: more is as much. */
    private static final long FAR = 1_000_000;

    /** A fleet has one for each cell, source, branch and namespace. */
    private static final int AT_ONCE = 16;

    private final String table;

    /**
     * @param table {@code hot.table}
     */
    public Watermarks(String table) {
        this.table = table;
    }

    /**
     * What a watermark is of.
     *
     * @param of the source and branch, which fail by themselves, and the pipeline
     */
    static String key(Cell cell, String namespace, long seconds, String of) {
        return "%s#%s#%s#%d#%s"
                .formatted(cell.account(), cell.region().id(), namespace, seconds, of);
    }

    /**
     * Where a run begins.
     *
     * @param time null if no run was there before
     * @param movedBy as {@link Watermark#movedBy}
     */
    record Begin(@Nullable Instant time, List<Long> movedBy) {}

    /**
     * Where a run begins: where the last one left off, or, if that was this very run, where it
     * began itself.
     */
    Begin before(String key, Run run) {
        Map<String, AttributeValue> item = item(key);
        if (item.isEmpty()) {
            return new Begin(null, List.of());
        }
        AttributeValue last = item.get("run");
        boolean own = last != null && run.id().equals(last.s());
        Instant time = time(item.get(own ? "previous" : "time"));
        long move = move(run, time);
        return new Begin(time, movedBy(item).stream().filter(of -> of != move).toList());
    }

    /**
     * What a run is known by that moved a watermark: its scheduled time and how far it came from,
     * in seconds, as one number. Done another time it may begin elsewhere, and of what is between
     * others have stored a part.
     */
    private static long move(Run run, @Nullable Instant from) {
        long seconds = run.scheduledTime().getEpochSecond();
        long came = from == null ? 0 : Math.abs(seconds - from.getEpochSecond());
        return seconds * FAR + Math.min(came, FAR - 1);
    }

    private Map<String, AttributeValue> item(String key) {
        Map<String, AttributeValue> item =
                client().getItem(
                                request ->
                                        request.tableName(table)
                                                .key(primaryKey(key))
                                                .consistentRead(true))
                        .item();
        return item == null ? Map.of() : item;
    }

    private static List<Long> movedBy(Map<String, AttributeValue> item) {
        AttributeValue movedBy = item.get("movedBy");
        return movedBy == null
                ? List.of()
                : movedBy.l().stream().map(of -> Long.parseLong(of.n())).toList();
    }

    /**
     * Moves the watermarks of a run.
     *
     * @return the run with those that it moved, now or before it was killed; what was read with one
     *     that only others have moved is in the cold store by these
     */
    public Run advance(Run run) throws InterruptedException {
        if (run.watermarks().isEmpty()) {
            return run;
        }
        Map<String, String> context = MDC.getCopyOfContextMap();
        ExecutorService threads =
                Executors.newFixedThreadPool(Math.min(run.watermarks().size(), AT_ONCE));
        try {
            List<Future<Boolean>> moves = new ArrayList<>();
            for (Watermark watermark : run.watermarks()) {
                moves.add(
                        threads.submit(
                                () -> {
                                    if (context != null) {
                                        MDC.setContextMap(context); // by which calls are counted
                                    }
                                    return advance(watermark, run);
                                }));
            }
            List<Watermark> held = new ArrayList<>();
            for (int i = 0; i < moves.size(); i++) {
                if (moves.get(i).get()) {
                    held.add(run.watermarks().get(i));
                }
            }
            return run.settling(held);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * A run that is sent late, without what later runs have read again: of two values of a point
     * the later one counts, and a run that comes late has the earlier.
     */
    public Run late(Run run) throws InterruptedException {
        Run moved = advance(run);
        return moved.with(moved.settled());
    }

    private boolean advance(Watermark watermark, Run of) {
        String runId = of.id();
        long move = move(of, watermark.previous());
        List<Long> movedBy = new ArrayList<>(watermark.movedBy());
        movedBy.add(move);
        movedBy.subList(0, Math.max(0, movedBy.size() - MOVES)).clear();
        Map<String, AttributeValue> item = new HashMap<>(primaryKey(watermark.key()));
        item.put("time", text(watermark.time().toString()));
        item.put("run", text(runId));
        item.put(
                "movedBy",
                AttributeValue.fromL(
                        movedBy.stream()
                                .map(by -> AttributeValue.fromN(Long.toString(by)))
                                .toList()));
        item.put("schema", AttributeValue.fromN("1"));
        Map<String, AttributeValue> values = new HashMap<>();
        Map<String, String> names = new HashMap<>(Map.of("#run", "run", "#previous", "previous"));
        values.put(":run", text(runId));
        PutItemRequest.Builder put = PutItemRequest.builder().tableName(table);
        Instant previous = watermark.previous();
        if (previous == null) {
            put.conditionExpression(
                    "attribute_not_exists(pk) OR #run = :run AND attribute_not_exists(#previous)");
        } else {
            item.put("previous", text(previous.toString()));
            values.put(":previous", text(previous.toString()));
            names.put("#time", "time");
            put.conditionExpression("#time = :previous OR #run = :run AND #previous = :previous");
        }
        try {
            client().putItem(
                            put.item(item)
                                    .expressionAttributeNames(names)
                                    .expressionAttributeValues(values)
                                    .build());
            return true;
        } catch (ConditionalCheckFailedException e) {
            return movedBy(item(watermark.key())).contains(move);
        }
    }

    private static Map<String, AttributeValue> primaryKey(String key) {
        int account = key.indexOf('#');
        int region = key.indexOf('#', account + 1);
        return Map.of(
                "pk", text("W#" + key.substring(0, region)), "sk", text(key.substring(region + 1)));
    }

    private static @Nullable Instant time(@Nullable AttributeValue value) {
        return value == null ? null : Instant.parse(value.s());
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private DynamoDbClient client() {
        return find(DynamoDbClient.class);
    }
}
