package io.github.inframonitor.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** The hot table in memory: answers the reads of the API at once, page by page as DynamoDB does. */
final class InstantTable implements DynamoDbClient {
    /** Of the size of a sample, about, there are so many in a page of a megabyte. */
    private static final int PAGE = 2_500;

    private final Map<String, NavigableMap<String, Map<String, AttributeValue>>> table =
            new ConcurrentHashMap<>();
    private final Map<String, NavigableMap<String, Map<String, AttributeValue>>> index =
            new ConcurrentHashMap<>();

    void put(Map<String, AttributeValue> item) {
        put(table, item, "pk", "sk");
        if (item.containsKey("gsi1pk")) {
            put(index, item, "gsi1pk", "gsi1sk");
        }
    }

    private static void put(
            Map<String, NavigableMap<String, Map<String, AttributeValue>>> to,
            Map<String, AttributeValue> item,
            String hash,
            String range) {
        to.computeIfAbsent(item.get(hash).s(), pk -> new ConcurrentSkipListMap<>())
                .put(item.get(range).s(), item);
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        NavigableMap<String, Map<String, AttributeValue>> items =
                table.getOrDefault(request.key().get("pk").s(), new ConcurrentSkipListMap<>());
        return GetItemResponse.builder().item(items.get(request.key().get("sk").s())).build();
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        boolean indexed = request.indexName() != null;
        Map<String, AttributeValue> values = request.expressionAttributeValues();
        NavigableMap<String, Map<String, AttributeValue>> items =
                (indexed ? index : table)
                        .getOrDefault(
                                values.get(indexed ? ":partition" : ":pk").s(),
                                new ConcurrentSkipListMap<>())
                        .subMap(values.get(":from").s(), true, values.get(":to").s(), true);
        if (Boolean.FALSE.equals(request.scanIndexForward())) {
            items = items.descendingMap();
        }
        if (request.hasExclusiveStartKey()) {
            items =
                    items.tailMap(
                            request.exclusiveStartKey().get(indexed ? "gsi1sk" : "sk").s(), false);
        }
        int most = request.limit() == null ? PAGE : Math.min(PAGE, request.limit());
        return page(items.values(), request, most);
    }

    private static QueryResponse page(
            Collection<Map<String, AttributeValue>> items, QueryRequest request, int most) {
        List<Map<String, AttributeValue>> found = new ArrayList<>();
        Map<String, AttributeValue> last = Map.of();
        int scanned = 0;
        for (Map<String, AttributeValue> item : items) {
            if (scanned == most) {
                return response(found, scanned).lastEvaluatedKey(key(last)).build();
            }
            scanned++;
            last = item;
            if (isWanted(item, request)) {
                found.add(item);
            }
        }
        return response(found, scanned).build();
    }

    private static QueryResponse.Builder response(
            List<Map<String, AttributeValue>> found, int scanned) {
        return QueryResponse.builder().items(found).count(found.size()).scannedCount(scanned);
    }

    private static boolean isWanted(Map<String, AttributeValue> item, QueryRequest request) {
        for (String name : request.expressionAttributeNames().values()) {
            if (!item.get(name).equals(request.expressionAttributeValues().get(":" + name))) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> key = new HashMap<>(item);
        key.keySet().retainAll(List.of("pk", "sk", "gsi1pk", "gsi1sk"));
        return key;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // there is nothing to close
    }
}
