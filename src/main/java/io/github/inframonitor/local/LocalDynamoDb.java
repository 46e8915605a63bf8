package io.github.inframonitor.local;

import io.github.inframonitor.local.TableSchema.Index;
import io.github.inframonitor.local.TableSchema.Keys;
import java.sql.SQLException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/**
 * DynamoDB on DuckDB: what the routes use of it, with the rules and the words of AWS. Tables are on
 * demand and usable at once; an index is up to date at once. What has expired stays readable for 48
 * hours and goes at the first start after that, for AWS deletes late too.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html">Time
 *     to live</a>
 */
public final class LocalDynamoDb implements DynamoDbClient {
    private final LocalStore store;
    private final Faults faults;

    /**
     * @param faults faults on demand, of the operations' names, such as {@code BatchWriteItem}
     */
    public LocalDynamoDb(LocalStore store, Faults faults, Clock clock) {
        this.store = store;
        this.faults = faults;
        store.prepare(
                connection -> {
                    new DynamoTables(connection).prepare(clock.instant());
                    return null;
                });
    }

    public Faults faults() {
        return faults;
    }

    /** Sees to it that a table is there at the first use, without waiting for the database now. */
    void ensureTable(CreateTableRequest request, String ttl) {
        TableSchema schema = TableSchema.of(request);
        store.prepare(
                connection -> {
                    DynamoTables tables = new DynamoTables(connection);
                    if (tables.find(schema.table()) == null) {
                        tables.create(schema);
                        tables.ttl(schema.table(), ttl);
                    }
                    return null;
                });
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}

    @Override
    public CreateTableResponse createTable(CreateTableRequest request) {
        TableSchema schema = TableSchema.of(request);
        return in(
                "CreateTable",
                tables -> {
                    if (tables.find(schema.table()) != null) {
                        throw DynamoErrors.tableExists(schema.table());
                    }
                    tables.create(schema);
                    return CreateTableResponse.builder()
                            .tableDescription(described(schema, 0))
                            .build();
                });
    }

    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
        return in(
                "DescribeTable",
                tables ->
                        DescribeTableResponse.builder()
                                .table(
                                        described(
                                                tables.schema(request.tableName()),
                                                tables.count(request.tableName())))
                                .build());
    }

    @Override
    public UpdateTimeToLiveResponse updateTimeToLive(UpdateTimeToLiveRequest request) {
        boolean enable = request.timeToLiveSpecification().enabled();
        String attribute = request.timeToLiveSpecification().attributeName();
        return in(
                "UpdateTimeToLive",
                tables -> {
                    boolean enabled = tables.schema(request.tableName()).ttl() != null;
                    if (enabled == enable) {
                        throw DynamoErrors.validation(
                                "TimeToLive is already " + (enabled ? "enabled" : "disabled"));
                    }
                    tables.ttl(request.tableName(), enable ? attribute : null);
                    return UpdateTimeToLiveResponse.builder()
                            .timeToLiveSpecification(request.timeToLiveSpecification())
                            .build();
                });
    }

    @Override
    public DescribeTimeToLiveResponse describeTimeToLive(DescribeTimeToLiveRequest request) {
        return in(
                "DescribeTimeToLive",
                tables -> {
                    String ttl = tables.schema(request.tableName()).ttl();
                    return DescribeTimeToLiveResponse.builder()
                            .timeToLiveDescription(
                                    d ->
                                            d.attributeName(ttl)
                                                    .timeToLiveStatus(
                                                            ttl == null
                                                                    ? TimeToLiveStatus.DISABLED
                                                                    : TimeToLiveStatus.ENABLED))
                            .build();
                });
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        WriteTerms terms = WriteTerms.of(request);
        return in(
                "PutItem",
                tables -> {
                    TableSchema schema = tables.schema(request.tableName());
                    TableRow row = TableRow.of(schema, request.item());
                    Map<String, AttributeValue> before =
                            terms.checked(
                                    tables.get(
                                            schema.table(), new TableRow.Key(row.pk(), row.sk())));
                    tables.put(schema.table(), List.of(row));
                    return PutItemResponse.builder()
                            .attributes(old(request.returnValues(), before))
                            .build();
                });
    }

    @Override
    public DeleteItemResponse deleteItem(DeleteItemRequest request) {
        WriteTerms terms = WriteTerms.of(request);
        return in(
                "DeleteItem",
                tables -> {
                    TableSchema schema = tables.schema(request.tableName());
                    TableRow.Key key = TableRow.key(schema, request.key());
                    Map<String, AttributeValue> before =
                            terms.checked(tables.get(schema.table(), key));
                    tables.delete(schema.table(), key);
                    return DeleteItemResponse.builder()
                            .attributes(old(request.returnValues(), before))
                            .build();
                });
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest request) {
        WriteTerms terms = WriteTerms.of(request);
        return in(
                "UpdateItem",
                tables -> {
                    TableSchema schema = tables.schema(request.tableName());
                    TableRow.Key key = TableRow.key(schema, request.key());
                    for (String name : schema.keys().names()) {
                        if (terms.update().names().contains(name)) {
                            throw DynamoErrors.validation(
                                    "One or more parameter values were invalid: Cannot update"
                                            + " attribute "
                                            + name
                                            + ". This attribute is part of the key");
                        }
                    }
                    Map<String, AttributeValue> before =
                            terms.checked(tables.get(schema.table(), key));
                    TableRow after =
                            TableRow.of(
                                    schema,
                                    terms.update()
                                            .applied(before == null ? request.key() : before));
                    tables.put(schema.table(), List.of(after));
                    return UpdateItemResponse.builder()
                            .attributes(
                                    updated(
                                            request.returnValues(),
                                            before,
                                            after.item(),
                                            terms.update().names()))
                            .build();
                });
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        ReadTerms terms = ReadTerms.of(request);
        return in(
                "GetItem",
                tables -> {
                    TableSchema schema = tables.schema(request.tableName());
                    Map<String, AttributeValue> item =
                            tables.get(schema.table(), TableRow.key(schema, request.key()));
                    return item == null
                            ? GetItemResponse.builder().build()
                            : GetItemResponse.builder().item(terms.projected(item)).build();
                });
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        ReadTerms terms = ReadTerms.of(request);
        return in("Query", tables -> Query.run(tables, request, terms));
    }

    @Override
    public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
        return in("BatchWriteItem", tables -> Batch.run(tables, request, faults.takeUnprocessed()));
    }

    /** What an operation does with the tables. */
    private interface Operation<T> {
        T in(DynamoTables tables) throws SQLException;
    }

    private <T> T in(String name, Operation<T> operation) {
        faults.before(name, DynamoErrors::throttled);
        return store.transaction(connection -> operation.in(new DynamoTables(connection)));
    }

    private static @Nullable Map<String, AttributeValue> old(
            @Nullable ReturnValue wanted, @Nullable Map<String, AttributeValue> before) {
        if (wanted != null && wanted != ReturnValue.NONE && wanted != ReturnValue.ALL_OLD) {
            throw DynamoErrors.validation("Return values set to invalid value");
        }
        return wanted == ReturnValue.ALL_OLD ? before : null;
    }

    private static @Nullable Map<String, AttributeValue> updated(
            @Nullable ReturnValue wanted,
            @Nullable Map<String, AttributeValue> before,
            Map<String, AttributeValue> after,
            Set<String> names) {
        Map<String, AttributeValue> from =
                switch (wanted == null ? ReturnValue.NONE : wanted) {
                    case ALL_OLD, UPDATED_OLD -> before;
                    case ALL_NEW, UPDATED_NEW -> after;
                    default -> null;
                };
        if (from == null || wanted == ReturnValue.ALL_OLD || wanted == ReturnValue.ALL_NEW) {
            return from;
        }
        Map<String, AttributeValue> changed = new LinkedHashMap<>(from);
        changed.keySet().retainAll(names);
        return changed;
    }

    private static TableDescription described(TableSchema schema, long items) {
        Set<AttributeDefinition> definitions = new LinkedHashSet<>();
        for (String name : schema.keyNames()) {
            definitions.add(
                    AttributeDefinition.builder()
                            .attributeName(name)
                            .attributeType(ScalarAttributeType.S)
                            .build());
        }
        TableDescription.Builder description =
                TableDescription.builder()
                        .tableName(schema.table())
                        .tableArn("arn:aws:dynamodb:local:000000000000:table/" + schema.table())
                        .tableStatus(TableStatus.ACTIVE)
                        .billingModeSummary(b -> b.billingMode("PAY_PER_REQUEST"))
                        .itemCount(items)
                        .attributeDefinitions(definitions)
                        .keySchema(schema.keys().elements());
        Index index = schema.index();
        if (index != null) {
            Keys keys = index.keys();
            description.globalSecondaryIndexes(
                    GlobalSecondaryIndexDescription.builder()
                            .indexName(index.name())
                            .indexStatus("ACTIVE")
                            .keySchema(keys.elements())
                            .projection(p -> p.projectionType("ALL"))
                            .build());
        }
        return description.build();
    }
}
