package io.github.inframonitor.hot;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * Reads the samples of one type by their times. They are spread over {@code hot.shards} partition
 * keys a day, lest a whole fleet be written to four: each is queried, all of a day at once, and
 * their pages are merged as they are read.
 */
public final class SampleIndex {
    private final DynamoDbClient client;
    private final String table;
    private final int shards;
    private final Clock clock;

    /**
     * @param table {@code hot.table}
     * @param shards {@code hot.shards}, or the most that it was within {@code hot.ttl-days}
     * @param clock by which an item has expired, which DynamoDB deletes some days later
     */
    public SampleIndex(DynamoDbClient client, String table, int shards, Clock clock) {
        this.client = client;
        this.table = table;
        this.shards = shards;
        this.clock = clock;
    }

    /**
     * The items of the samples of a type, by time, then resource, name and series. Pages are asked
     * for as the stream is read.
     *
     * @param type such as {@code cpu}
     * @param to not included
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException as the stream is
     *     read
     */
    public Stream<Map<String, AttributeValue>> samples(String type, Instant from, Instant to) {
        return samples(type, Items.keyTime(from), to, Map.of(), Integer.MAX_VALUE, 0);
    }

    /**
     * Those of them that are wanted.
     *
     * @param from sort key of the index at which they begin
     * @param equal values that attributes of them must have, by name; DynamoDB reads the others too
     * @param most items that DynamoDB may read for it
     * @param page items that DynamoDB reads at once; 0 for as many as it likes
     * @throws TooMuchException as the stream is read, if there are more
     */
    Stream<Map<String, AttributeValue>> samples(
            String type, String from, Instant to, Map<String, String> equal, int most, int page) {
        AtomicInteger left = new AtomicInteger(most);
        LocalDate first = LocalDate.parse(from.substring(0, 10));
        LocalDate last = LocalDate.ofInstant(to.minusMillis(1), ZoneOffset.UTC);
        return first.isAfter(last)
                ? Stream.empty()
                : first.datesUntil(last.plusDays(1))
                        .flatMap(day -> day(type + "#" + day + "#", from, to, equal, left, page));
    }

    private Stream<Map<String, AttributeValue>> day(
            String partition,
            String from,
            Instant to,
            Map<String, String> equal,
            AtomicInteger left,
            int page) {
        List<Shard> all = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            all.add(new Shard(query(partition + shard, from, to, equal, page), left));
        }
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        new Merged(begun(all)), Spliterator.ORDERED | Spliterator.NONNULL),
                false);
    }

    private QueryRequest query(
            String partition, String from, Instant to, Map<String, String> equal, int page) {
        StringBuilder filter = new StringBuilder("expires_at > :now");
        Map<String, String> names = new HashMap<>();
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":partition", Items.text(partition));
        values.put(":from", Items.text(from));
        // keys go on after the time, so this is before those of that time
        values.put(":to", Items.text(Items.keyTime(to)));
        values.put(":now", Items.number(clock.instant().getEpochSecond()));
        equal.forEach(
                (name, value) -> {
                    filter.append(" AND #").append(name).append(" = :").append(name);
                    names.put("#" + name, name);
                    values.put(":" + name, Items.text(value));
                });
        return QueryRequest.builder()
                .tableName(table)
                .indexName("gsi1")
                .keyConditionExpression("gsi1pk = :partition AND gsi1sk BETWEEN :from AND :to")
                .filterExpression(filter.toString())
                .expressionAttributeNames(names.isEmpty() ? null : names)
                .expressionAttributeValues(values)
                .limit(page == 0 ? null : page)
                .build();
    }

    /** Asks all at once for their first pages; those that have one are left. */
    private static List<Shard> begun(List<Shard> shards) {
        if (shards.size() == 1) {
            return shards.get(0).next() ? shards : List.of();
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(shards.size(), 16));
        try {
            List<Future<Boolean>> begun =
                    shards.stream().map(shard -> threads.submit(shard::next)).toList();
            List<Shard> left = new ArrayList<>();
            for (int i = 0; i < begun.size(); i++) {
                if (begun.get(i).get()) {
                    left.add(shards.get(i));
                }
            }
            return left;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The items of one partition key, of which one is looked at. */
    private final class Shard {
        private final Iterator<Map<String, AttributeValue>> items;
        private Map<String, AttributeValue> now = Map.of();

        Shard(QueryRequest query, AtomicInteger left) {
            items =
                    client.queryPaginator(query).stream()
                            .flatMap(
                                    page -> {
                                        int read =
                                                Objects.requireNonNullElse(page.scannedCount(), 0);
                                        if (left.addAndGet(-read) < 0) {
                                            throw new TooMuchException();
                                        }
                                        return page.items().stream();
                                    })
                            .iterator();
        }

        /** Goes to the next item, if there is one. */
        boolean next() {
            if (!items.hasNext()) {
                return false;
            }
            now = items.next();
            return true;
        }

        String key() {
            AttributeValue key = now.get("gsi1sk");
            return key == null ? "" : key.s();
        }
    }

    /** The items of several partition keys in the order of their sort keys. */
    private static final class Merged implements Iterator<Map<String, AttributeValue>> {
        private final PriorityQueue<Shard> shards =
                new PriorityQueue<>(Comparator.comparing(Shard::key));

        Merged(List<Shard> begun) {
            shards.addAll(begun);
        }

        @Override
        public boolean hasNext() {
            return !shards.isEmpty();
        }

        @Override
        public Map<String, AttributeValue> next() {
            Shard first = shards.poll();
            if (first == null) {
                throw new NoSuchElementException();
            }
            Map<String, AttributeValue> item = first.now;
            if (first.next()) {
                shards.add(first);
            }
            return item;
        }
    }
}
