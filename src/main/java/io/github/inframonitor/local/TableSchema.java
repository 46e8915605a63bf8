package io.github.inframonitor.local;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/**
 * A table's keys: strings only, and at most one global secondary index, which projects all; more
 * than that is refused.
 *
 * @param ttl the attribute that holds the expiry in epoch seconds
 */
record TableSchema(String table, Keys keys, @Nullable Index index, @Nullable String ttl) {

    /** The names of a partition key and, where there is one, a sort key. */
    record Keys(String hash, @Nullable String range) {
        static Keys of(List<KeySchemaElement> schema) {
            return new Keys(
                    name(schema, KeyType.HASH).findFirst().orElseThrow(Keys::invalid),
                    name(schema, KeyType.RANGE).findFirst().orElse(null));
        }

        private static Stream<String> name(List<KeySchemaElement> schema, KeyType type) {
            return schema.stream()
                    .filter(element -> element.keyType() == type)
                    .map(KeySchemaElement::attributeName);
        }

        private static RuntimeException invalid() {
            return DynamoErrors.validation(
                    "Invalid KeySchema: The first KeySchemaElement is not a" + " HASH key type");
        }

        List<String> names() {
            return range == null ? List.of(hash) : List.of(hash, range);
        }

        List<KeySchemaElement> elements() {
            List<KeySchemaElement> elements = new ArrayList<>();
            for (String name : names()) {
                KeyType type = elements.isEmpty() ? KeyType.HASH : KeyType.RANGE;
                elements.add(KeySchemaElement.builder().attributeName(name).keyType(type).build());
            }
            return elements;
        }

        Map<String, AttributeValue> of(Map<String, AttributeValue> item) {
            Map<String, AttributeValue> key = new LinkedHashMap<>();
            for (String name : names()) {
                AttributeValue value = item.get(name);
                if (value != null) {
                    key.put(name, value);
                }
            }
            return key;
        }
    }

    record Index(String name, Keys keys) {}

    static TableSchema of(CreateTableRequest request) {
        if (!request.tableName().matches("[\\w.-]{3,255}")) {
            throw DynamoErrors.validation(
                    "TableName must be at least 3 characters long and at most 255 characters long");
        }
        List<GlobalSecondaryIndex> indexes = request.globalSecondaryIndexes();
        if (indexes.size() > 1 || request.hasLocalSecondaryIndexes()) {
            throw DynamoErrors.unsupported("more than one global secondary index");
        }
        Index index = null;
        for (GlobalSecondaryIndex given : indexes) {
            if (given.projection() == null
                    || given.projection().projectionType() != ProjectionType.ALL) {
                throw DynamoErrors.unsupported("an index that does not project all");
            }
            index = new Index(given.indexName(), Keys.of(given.keySchema()));
        }
        TableSchema schema =
                new TableSchema(request.tableName(), Keys.of(request.keySchema()), index, null);
        for (String name : schema.keyNames()) {
            AttributeDefinition definition =
                    request.attributeDefinitions().stream()
                            .filter(d -> d.attributeName().equals(name))
                            .findFirst()
                            .orElseThrow(() -> undefined(name));
            if (definition.attributeType() != ScalarAttributeType.S) {
                throw DynamoErrors.unsupported("a key that is no string: " + name);
            }
        }
        return schema;
    }

    private static RuntimeException undefined(String name) {
        return DynamoErrors.validation(
                "One or more parameter values were invalid: Some index key attributes are not"
                        + " defined in AttributeDefinitions. Keys: ["
                        + name
                        + "]");
    }

    List<String> keyNames() {
        List<String> names = new ArrayList<>(keys.names());
        if (index != null) {
            index.keys().names().stream().filter(n -> !names.contains(n)).forEach(names::add);
        }
        return names;
    }

    /** The keys that a query goes by: the table's, or those of the index that it names. */
    Keys queried(@Nullable String indexName) {
        if (indexName == null) {
            return keys;
        }
        if (index == null || !index.name().equals(indexName)) {
            throw DynamoErrors.validation(
                    "The table does not have the specified index: " + indexName);
        }
        return index.keys();
    }
}
