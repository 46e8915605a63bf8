package io.github.inframonitor.aws;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Whether a table has the keys and the index that the hot store's items have. */
final class TableShape {
    private TableShape() {}

    /** What is wrong with it and the remedy; null if nothing is. */
    static @Nullable String problem(TableDescription table) {
        Map<String, String> types =
                table.attributeDefinitions().stream()
                        .collect(
                                Collectors.toMap(
                                        AttributeDefinition::attributeName,
                                        AttributeDefinition::attributeTypeAsString));
        if (!keys(table.keySchema(), types).equals("pk S, sk S")) {
            return "has the keys " + keys(table.keySchema(), types) + " and not pk S, sk S";
        }
        GlobalSecondaryIndexDescription index =
                table.globalSecondaryIndexes().stream()
                        .filter(gsi -> "gsi1".equals(gsi.indexName()))
                        .findFirst()
                        .orElse(null);
        if (index == null) {
            return "has no index gsi1; add it, on gsi1pk and gsi1sk";
        }
        String keys = keys(index.keySchema(), types);
        return keys.equals("gsi1pk S, gsi1sk S")
                ? null
                : "has an index gsi1 on " + keys + " and not on gsi1pk S, gsi1sk S";
    }

    private static String keys(List<KeySchemaElement> schema, Map<String, String> types) {
        return schema.stream()
                .map(key -> key.attributeName() + " " + types.get(key.attributeName()))
                .collect(Collectors.joining(", "));
    }
}
