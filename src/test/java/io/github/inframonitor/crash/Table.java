package io.github.inframonitor.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * DynamoDB's one table, as far as the pipeline asks for it; what else it may be asked is an error
 * of this check, and thrown.
 */
final class Table {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, NavigableMap<String, ObjectNode>> items = new TreeMap<>();

    /** All items in the order of their keys. */
    synchronized List<ObjectNode> items() {
        List<ObjectNode> all = new ArrayList<>();
        items.values().forEach(of -> all.addAll(of.values()));
        return all;
    }

    /**
     * @param partly whether some items of a batch are left unprocessed
     */
    synchronized Answer answer(Asked asked, boolean partly) throws IOException {
        JsonNode request = JSON.readTree(asked.body());
        return switch (asked.target()) {
            case "DescribeTable" -> answer(Map.of("Table", Map.of("TableStatus", "ACTIVE")));
            case "BatchWriteItem" -> answer(batch(request, partly));
            case "PutItem" -> {
                ObjectNode item = (ObjectNode) request.path("Item");
                if (!holds(request, get(item))) {
                    yield failed();
                }
                put(item);
                yield answer(Map.of());
            }
            case "UpdateItem" -> {
                ObjectNode key = (ObjectNode) request.path("Key");
                ObjectNode before = get(key);
                if (!holds(request, before)) {
                    yield failed();
                }
                put(updated(before == null ? key : before, request.path("AttributeUpdates")));
                yield answer(Map.of());
            }
            case "GetItem" -> {
                ObjectNode item = get(request.path("Key"));
                yield answer(item == null ? Map.of() : Map.of("Item", item));
            }
            case "Query" -> {
                List<ObjectNode> found = query(request);
                yield answer(Map.of("Items", found, "Count", found.size()));
            }
            default -> throw new IllegalArgumentException(asked.target());
        };
    }

    private Map<String, ?> batch(JsonNode request, boolean partly) {
        Map.Entry<String, JsonNode> table = request.path("RequestItems").fields().next();
        if (table.getValue().size() > 25) {
            throw new IllegalArgumentException("more than 25 items");
        }
        ArrayNode left = JSON.createArrayNode();
        for (JsonNode write : table.getValue()) {
            if (partly && left.size() < table.getValue().size() / 2) {
                left.add(write);
            } else {
                put((ObjectNode) write.path("PutRequest").path("Item"));
            }
        }
        return Map.of("UnprocessedItems", left.isEmpty() ? Map.of() : Map.of(table.getKey(), left));
    }

    private List<ObjectNode> query(JsonNode request) {
        JsonNode equal = request.path("KeyConditions").path("pk");
        if (!equal.path("ComparisonOperator").asText().equals("EQ")
                || request.path("ScanIndexForward").asBoolean(true)) {
            throw new IllegalArgumentException(request.toString());
        }
        String pk = equal.path("AttributeValueList").path(0).path("S").asText();
        Collection<ObjectNode> lastFirst =
                items.getOrDefault(pk, new TreeMap<>()).descendingMap().values();
        return lastFirst.stream().limit(request.path("Limit").asLong()).toList();
    }

    private void put(ObjectNode item) {
        items.computeIfAbsent(text(item, "pk"), pk -> new TreeMap<>()).put(text(item, "sk"), item);
    }

    private ObjectNode get(JsonNode key) {
        return items.getOrDefault(text(key, "pk"), new TreeMap<>()).get(text(key, "sk"));
    }

    private static ObjectNode updated(ObjectNode before, JsonNode updates) {
        ObjectNode after = before.deepCopy();
        updates.fields()
                .forEachRemaining(
                        update -> {
                            JsonNode value = update.getValue();
                            switch (value.path("Action").asText()) {
                                case "PUT" -> after.set(update.getKey(), value.path("Value"));
                                case "DELETE" -> after.remove(update.getKey());
                                default -> throw new IllegalArgumentException(value.toString());
                            }
                        });
        return after;
    }

    /** The legacy conditions of a write: absent, equal, or a number that is lower. */
    private static boolean holds(JsonNode request, JsonNode item) {
        for (Map.Entry<String, JsonNode> condition : request.path("Expected").properties()) {
            JsonNode is = item == null ? null : item.get(condition.getKey());
            JsonNode wanted = condition.getValue();
            boolean holds;
            if (wanted.has("Exists") && !wanted.path("Exists").asBoolean()) {
                holds = is == null;
            } else if (wanted.has("Value")) {
                holds = wanted.path("Value").equals(is);
            } else if (wanted.path("ComparisonOperator").asText().equals("LT")) {
                long than = wanted.path("AttributeValueList").path(0).path("N").asLong();
                holds = is != null && is.path("N").asLong() < than;
            } else {
                throw new IllegalArgumentException(wanted.toString());
            }
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    private static Answer failed() {
        return Answer.dynamo(
                400,
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException\",\"message\":\"The conditional request failed\"}");
    }

    private static Answer answer(Map<String, ?> body) throws IOException {
        return Answer.dynamo(200, JSON.writeValueAsString(body));
    }

    static String text(JsonNode item, String attribute) {
        return item.path(attribute).path("S").asText();
    }
}
