package io.github.inframonitor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** What the routes rely on in DynamoDB, on a table laid out as the hot store's. */
class DynamoDbContractTest {
    private static List<Target<DynamoDbClient>> targets;
    private static LocalStore store;

    @BeforeAll
    static void open(@TempDir Path dir) {
        store = new LocalStore(dir);
        DynamoDbClient standIn = new LocalDynamoDb(store, new Faults(), Clock.systemUTC());
        targets = Target.of(standIn, DynamoDbClient.builder()).toList();
    }

    @AfterAll
    static void close() {
        store.close();
    }

    static Stream<Target<DynamoDbClient>> targets() {
        return targets.stream();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void an_item_is_read_as_it_was_put(Target<DynamoDbClient> db) {
        String table = table(db);
        Map<String, AttributeValue> item = item("S#web-7#cpu", "2026-11-22T21:00:00.000Z", 1);

        db.client().putItem(r -> r.tableName(table).item(item));

        assertThat(get(db, table, item)).isEqualTo(item);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_number_loses_its_needless_zeroes(Target<DynamoDbClient> db) {
        String table = table(db);
        Map<String, AttributeValue> item = new HashMap<>(key("p", "s"));
        item.put("usage", fromN("042.50"));

        db.client().putItem(r -> r.tableName(table).item(item));

        String stored = get(db, table, item).get("usage").n();
        if (db.deviates("keeps a number as it is written")) {
            assertThat(stored).isEqualTo("042.50");
            return;
        }
        assertThat(stored).isEqualTo("42.5");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_number_out_of_range_is_refused(Target<DynamoDbClient> db) {
        String table = table(db);
        Map<String, AttributeValue> item = new HashMap<>(key("p", "s"));
        item.put("usage", fromN("1e126"));
        ThrowingCallable put = () -> db.client().putItem(r -> r.tableName(table).item(item));

        if (db.deviates("takes any number")) {
            assertThatCode(put).doesNotThrowAnyException();
            return;
        }
        assertInvalid(put, "Number overflow");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_missing_item_has_no_attributes(Target<DynamoDbClient> db) {
        String table = table(db);

        assertThat(db.client().getItem(r -> r.tableName(table).key(key("p", "s"))).hasItem())
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_missing_table_is_not_found(Target<DynamoDbClient> db) {
        assertThatThrownBy(() -> db.client().putItem(r -> r.tableName("none").item(key("p", "s"))))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> db.client().describeTable(r -> r.tableName("none")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_table_is_described_as_it_was_made_and_made_once(Target<DynamoDbClient> db) {
        String table = table(db);

        var described = db.client().describeTable(r -> r.tableName(table)).table();

        var wanted = LocalClients.hotTable(table);
        assertThat(described.keySchema()).isEqualTo(wanted.keySchema());
        assertThat(described.attributeDefinitions())
                .containsExactlyInAnyOrderElementsOf(wanted.attributeDefinitions());
        assertThat(described.globalSecondaryIndexes().get(0).keySchema())
                .isEqualTo(wanted.globalSecondaryIndexes().get(0).keySchema());
        assertThat(described.tableStatusAsString()).isEqualTo("ACTIVE");
        assertThatThrownBy(() -> db.client().createTable(wanted))
                .isInstanceOf(ResourceInUseException.class);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void an_expired_item_stays_readable(Target<DynamoDbClient> db) {
        String table = table(db);
        db.client()
                .updateTimeToLive(
                        r ->
                                r.tableName(table)
                                        .timeToLiveSpecification(
                                                t -> t.attributeName("expires_at").enabled(true)));
        Map<String, AttributeValue> item = new HashMap<>(key("p", "s"));
        item.put("expires_at", fromN(Long.toString(Instant.now().getEpochSecond() - 3600)));

        db.client().putItem(r -> r.tableName(table).item(item));

        assertThat(get(db, table, item)).isEqualTo(item);
        assertThat(
                        db.client()
                                .describeTimeToLive(r -> r.tableName(table))
                                .timeToLiveDescription()
                                .attributeName())
                .isEqualTo("expires_at");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_key_is_there_whole_and_no_empty_string(Target<DynamoDbClient> db) {
        String table = table(db);

        assertInvalid(
                () -> db.client().putItem(r -> r.tableName(table).item(Map.of("pk", fromS("p")))),
                "Missing the key sk in the item");
        assertInvalid(
                () -> db.client().putItem(r -> r.tableName(table).item(key("p", ""))),
                db.deviates("says it in words of its own")
                        ? "may not contain an empty string. Key: sk"
                        : "cannot contain an empty string value. Key: sk");
        assertInvalid(
                () ->
                        db.client()
                                .putItem(
                                        r ->
                                                r.tableName(table)
                                                        .item(
                                                                Map.of(
                                                                        "pk",
                                                                        fromS("p"),
                                                                        "sk",
                                                                        fromN("1")))),
                "Type mismatch for key sk expected: S actual: N");
        assertInvalid(
                () -> db.client().getItem(r -> r.tableName(table).key(Map.of("pk", fromS("p")))),
                db.deviates("says it in words of its own")
                        ? "Validation Exception"
                        : "The provided key element does not match the schema");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_sort_key_has_at_most_1024_bytes(Target<DynamoDbClient> db) {
        String table = table(db);

        assertThatCode(
                        () ->
                                db.client()
                                        .putItem(
                                                r ->
                                                        r.tableName(table)
                                                                .item(key("p", "s".repeat(1024)))))
                .doesNotThrowAnyException();
        assertInvalid(
                () -> db.client().putItem(r -> r.tableName(table).item(key("p", "s".repeat(1025)))),
                "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void an_index_key_is_a_string_and_not_empty(Target<DynamoDbClient> db) {
        String table = table(db);
        Map<String, AttributeValue> number = new HashMap<>(item("p", "s", 1));
        number.put("gsi1pk", fromN("1"));
        Map<String, AttributeValue> empty = new HashMap<>(item("p", "s", 1));
        empty.put("gsi1pk", fromS(""));
        ThrowingCallable putNumber =
                () -> db.client().putItem(r -> r.tableName(table).item(number));

        assertInvalid(
                () -> db.client().putItem(r -> r.tableName(table).item(empty)),
                db.deviates("says it in words of its own")
                        ? "empty string"
                        : "A value specified for a secondary index key is not supported");
        if (db.deviates("takes an index key of any type")) {
            assertThatCode(putNumber).doesNotThrowAnyException();
            return;
        }
        assertInvalid(
                putNumber,
                "Type mismatch for Index Key gsi1pk Expected: S Actual: N IndexName: gsi1");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void an_item_has_at_most_400_kb_with_its_names(Target<DynamoDbClient> db) {
        String table = table(db);
        Map<String, AttributeValue> item = new HashMap<>(key("p", "s"));
        item.put("text", fromS("x".repeat(400 * 1024 - 10)));

        ThrowingCallable put = () -> db.client().putItem(r -> r.tableName(table).item(item));
        if (db.deviates("measures the JSON of the item")) {
            assertInvalid(put, "Item size has exceeded the maximum allowed size");
            return;
        }
        assertThatCode(put).doesNotThrowAnyException();
        item.put("text", fromS("x".repeat(400 * 1024 - 9)));
        assertInvalid(
                () -> db.client().putItem(r -> r.tableName(table).item(item)),
                "Item size has exceeded the maximum allowed size");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_batch_writes_and_deletes_25_items(Target<DynamoDbClient> db) {
        String table = table(db);
        Map<String, AttributeValue> gone = key("gone", "s");
        db.client().putItem(r -> r.tableName(table).item(gone));
        List<WriteRequest> batch = new ArrayList<>(puts(24));
        batch.add(WriteRequest.builder().deleteRequest(d -> d.key(gone)).build());

        var response = db.client().batchWriteItem(r -> r.requestItems(Map.of(table, batch)));

        assertThat(response.unprocessedItems()).isEmpty();
        assertThat(db.client().query(partition(table, "p").build()).items()).hasSize(24);
        assertThat(get(db, table, gone)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_batch_of_26_items_is_refused(Target<DynamoDbClient> db) {
        String table = table(db);
        ThrowingCallable write =
                () -> db.client().batchWriteItem(r -> r.requestItems(Map.of(table, puts(26))));

        if (db.deviates("accepts 26 items")) {
            assertThatCode(write).doesNotThrowAnyException();
            return;
        }
        assertInvalid(write, "Too many items requested for the BatchWriteItem call");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void an_empty_batch_is_refused(Target<DynamoDbClient> db) {
        String table = table(db);
        ThrowingCallable write =
                () -> db.client().batchWriteItem(r -> r.requestItems(Map.of(table, List.of())));

        if (db.deviates("accepts no items")) {
            assertThatCode(write).doesNotThrowAnyException();
            return;
        }
        assertInvalid(write, "1 validation error detected");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_key_stands_once_in_a_batch(Target<DynamoDbClient> db) {
        String table = table(db);
        List<WriteRequest> twice = new ArrayList<>(puts(2));
        twice.addAll(puts(1));

        assertInvalid(
                () -> db.client().batchWriteItem(r -> r.requestItems(Map.of(table, twice))),
                "Provided list of item keys contains duplicates");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_batch_with_an_item_that_is_not_valid_writes_nothing(Target<DynamoDbClient> db) {
        String table = table(db);
        List<WriteRequest> batch = new ArrayList<>(puts(1));
        batch.add(put(Map.of("pk", fromS("p"))));
        ThrowingCallable write =
                () -> db.client().batchWriteItem(r -> r.requestItems(Map.of(table, batch)));

        assertInvalid(write, "");
        if (db.deviates("writes what stands before it")) {
            assertThat(db.client().query(partition(table, "p").build()).count()).isOne();
            return;
        }
        assertThat(db.client().query(partition(table, "p").build()).count()).isZero();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_conditional_put_keeps_what_is_there(Target<DynamoDbClient> db) {
        String table = table(db);
        ThrowingCallable put =
                () ->
                        db.client()
                                .putItem(
                                        r ->
                                                r.tableName(table)
                                                        .item(key("p", "s"))
                                                        .conditionExpression(
                                                                "attribute_not_exists(pk)"));
        assertThatCode(put).doesNotThrowAnyException();

        assertThatThrownBy(put)
                .isInstanceOfSatisfying(
                        ConditionalCheckFailedException.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(400);
                            assertThat(e.awsErrorDetails().errorMessage())
                                    .isEqualTo("The conditional request failed");
                        });
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_legacy_condition_keeps_what_is_there(Target<DynamoDbClient> db) {
        String table = table(db);
        var absent = ExpectedAttributeValue.builder().exists(false).build();
        ThrowingCallable put =
                () ->
                        db.client()
                                .putItem(
                                        r ->
                                                r.tableName(table)
                                                        .item(key("p", "s"))
                                                        .expected(Map.of("pk", absent)));
        assertThatCode(put).doesNotThrowAnyException();

        assertThatThrownBy(put).isInstanceOf(ConditionalCheckFailedException.class);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void legacy_and_expression_parameters_do_not_mix(Target<DynamoDbClient> db) {
        String table = table(db);
        var absent = ExpectedAttributeValue.builder().exists(false).build();
        ThrowingCallable put =
                () ->
                        db.client()
                                .putItem(
                                        r ->
                                                r.tableName(table)
                                                        .item(key("p", "s"))
                                                        .expected(Map.of("pk", absent))
                                                        .conditionExpression(
                                                                "attribute_not_exists(pk)"));
        ThrowingCallable query =
                () ->
                        db.client()
                                .query(
                                        r ->
                                                r.tableName(table)
                                                        .keyConditions(
                                                                Map.of("pk", condition("EQ", "p")))
                                                        .filterExpression("expires_at > :now")
                                                        .expressionAttributeValues(
                                                                Map.of(":now", fromN("1"))));

        if (db.deviates("evaluates the one and ignores the other")) {
            assertThatCode(put).doesNotThrowAnyException();
            assertThatCode(query).doesNotThrowAnyException();
            return;
        }
        String mixed =
                "Can not use both expression and non-expression parameters in the same request:"
                        + " Non-expression parameters: {";
        assertInvalid(put, mixed + "Expected} Expression parameters: {ConditionExpression}");
        assertInvalid(query, mixed + "KeyConditions} Expression parameters: {FilterExpression}");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_reserved_word_wants_a_placeholder(Target<DynamoDbClient> db) {
        String table = table(db);
        QueryRequest.Builder query =
                partition(table, "p")
                        .filterExpression("value > :one")
                        .expressionAttributeValues(Map.of(":p", fromS("p"), ":one", fromN("1")));

        assertInvalid(
                () -> db.client().query(query.build()),
                "Attribute name is a reserved keyword; reserved keyword: value");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_placeholder_is_defined_and_used(Target<DynamoDbClient> db) {
        String table = table(db);
        Map<String, AttributeValue> unused = Map.of(":p", fromS("p"), ":x", fromS("x"));

        ThrowingCallable undefined =
                () -> db.client().query(partition(table, "p").filterExpression("a = :a").build());
        if (db.deviates("breaks on a value that is not defined")) {
            assertThatThrownBy(undefined)
                    .isInstanceOfSatisfying(
                            AwsServiceException.class,
                            e -> assertThat(e.statusCode()).isEqualTo(500));
        } else {
            assertInvalid(
                    undefined,
                    "Invalid FilterExpression: An expression attribute value used in expression is"
                            + " not defined; attribute value: :a");
        }
        ThrowingCallable surplus =
                () ->
                        db.client()
                                .query(
                                        partition(table, "p")
                                                .expressionAttributeValues(unused)
                                                .build());
        if (db.deviates("accepts a value that nothing uses")) {
            assertThatCode(surplus).doesNotThrowAnyException();
            return;
        }
        assertInvalid(
                surplus,
                "Value provided in ExpressionAttributeValues unused in expressions: keys: {:x}");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_filter_does_not_look_at_keys(Target<DynamoDbClient> db) {
        String table = table(db);
        ThrowingCallable query =
                () -> db.client().query(partition(table, "p").filterExpression("sk = :p").build());

        if (db.deviates("filters by keys too")) {
            assertThatCode(query).doesNotThrowAnyException();
            return;
        }
        assertInvalid(
                query,
                "Filter Expression can only contain non-primary key attributes: Primary key"
                        + " attribute: sk");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_query_reads_a_range_in_either_order(Target<DynamoDbClient> db) {
        String table = table(db);
        db.client().batchWriteItem(r -> r.requestItems(Map.of(table, puts(9))));
        QueryRequest.Builder between =
                QueryRequest.builder()
                        .tableName(table)
                        .keyConditionExpression("pk = :p and sk between :a and :b")
                        .expressionAttributeValues(
                                Map.of(":p", fromS("p"), ":a", fromS("s03"), ":b", fromS("s05")));

        assertThat(sorts(db.client().query(between.build()))).containsExactly("s03", "s04", "s05");
        assertThat(sorts(db.client().query(between.scanIndexForward(false).build())))
                .containsExactly("s05", "s04", "s03");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void legacy_key_conditions_read_the_same(Target<DynamoDbClient> db) {
        String table = table(db);
        db.client().batchWriteItem(r -> r.requestItems(Map.of(table, puts(9))));

        QueryResponse page =
                db.client()
                        .query(
                                r ->
                                        r.tableName(table)
                                                .keyConditions(
                                                        Map.of(
                                                                "pk",
                                                                condition("EQ", "p"),
                                                                "sk",
                                                                condition("GE", "s07"))));

        assertThat(sorts(page)).containsExactly("s07", "s08");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_query_goes_by_pages_and_filters_after_reading(Target<DynamoDbClient> db) {
        String table = table(db);
        db.client().batchWriteItem(r -> r.requestItems(Map.of(table, puts(5))));
        QueryRequest.Builder query =
                partition(table, "p")
                        .limit(2)
                        .filterExpression("#v >= :two")
                        .expressionAttributeNames(Map.of("#v", "value"))
                        .expressionAttributeValues(Map.of(":p", fromS("p"), ":two", fromN("2.0")));

        List<List<String>> pages = new ArrayList<>();
        QueryResponse page;
        do {
            page = db.client().query(query.build());
            pages.add(sorts(page));
            query.exclusiveStartKey(page.lastEvaluatedKey());
        } while (page.hasLastEvaluatedKey() && !page.lastEvaluatedKey().isEmpty());

        assertThat(pages).containsExactly(List.of(), List.of("s02", "s03"), List.of("s04"));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_page_ends_at_one_mb_before_the_filter(Target<DynamoDbClient> db) {
        String table = table(db);
        for (int i = 0; i < 4; i++) {
            Map<String, AttributeValue> item = new HashMap<>(key("p", "s" + i));
            item.put("text", fromS("x".repeat(300 * 1024)));
            db.client().putItem(r -> r.tableName(table).item(item));
        }

        QueryResponse page =
                db.client()
                        .query(
                                partition(table, "p")
                                        .filterExpression("attribute_exists(z)")
                                        .build());

        assertThat(page.items()).isEmpty();
        assertThat(page.lastEvaluatedKey()).containsKeys("pk", "sk");
        assertThat(page.scannedCount()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void an_index_is_read_in_the_order_of_its_own_keys(Target<DynamoDbClient> db) {
        String table = table(db);
        IntStream.range(0, 5)
                .forEach(
                        i ->
                                db.client()
                                        .putItem(
                                                r ->
                                                        r.tableName(table)
                                                                .item(item("p" + i, "s", 9 - i))));
        db.client().putItem(r -> r.tableName(table).item(key("unindexed", "s")));
        QueryRequest.Builder query =
                QueryRequest.builder()
                        .tableName(table)
                        .indexName("gsi1")
                        .keyConditionExpression("gsi1pk = :p and begins_with(gsi1sk, :i)")
                        .expressionAttributeValues(Map.of(":p", fromS("g"), ":i", fromS("i0")))
                        .limit(3);

        QueryResponse first = db.client().query(query.build());
        QueryResponse rest =
                db.client()
                        .query(query.limit(5).exclusiveStartKey(first.lastEvaluatedKey()).build());

        assertThat(first.lastEvaluatedKey()).containsOnlyKeys("pk", "sk", "gsi1pk", "gsi1sk");
        assertThat(first.items())
                .extracting(item -> item.get("gsi1sk").s())
                .containsExactly("i05", "i06", "i07");
        assertThat(rest.items())
                .extracting(item -> item.get("gsi1sk").s())
                .containsExactly("i08", "i09");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void an_index_has_no_consistent_reads(Target<DynamoDbClient> db) {
        String table = table(db);

        assertInvalid(
                () ->
                        db.client()
                                .query(
                                        r ->
                                                r.tableName(table)
                                                        .indexName("gsi1")
                                                        .consistentRead(true)
                                                        .keyConditionExpression("gsi1pk = :g")
                                                        .expressionAttributeValues(
                                                                Map.of(":g", fromS("g")))),
                "Consistent reads are not supported on global secondary indexes");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_query_names_the_partition_key(Target<DynamoDbClient> db) {
        String table = table(db);

        assertInvalid(
                () ->
                        db.client()
                                .query(
                                        r ->
                                                r.tableName(table)
                                                        .keyConditionExpression("sk = :s")
                                                        .expressionAttributeValues(
                                                                Map.of(":s", fromS("s")))),
                "Query condition missed key schema element");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void an_update_sets_removes_and_adds(Target<DynamoDbClient> db) {
        String table = table(db);
        db.client().putItem(r -> r.tableName(table).item(item("p", "s", 1)));

        var updated =
                db.client()
                        .updateItem(
                                r ->
                                        r.tableName(table)
                                                .key(key("p", "s"))
                                                .updateExpression(
                                                        "SET #v = #v + :two, label = :l REMOVE"
                                                                + " gsi1pk")
                                                .expressionAttributeNames(Map.of("#v", "value"))
                                                .expressionAttributeValues(
                                                        Map.of(
                                                                ":two",
                                                                fromN("2"),
                                                                ":l",
                                                                fromS("x")))
                                                .returnValues("ALL_NEW"))
                        .attributes();

        assertThat(updated)
                .containsEntry("value", fromN("3"))
                .containsEntry("label", fromS("x"))
                .doesNotContainKey("gsi1pk");
        assertThat(get(db, table, key("p", "s"))).isEqualTo(updated);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_legacy_update_moves_a_watermark_only_forward(Target<DynamoDbClient> db) {
        String table = table(db);
        moveWatermark(db, table, "2026-11-22T18:00:00.000Z");
        moveWatermark(db, table, "2026-11-22T21:00:00.000Z");

        assertThatThrownBy(() -> moveWatermark(db, table, "2026-11-22T19:00:00.000Z"))
                .isInstanceOf(ConditionalCheckFailedException.class);

        assertThat(get(db, table, key("W#1#eu", "AWS/EC2#300")).get("until").s())
                .isEqualTo("2026-11-22T21:00:00.000Z");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void an_update_leaves_keys_alone(Target<DynamoDbClient> db) {
        String table = table(db);

        assertInvalid(
                () ->
                        db.client()
                                .updateItem(
                                        r ->
                                                r.tableName(table)
                                                        .key(key("p", "s"))
                                                        .updateExpression("SET sk = :x")
                                                        .expressionAttributeValues(
                                                                Map.of(":x", fromS("x")))),
                "Cannot update attribute sk. This attribute is part of the key");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_deletion_returns_what_was_there(Target<DynamoDbClient> db) {
        String table = table(db);
        Map<String, AttributeValue> item = item("p", "s", 1);
        db.client().putItem(r -> r.tableName(table).item(item));

        var deleted =
                db.client()
                        .deleteItem(
                                r -> r.tableName(table).key(key("p", "s")).returnValues("ALL_OLD"));

        assertThat(deleted.attributes()).isEqualTo(item);
        assertThat(get(db, table, item)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_read_returns_the_attributes_asked_for(Target<DynamoDbClient> db) {
        String table = table(db);
        Map<String, AttributeValue> item = item("p", "s", 1);
        db.client().putItem(r -> r.tableName(table).item(item));

        var legacy =
                db.client()
                        .getItem(
                                r -> r.tableName(table).key(key("p", "s")).attributesToGet("value"))
                        .item();
        var projected =
                db.client().query(partition(table, "p").projectionExpression("gsi1sk").build());

        assertThat(projected.items()).containsExactly(Map.of("gsi1sk", fromS("i01")));
        if (db.deviates("ignores AttributesToGet")) {
            assertThat(legacy).isEqualTo(item);
            return;
        }
        assertThat(legacy).isEqualTo(Map.of("value", fromN("1")));
    }

    private static void moveWatermark(Target<DynamoDbClient> db, String table, String until) {
        var change =
                AttributeValueUpdate.builder()
                        .action(AttributeAction.PUT)
                        .value(fromS(until))
                        .build();
        Map<String, AttributeValue> key = key("W#1#eu", "AWS/EC2#300");
        boolean first = get(db, table, key).isEmpty();
        ExpectedAttributeValue expected =
                first
                        ? ExpectedAttributeValue.builder().exists(false).build()
                        : ExpectedAttributeValue.builder()
                                .comparisonOperator(ComparisonOperator.LT)
                                .attributeValueList(fromS(until))
                                .build();
        db.client()
                .updateItem(
                        r ->
                                r.tableName(table)
                                        .key(key)
                                        .attributeUpdates(Map.of("until", change))
                                        .expected(Map.of("until", expected)));
    }

    private static String table(Target<DynamoDbClient> db) {
        String table = Target.unique("hot");
        db.client().createTable(LocalClients.hotTable(table));
        return table;
    }

    private static QueryRequest.Builder partition(String table, String pk) {
        return QueryRequest.builder()
                .tableName(table)
                .keyConditionExpression("pk = :p")
                .expressionAttributeValues(Map.of(":p", fromS(pk)));
    }

    private static Condition condition(String operator, String value) {
        return Condition.builder()
                .comparisonOperator(operator)
                .attributeValueList(fromS(value))
                .build();
    }

    private static Map<String, AttributeValue> key(String pk, String sk) {
        return Map.of("pk", fromS(pk), "sk", fromS(sk));
    }

    private static Map<String, AttributeValue> item(String pk, String sk, int value) {
        return Map.of(
                "pk", fromS(pk),
                "sk", fromS(sk),
                "gsi1pk", fromS("g"),
                "gsi1sk", fromS("i%02d".formatted(value)),
                "value", fromN(Integer.toString(value)));
    }

    private static List<WriteRequest> puts(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> put(item("p", "s%02d".formatted(i), i)))
                .toList();
    }

    private static WriteRequest put(Map<String, AttributeValue> item) {
        return WriteRequest.builder().putRequest(p -> p.item(item)).build();
    }

    private static Map<String, AttributeValue> get(
            Target<DynamoDbClient> db, String table, Map<String, AttributeValue> item) {
        return db.client()
                .getItem(
                        r ->
                                r.tableName(table)
                                        .key(Map.of("pk", item.get("pk"), "sk", item.get("sk"))))
                .item();
    }

    private static List<String> sorts(QueryResponse page) {
        return page.items().stream().map(item -> item.get("sk").s()).toList();
    }

    private static void assertInvalid(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(400);
                            assertThat(e.awsErrorDetails().errorCode())
                                    .isEqualTo("ValidationException");
                            assertThat(e.awsErrorDetails().errorMessage()).contains(message);
                        });
    }
}
