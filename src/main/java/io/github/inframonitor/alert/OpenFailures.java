package io.github.inframonitor.alert;

import static java.util.Objects.requireNonNull;

import io.github.inframonitor.aws.AwsErrors;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What people were told and what has not ended, one item a pipeline in the hot table, so that a
 * restart, a process that runs once, and a second replica know of it. While the table cannot be
 * reached memory serves, and what memory alone knows is what counts.
 */
final class OpenFailures implements CamelContextAware {
    private static final Logger logger = LoggerFactory.getLogger(OpenFailures.class);

    private final String table;
    private final Map<String, OpenFailure> unsaved = new ConcurrentHashMap<>();
    private final Map<String, OpenFailure> lastKnown = new ConcurrentHashMap<>();
    private @Nullable CamelContext camelContext;

    OpenFailures(String table) {
        this.table = table;
    }

    OpenFailure get(String pipelineId) {
        OpenFailure known = unsaved.get(pipelineId);
        if (known != null || pipelineId.isEmpty()) {
            return known == null ? OpenFailure.NONE : known;
        }
        try {
            OpenFailure open =
                    read(
                            client().getItem(
                                            get ->
                                                    get.tableName(table)
                                                            .key(key(pipelineId))
                                                            .consistentRead(true))
                                    .item());
            lastKnown.put(pipelineId, open);
            return open;
        } catch (SdkException e) {
            logger.warn(
                    "what people were told is as far as memory has it: {}", AwsErrors.describe(e));
            return lastKnown.getOrDefault(pipelineId, OpenFailure.NONE);
        }
    }

    void put(String pipelineId, OpenFailure open) {
        unsaved.put(pipelineId, open);
        if (pipelineId.isEmpty()) {
            return; // a failure outside of any run has no end that could be told
        }
        Map<String, AttributeValue> item = new HashMap<>(key(pipelineId));
        item.put("schema", AttributeValue.fromN("1"));
        item.put("what", AttributeValue.fromS(open.what()));
        item.put("since", AttributeValue.fromS(open.since().toString()));
        item.put("toldAt", AttributeValue.fromS(open.toldAt().toString()));
        try {
            client().putItem(put -> put.tableName(table).item(item));
            lastKnown.put(pipelineId, open);
            unsaved.remove(pipelineId);
        } catch (SdkException e) {
            logger.warn("what people were told is kept in memory: {}", AwsErrors.describe(e));
        }
    }

    private static Map<String, AttributeValue> key(String pipelineId) {
        return Map.of(
                "pk", AttributeValue.fromS("A#" + pipelineId), "sk", AttributeValue.fromS("open"));
    }

    private static OpenFailure read(Map<String, AttributeValue> item) {
        String what = text(item, "what");
        String since = text(item, "since");
        String toldAt = text(item, "toldAt");
        return what == null || since == null || toldAt == null
                ? OpenFailure.NONE
                : new OpenFailure(what, Instant.parse(since), Instant.parse(toldAt));
    }

    private static @Nullable String text(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null ? null : value.s();
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
