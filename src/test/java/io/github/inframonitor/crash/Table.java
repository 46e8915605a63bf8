package io.github.inframonitor.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * DynamoDB's one table, as far as the pipeline asks for it; what else it may be asked is an error
 * of this check, and thrown. Items are kept as text, of which a million fit.
 */
public final class Table {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PARTITION = Pattern.compile("^pk = (:\\S+)");

    private final Map<String, NavigableMap<String, byte[]>> items = new TreeMap<>();

    /** All items in the order of their keys. */
    public List<ObjectNode> items() {
        List<ObjectNode> all = new ArrayList<>();
        forEach(all::add);
        return all;
    }

    /** The same one by one, which needs no memory. */
    public synchronized void forEach(Consumer<ObjectNode> each) {
        items.values().forEach(of -> of.values().forEach(item -> each.accept(read(item))));
    }

    /**
     * @param partly whether some items of a batch are left unprocessed
     */
    Answer answer(Asked asked, boolean partly) throws IOException {
        JsonNode request = JSON.readTree(asked.body()); // not by one thread at a time
        return answer(asked.target(), request, partly);
    }

    private synchronized Answer answer(String target, JsonNode request, boolean partly)
            throws IOException {
        return switch (target) {
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
            case "Query" -> answer(query(request));
            default -> throw new IllegalArgumentException(target);
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

    /** Of the table or an index, which is not kept but looked for among all items. */
    private Map<String, ?> query(JsonNode request) {
        String index = request.path("IndexName").asText();
        String sk = index + "sk";
        List<ObjectNode> found = new ArrayList<>();
        Collection<NavigableMap<String, byte[]>> among = items.values();
        String equal = partition(request);
        if (index.isEmpty() && !equal.isEmpty()) {
            among = List.of(items.getOrDefault(equal, new TreeMap<>()));
        }
        for (NavigableMap<String, byte[]> of : among) {
            for (byte[] bytes : of.values()) {
                ObjectNode item = read(bytes);
                if (Condition.holds(request, "KeyConditionExpression", "KeyConditions", item)) {
                    found.add(item);
                }
            }
        }
        found.sort(Comparator.comparing(item -> text(item, sk)));
        if (!request.path("ScanIndexForward").asBoolean(true)) {
            Collections.reverse(found);
        }
        JsonNode after = request.path("ExclusiveStartKey");
        int from = 0;
        while (after.isObject() && from < found.size() && !isAt(found.get(from++), after)) {}
        int limit = request.path("Limit").asInt(found.size());
        int to = Math.min(found.size(), from + limit);
        List<ObjectNode> page = found.subList(from, to);
        Map<String, Object> answer = new TreeMap<>();
        answer.put("Count", page.size());
        if (to < found.size() && !page.isEmpty()) {
            answer.put("LastEvaluatedKey", key(page.get(page.size() - 1), index));
        }
        answer.put(
                "Items",
                page.stream()
                        .filter(i -> Condition.holds(request, "FilterExpression", "QueryFilter", i))
                        .toList());
        return answer;
    }

    /** The one that is asked for, as far as it is easily seen; else it is looked for in all. */
    private static String partition(JsonNode request) {
        JsonNode equal =
                request.path("KeyConditions").path("pk").path("AttributeValueList").path(0);
        Matcher begin = PARTITION.matcher(request.path("KeyConditionExpression").asText());
        if (begin.find()) {
            equal = request.path("ExpressionAttributeValues").path(begin.group(1));
        }
        return equal.path("S").asText();
    }

    private static boolean isAt(ObjectNode item, JsonNode key) {
        return Stream.of("pk", "sk").allMatch(part -> text(item, part).equals(text(key, part)));
    }

    private static ObjectNode key(ObjectNode item, String index) {
        return item.deepCopy().retain("pk", "sk", index + "pk", index + "sk");
    }

    private void put(ObjectNode item) {
        try {
            items.computeIfAbsent(text(item, "pk"), pk -> new TreeMap<>())
                    .put(text(item, "sk"), JSON.writeValueAsBytes(item));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode read(byte[] item) {
        try {
            return (ObjectNode) JSON.readTree(item);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode get(JsonNode key) {
        byte[] item = items.getOrDefault(text(key, "pk"), new TreeMap<>()).get(text(key, "sk"));
        return item == null ? null : read(item);
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

    private static boolean holds(JsonNode request, JsonNode item) {
        return Condition.holds(request, "ConditionExpression", "Expected", item);
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
