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
    private final String table;
    private final Items items;
    private @Nullable CamelContext camelContext;

    /**
     * @param table {@code hot.table}
     * @param ttlDays {@code hot.ttl-days}
     * @param shards {@code hot.shards}
     */
    public HotTable(String table, int ttlDays, int shards) {
        this.table = table;
        this.items = new Items(ttlDays, shards);
    }

    /** The items of a run, one after another: each sample, and each resource once. */
    public Iterator<Map<String, AttributeValue>> items(Run run) {
        Map<String, Sample> latest = new LinkedHashMap<>();
        for (Sample sample : run.samples()) {
            latest.merge(
                    sample.resourceType() + "#" + sample.resource(),
                    sample,
                    (one, other) -> other.time().isAfter(one.time()) ? other : one);
        }
        return Stream.concat(
                        latest.values().stream().map(items::resource),
                        run.samples().stream().map(items::sample))
                .iterator();
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
        return requireNonNull(camelContext).getRegistry().findSingleByType(DynamoDbClient.class);
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
