package io.github.inframonitor.local;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * A batch: up to 25 puts and deletions, no key twice, all refused if one is not valid, and some
 * perhaps unprocessed. (16 MB, the other limit, is more than 25 items of 400 KB.)
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html">BatchWriteItem</a>
 */
final class Batch {
    private static final int MAX_ITEMS = 25;

    private Batch() {}

    /** One write of the batch; {@code row} is empty for a deletion. */
    private record Write(WriteRequest request, TableRow.Key key, List<TableRow> row) {}

    static BatchWriteItemResponse run(
            DynamoTables tables, BatchWriteItemRequest request, int unprocessed)
            throws SQLException {
        int count = request.requestItems().values().stream().mapToInt(List::size).sum();
        if (count > MAX_ITEMS) {
            throw DynamoErrors.validation("Too many items requested for the BatchWriteItem call");
        }
        if (count == 0 || request.requestItems().values().stream().anyMatch(List::isEmpty)) {
            throw DynamoErrors.validation(
                    "1 validation error detected: Value at 'requestItems' failed to satisfy"
                            + " constraint: Member must have length greater than or equal to 1");
        }
        Map<String, List<Write>> writes = new LinkedHashMap<>();
        for (var entry : request.requestItems().entrySet()) {
            writes.put(entry.getKey(), writes(tables.schema(entry.getKey()), entry.getValue()));
        }
        Map<String, List<WriteRequest>> left = new LinkedHashMap<>();
        int remaining = Math.min(unprocessed, count);
        for (var entry : writes.entrySet()) {
            List<Write> all = entry.getValue();
            int done = all.size() - Math.min(remaining, all.size());
            List<Write> skipped = all.subList(done, all.size());
            if (!skipped.isEmpty()) {
                remaining -= skipped.size();
                left.put(entry.getKey(), skipped.stream().map(Write::request).toList());
            }
            apply(tables, entry.getKey(), all.subList(0, done));
        }
        return BatchWriteItemResponse.builder().unprocessedItems(left).build();
    }

    private static List<Write> writes(TableSchema schema, List<WriteRequest> requests) {
        List<Write> writes = new ArrayList<>();
        Set<TableRow.Key> seen = new HashSet<>();
        for (WriteRequest request : requests) {
            Write write = write(schema, request);
            if (!seen.add(write.key())) {
                throw DynamoErrors.validation("Provided list of item keys contains duplicates");
            }
            writes.add(write);
        }
        return writes;
    }

    private static Write write(TableSchema schema, WriteRequest request) {
        if ((request.putRequest() == null) == (request.deleteRequest() == null)) {
            throw DynamoErrors.validation(
                    "Supplied AttributeValue has more than one or no request set, must contain"
                            + " exactly one of PutRequest or DeleteRequest");
        }
        if (request.putRequest() != null) {
            TableRow row = TableRow.of(schema, request.putRequest().item());
            return new Write(request, new TableRow.Key(row.pk(), row.sk()), List.of(row));
        }
        return new Write(request, TableRow.key(schema, request.deleteRequest().key()), List.of());
    }

    private static void apply(DynamoTables tables, String table, List<Write> writes)
            throws SQLException {
        tables.put(table, writes.stream().flatMap(write -> write.row().stream()).toList());
        for (Write write : writes) {
            if (write.row().isEmpty()) {
                tables.delete(table, write.key());
            }
        }
    }
}
