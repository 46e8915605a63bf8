package io.github.inframonitor.local;

import io.github.inframonitor.local.TableSchema.Keys;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * A query: one page of at most 1 MB or {@code Limit} items, filtered after it is read.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html">Query
 *     </a>
 */
final class Query {
    private Query() {}

    static QueryResponse run(DynamoTables tables, QueryRequest request, ReadTerms terms)
            throws SQLException {
        TableSchema schema = tables.schema(request.tableName());
        String index = request.indexName();
        Keys keys = schema.queried(index);
        if (index != null && Boolean.TRUE.equals(request.consistentRead())) {
            throw DynamoErrors.validation(
                    "Consistent reads are not supported on global secondary indexes");
        }
        terms.filter()
                .attributes()
                .filter(keys.names()::contains)
                .findFirst()
                .ifPresent(Query::refuseFilter);
        if (request.limit() != null && request.limit() < 1) {
            throw DynamoErrors.validation("Limit must be greater than or equal to 1");
        }
        KeyRange range = KeyRange.of(keys, terms.key());
        DynamoTables.Page page =
                tables.query(
                        schema,
                        index != null,
                        range,
                        !Boolean.FALSE.equals(request.scanIndexForward()),
                        start(schema, keys, request),
                        request.limit());
        List<Map<String, AttributeValue>> matching =
                page.items().stream().filter(terms.filter()::holds).map(terms::projected).toList();
        QueryResponse.Builder response =
                QueryResponse.builder().count(matching.size()).scannedCount(page.items().size());
        if (request.select() != Select.COUNT) {
            response.items(matching);
        }
        if (page.more()) {
            Map<String, AttributeValue> last = page.items().get(page.items().size() - 1);
            response.lastEvaluatedKey(key(schema, keys, last));
        }
        return response.build();
    }

    private static @Nullable TableRow start(TableSchema schema, Keys keys, QueryRequest request) {
        if (!request.hasExclusiveStartKey()) {
            return null;
        }
        Map<String, AttributeValue> start = request.exclusiveStartKey();
        if (!key(schema, keys, start).equals(start) || !start.containsKey(keys.hash())) {
            throw DynamoErrors.validation("The provided starting key is invalid");
        }
        return TableRow.of(schema, start);
    }

    /** The keys that say where a query stands: the index's and the table's. */
    private static Map<String, AttributeValue> key(
            TableSchema schema, Keys keys, Map<String, AttributeValue> item) {
        Map<String, AttributeValue> key = new LinkedHashMap<>(schema.keys().of(item));
        key.putAll(keys.of(item));
        return key;
    }

    private static void refuseFilter(String name) {
        throw DynamoErrors.validation(
                "Filter Expression can only contain non-primary key attributes: Primary key"
                        + " attribute: "
                        + name);
    }
}
