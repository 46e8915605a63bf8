package io.github.inframonitor.hot;

import static java.util.Objects.requireNonNull;

import io.github.inframonitor.run.Receipt;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Writes samples to the hot table in batches, which the aws2-ddb component cannot, with the client
 * that the component uses.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html">BatchWriteItem</a>
 */
public final class HotTable implements CamelContextAware {
    /** A lane for so many samples: below that, waiting side by side is not worth a request. */
    private static final int LANE = 1_000;

    private final String table;
    private final Items items;
    private final int writers;
    private final Written written = new Written();
    private @Nullable CamelContext camelContext;
    private @Nullable DynamoDbClient client;

    /**
     * @param table {@code hot.table}
     * @param ttlDays {@code hot.ttl-days}
     * @param shards {@code hot.shards}
     * @param writers {@code hot.writers}
     */
    public HotTable(String table, int ttlDays, int shards, int writers) {
        this.table = table;
        this.items = new Items(ttlDays, shards);
        this.writers = writers;
    }

    /**
     * The items of a run, each sample and each resource once, in lanes that are written side by
     * side. A lane is read as it is written. All of one series is in one lane and in order, so that
     * of two samples with one key the later is written last. What is in the table as it is, since
     * the run before wrote it, is left out.
     */
    public List<Iterator<Map<String, AttributeValue>>> lanes(Run run) {
        List<Sample> samples = run.samples().stream().filter(written.of(run).negate()).toList();
        int lanes = Math.min(writers, (samples.size() - 1) / LANE + 1);
        Map<List<String>, Sample> latest = new LinkedHashMap<>();
        for (Sample sample : run.samples()) {
            latest.merge(
                    List.of(sample.resourceType(), Items.resourceKey(sample)),
                    sample,
                    (one, other) -> other.time().isAfter(one.time()) ? other : one);
        }
        return IntStream.range(0, lanes)
                .mapToObj(
                        lane ->
                                Stream.concat(
                                                latest.values().stream()
                                                        .filter(s -> lane(s, lanes) == lane)
                                                        .map(items::resource),
                                                samples.stream()
                                                        .filter(s -> lane(s, lanes) == lane)
                                                        .map(items::sample))
                                        .iterator())
                .toList();
    }

    /** All lanes of a run are written. */
    public void wrote(Run run) {
        written.all(run);
    }

    private static int lane(Sample sample, int lanes) {
        int series = 31 * sample.resource().hashCode() + sample.name().hashCode();
        return Math.floorMod(series, lanes);
    }

    /**
     * Writes one batch.
     *
     * @param batch at most 25 items; of two with one key the later counts, since a batch that holds
     *     both is refused whole
     * @param receipt counts the request and what was taken
     * @return what DynamoDB left unprocessed, or all of it when it was asked too fast: to be
     *     written again after a while
     */
    public Collection<Map<String, AttributeValue>> write(
            Collection<Map<String, AttributeValue>> batch, Receipt receipt) {
        Map<List<AttributeValue>, WriteRequest> puts = new LinkedHashMap<>();
        for (Map<String, AttributeValue> item : batch) {
            puts.put(
                    List.of(item.get("pk"), item.get("sk")),
                    WriteRequest.builder().putRequest(put -> put.item(item)).build());
        }
        BatchWriteItemResponse response;
        try {
            response =
                    client().batchWriteItem(
                                    request ->
                                            request.requestItems(
                                                    Map.of(table, List.copyOf(puts.values()))));
        } catch (ProvisionedThroughputExceededException e) {
            receipt.throttled();
            return batch;
        }
        List<Map<String, AttributeValue>> rest =
                response.unprocessedItems().getOrDefault(table, List.of()).stream()
                        .map(unprocessed -> unprocessed.putRequest().item())
                        .toList();
        receipt.request(batch.size() - rest.size());
        if (!rest.isEmpty()) {
            receipt.throttled();
        }
        return rest;
    }

    /** Looked up when needed, since the beans of the routes are made before the clients are. */
    private DynamoDbClient client() {
        DynamoDbClient found = client;
        if (found == null) { // by several lanes at once, of which each finds the same
            found =
                    requireNonNull(camelContext)
                            .getRegistry()
                            .findSingleByType(DynamoDbClient.class);
            client = found;
        }
        return found;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }
}
