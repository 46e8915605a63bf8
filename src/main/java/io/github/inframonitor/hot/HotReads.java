package io.github.inframonitor.hot;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * Reads what people ask of the hot table: by its keys or its index, never by a Scan, and without
 * what has expired.
 */
public final class HotReads {
    /** How often DynamoDB is asked for one page of ours, most items of which have expired. */
    private static final int REQUESTS = 20;

    /** Resources that are read at once, and kept until it is their turn. */
    private static final int AT_ONCE = 8;

    private final DynamoDbClient client;
    private final String table;
    private final Clock clock;
    private final SampleIndex index;

    /**
     * A page of items.
     *
     * @param next where the next one begins; null at the last
     */
    public record Page(List<Map<String, AttributeValue>> items, @Nullable String next) {}

    /**
     * @param table {@code hot.table}
     * @param shards {@code hot.shards}
     * @param clock by which an item has expired
     */
    public HotReads(DynamoDbClient client, String table, int shards, Clock clock) {
        this.client = client;
        this.table = table;
        this.clock = clock;
        this.index = new SampleIndex(client, table, shards, clock);
    }

    /**
     * The records of the runs of a pipeline, the last first.
     *
     * @param to not included
     * @param after the next of the page before; null for the first
     */
    public Page runs(String pipeline, Instant from, Instant to, @Nullable String after, int limit) {
        return page("R#" + pipeline, Items.keyTime(from), before(to), false, after, limit);
    }

    /** The record of one run, as it is now; empty if there is none. */
    public Map<String, AttributeValue> run(String pipeline, Instant scheduledTime) {
        Map<String, AttributeValue> item =
                client.getItem(
                                request ->
                                        request.tableName(table)
                                                .key(
                                                        Map.of(
                                                                "pk",
                                                                Items.text("R#" + pipeline),
                                                                "sk",
                                                                Items.text(
                                                                        Items.keyTime(
                                                                                scheduledTime))))
                                                .consistentRead(true))
                        .item();
        AttributeValue expires = item == null ? null : item.get("expires_at");
        boolean there =
                expires != null && Long.parseLong(expires.n()) > clock.instant().getEpochSecond();
        return there && item != null ? item : Map.of();
    }

    /** The samples of one resource and name, by time. */
    public Page samples(
            String resource,
            String name,
            Instant from,
            Instant to,
            @Nullable String after,
            int limit) {
        return page(
                "S#" + resource + "#" + name, Items.keyTime(from), before(to), true, after, limit);
    }

    /**
     * The samples of one type, by time.
     *
     * @param equal values that attributes of them must have, by name
     * @param after the next of the page before; null for the first
     * @param most items that DynamoDB may read for it
     * @throws TooMuchException if there are more
     */
    public Page samples(
            String type,
            Map<String, String> equal,
            Instant from,
            Instant to,
            @Nullable String after,
            int limit,
            int most) {
        // keys have no blank, so nothing is between a key and this
        String first = Items.keyTime(from);
        // and what is before the time that is asked for, by years perhaps, is never where a page
        // ended
        String begin = after == null || after.compareTo(first) < 0 ? first : after + " ";
        int page = equal.isEmpty() ? limit + 1 : 0; // of those that are wanted are there enough
        List<Map<String, AttributeValue>> items =
                new ArrayList<>(
                        index.samples(type, begin, to, equal, most, page)
                                .limit(limit + 1L)
                                .toList());
        if (items.size() <= limit) {
            return new Page(items, null);
        }
        items.remove(limit);
        AttributeValue last = items.get(limit - 1).get("gsi1sk");
        return new Page(items, last == null ? null : last.s());
    }

    /**
     * The same without pages, as they are read.
     *
     * @throws TooMuchException as the stream is read
     */
    public Stream<Map<String, AttributeValue>> samples(
            String type, Map<String, String> equal, Instant from, Instant to, int most) {
        return index.samples(type, Items.keyTime(from), to, equal, most, 0);
    }

    /**
     * The samples of one type and name, of each resource by the table's keys: nothing is read that
     * is not wanted, and several resources are read at once.
     *
     * @param most items that DynamoDB may read for it
     * @param take gets the items, each series by time; false if it has enough
     * @return whether all that there is was read
     */
    public boolean samples(
            List<String> resources,
            String type,
            String name,
            Instant from,
            Instant to,
            int most,
            Predicate<Map<String, AttributeValue>> take)
            throws InterruptedException {
        AtomicInteger left = new AtomicInteger(most);
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            Deque<Future<List<Map<String, AttributeValue>>>> ahead = new ArrayDeque<>();
            Iterator<String> rest = resources.iterator();
            while (rest.hasNext() || !ahead.isEmpty()) {
                while (rest.hasNext() && ahead.size() < AT_ONCE) {
                    String pk = "S#" + rest.next() + "#" + name;
                    ahead.add(threads.submit(() -> all(pk, from, to, left)));
                }
                for (Map<String, AttributeValue> item : ahead.remove().get()) {
                    AttributeValue of = item.get("type");
                    if (of != null && type.equals(of.s()) && !take.test(item)) {
                        return false;
                    }
                }
            }
            return left.get() >= 0;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Map<String, AttributeValue>> all(
            String pk, Instant from, Instant to, AtomicInteger left) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        String start = null;
        do {
            if (left.get() < 0) {
                break;
            }
            QueryResponse response =
                    client.query(query(pk, Items.keyTime(from), before(to), true, start, null));
            left.addAndGet(-Objects.requireNonNullElse(response.scannedCount(), 0));
            items.addAll(response.items());
            AttributeValue last =
                    response.hasLastEvaluatedKey() ? response.lastEvaluatedKey().get("sk") : null;
            start = last == null ? null : last.s();
        } while (start != null);
        return items;
    }

    /** The resources of one type. */
    public Page resources(String type, @Nullable String after, int limit) {
        return page("X#" + type, "", "\uffff", true, after, limit);
    }

    /** Keys go on after the time, so this is before all of that time. */
    private static String before(Instant to) {
        return Items.keyTime(to.minusMillis(1)) + "\uffff";
    }

    private Page page(
            String pk, String from, String to, boolean forward, @Nullable String after, int limit) {
        if (after != null && (after.compareTo(from) < 0 || after.compareTo(to) > 0)) {
            return new Page(List.of(), null);
        }
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        String start = after;
        for (int request = 0; request < REQUESTS; request++) {
            QueryResponse response =
                    client.query(query(pk, from, to, forward, start, limit - items.size()));
            items.addAll(response.items());
            AttributeValue last =
                    response.hasLastEvaluatedKey() ? response.lastEvaluatedKey().get("sk") : null;
            start = last == null ? null : last.s();
            if (start == null || items.size() == limit) {
                break;
            }
        }
        return new Page(items, start);
    }

    private QueryRequest query(
            String pk,
            String from,
            String to,
            boolean forward,
            @Nullable String start,
            @Nullable Integer limit) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":pk", Items.text(pk));
        values.put(":now", Items.number(clock.instant().getEpochSecond()));
        values.put(":from", Items.text(from.isEmpty() ? " " : from)); // a key is never empty
        values.put(":to", Items.text(to));
        QueryRequest.Builder query =
                QueryRequest.builder()
                        .tableName(table)
                        .keyConditionExpression("pk = :pk AND sk BETWEEN :from AND :to")
                        .filterExpression("expires_at > :now")
                        .expressionAttributeValues(values)
                        .scanIndexForward(forward)
                        .limit(limit);
        if (start != null) {
            query.exclusiveStartKey(Map.of("pk", Items.text(pk), "sk", Items.text(start)));
        }
        return query.build();
    }
}
