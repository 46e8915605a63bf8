package io.github.inframonitor.local;

import io.github.inframonitor.local.TableSchema.Index;
import io.github.inframonitor.local.TableSchema.Keys;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item as a row: the values of its keys, and itself. What DynamoDB asks of an item is checked
 * here.
 *
 * @param sk empty for a table without a sort key
 * @param indexPk null for an item that the index leaves out
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html">Quotas</a>:
 *     an item of 400 KB, a partition key of 2,048 bytes, a sort key of 1,024 bytes
 */
record TableRow(
        String pk,
        String sk,
        @Nullable String indexPk,
        @Nullable String indexSk,
        Map<String, AttributeValue> item,
        int size) {
    private static final int MAX_ITEM_BYTES = 400 * 1024;
    private static final int MAX_HASH_BYTES = 2048;
    private static final int MAX_RANGE_BYTES = 1024;

    /** A primary key, whose sort key is empty for a table without one. */
    record Key(String pk, String sk) {}

    static TableRow of(TableSchema schema, Map<String, AttributeValue> given) {
        Map<String, AttributeValue> item = Attributes.normal(given);
        Keys keys = schema.keys();
        for (String name : keys.names()) {
            if (!item.containsKey(name)) {
                throw DynamoErrors.validation(
                        "One or more parameter values were invalid: Missing the key "
                                + name
                                + " in the item");
            }
        }
        Key key = keyOf(keys, item);
        int size = Attributes.size(item);
        if (size > MAX_ITEM_BYTES) {
            throw DynamoErrors.validation("Item size has exceeded the maximum allowed size");
        }
        Index index = schema.index();
        if (index == null) {
            return new TableRow(key.pk(), key.sk(), null, null, item, size);
        }
        String indexPk = indexed(index, index.keys().hash(), item);
        String range = index.keys().range();
        String indexSk = range == null ? "" : indexed(index, range, item);
        boolean left = indexPk == null || indexSk == null;
        return new TableRow(
                key.pk(), key.sk(), left ? null : indexPk, left ? null : indexSk, item, size);
    }

    /** The key that a read, an update or a deletion names; exactly the key and nothing else. */
    static Key key(TableSchema schema, Map<String, AttributeValue> key) {
        Keys keys = schema.keys();
        if (!key.keySet().equals(Set.copyOf(keys.names()))
                || key.values().stream().anyMatch(v -> v.type() != AttributeValue.Type.S)) {
            throw DynamoErrors.validation("The provided key element does not match the schema");
        }
        return keyOf(keys, key);
    }

    private static Key keyOf(Keys keys, Map<String, AttributeValue> item) {
        String pk = text(keys.hash(), item);
        if (bytes(pk) > MAX_HASH_BYTES) {
            throw DynamoErrors.validation(
                    "One or more parameter values were invalid: Size of hashkey has exceeded the"
                            + " maximum size limit of2048 bytes");
        }
        String sk = keys.range() == null ? "" : text(keys.range(), item);
        if (bytes(sk) > MAX_RANGE_BYTES) {
            throw DynamoErrors.validation(
                    "One or more parameter values were invalid: Aggregated size of all range keys"
                            + " has exceeded the size limit of 1024 bytes");
        }
        return new Key(pk, sk);
    }

    private static String text(String name, Map<String, AttributeValue> item) {
        AttributeValue value = Objects.requireNonNull(item.get(name));
        if (value.type() != AttributeValue.Type.S) {
            throw DynamoErrors.validation(
                    "One or more parameter values were invalid: Type mismatch for key "
                            + name
                            + " expected: S actual: "
                            + value.type());
        }
        if (value.s().isEmpty()) {
            throw DynamoErrors.validation(
                    "One or more parameter values are not valid. The AttributeValue for a key"
                            + " attribute cannot contain an empty string value. Key: "
                            + name);
        }
        return value.s();
    }

    private static @Nullable String indexed(
            Index index, String name, Map<String, AttributeValue> item) {
        AttributeValue value = item.get(name);
        if (value == null) {
            return null;
        }
        if (value.type() != AttributeValue.Type.S) {
            throw DynamoErrors.validation(
                    "One or more parameter values were invalid: Type mismatch for Index Key "
                            + name
                            + " Expected: S Actual: "
                            + value.type()
                            + " IndexName: "
                            + index.name());
        }
        if (value.s().isEmpty()) {
            throw DynamoErrors.validation(
                    "One or more parameter values are not valid. A value specified for a secondary"
                            + " index key is not supported. The AttributeValue for a key attribute"
                            + " cannot contain an empty string value. IndexName: "
                            + index.name()
                            + ", IndexKey: "
                            + name);
        }
        return value.s();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
