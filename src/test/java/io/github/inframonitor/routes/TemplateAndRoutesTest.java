package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.inframonitor.aws.Resource;
import io.github.inframonitor.aws.Template;
import io.github.inframonitor.run.Run;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * What the template defines is what the routes use. An emulator answers that it made alarms, TTL
 * and catalog, and makes none of them; so they are read here, beside what a run wrote.
 */
class TemplateAndRoutesTest extends RouteTest {
    private final Template template = Template.read();

    @Override
    Map<String, String> settings() {
        return Map.of(
                "camel.main.configuration-classes", RecordedClients.class.getName(),
                "cold.bucket", template.settings().get("cold.bucket"),
                "collect.window", "20ms");
    }

    @Test
    void everyAlarmWatchesOneOfTheTenFreeMetricsThatArePublished() {
        doOneRun();
        super.template.sendBody("direct:report-logs", run(1));

        List<Tuple> published =
                client(Calls.class).of(PutMetricDataRequest.class).stream()
                        .flatMap(
                                put ->
                                        put.metricData().stream()
                                                .filter(datum -> datum.dimensions().isEmpty())
                                                .map(
                                                        datum ->
                                                                tuple(
                                                                        put.namespace(),
                                                                        datum.metricName(),
                                                                        datum.unitAsString())))
                        .toList();
        assertThat(published).doesNotHaveDuplicates().hasSize(10);
        assertThat(template.resources("AWS::CloudWatch::Alarm"))
                .hasSize(8)
                .allSatisfy(
                        alarm ->
                                assertThat(published)
                                        .contains(
                                                tuple(
                                                        alarm.text("Namespace"),
                                                        alarm.text("MetricName"),
                                                        alarm.text("Unit"))))
                .allSatisfy(alarm -> assertThat(alarm.list("Dimensions")).isEmpty());
    }

    @Test
    void theTableIsTheOneThatTheStandInsHave() {
        start();

        TableDescription made =
                client(DynamoDbClient.class)
                        .describeTable(table -> table.tableName("infra-monitor"))
                        .table();
        Resource table = template.resource("Table");
        assertThat(template.settings()).containsEntry("hot.table", made.tableName());
        assertThat(table.text("BillingMode"))
                .isEqualTo(made.billingModeSummary().billingModeAsString());
        assertThat(table.list("AttributeDefinitions"))
                .isEqualTo(
                        made.attributeDefinitions().stream()
                                .map(
                                        definition ->
                                                Map.of(
                                                        "AttributeName",
                                                        definition.attributeName(),
                                                        "AttributeType",
                                                        definition.attributeTypeAsString()))
                                .toList());
        assertThat(table.list("KeySchema")).isEqualTo(keys(made.keySchema()));
        assertThat(table.list("GlobalSecondaryIndexes"))
                .isEqualTo(
                        made.globalSecondaryIndexes().stream()
                                .map(
                                        index ->
                                                Map.of(
                                                        "IndexName",
                                                        index.indexName(),
                                                        "KeySchema",
                                                        keys(index.keySchema()),
                                                        "Projection",
                                                        Map.of(
                                                                "ProjectionType",
                                                                index.projection()
                                                                        .projectionTypeAsString())))
                                .toList());
    }

    @Test
    void everyItemOfARunHasTheTablesKeysAndItsTtl() {
        doOneRun();

        Resource table = template.resource("Table");
        List<String> keys =
                table.list("KeySchema").stream()
                        .map(key -> ((Map<?, ?>) key).get("AttributeName").toString())
                        .toList();
        String ttl = table.text("TimeToLiveSpecification", "AttributeName");
        assertThat(items())
                .hasSizeGreaterThan(20)
                .allSatisfy(item -> assertThat(item).containsKeys(keys.toArray(String[]::new)))
                .allSatisfy(
                        item ->
                                assertThat(Long.parseLong(item.get(ttl).n()))
                                        .isEqualTo(TIME.getEpochSecond() + 7 * 24 * 3600));
        assertThat(table.text("TimeToLiveSpecification", "Enabled")).isEqualTo("true");
        List<String> indexed =
                table.list("AttributeDefinitions").stream()
                        .map(of -> ((Map<?, ?>) of).get("AttributeName").toString())
                        .toList();
        assertThat(items())
                .filteredOn(item -> !item.get("pk").s().startsWith("X#"))
                .allSatisfy(
                        item -> indexed.forEach(key -> assertThat(item.get(key).s()).isNotEmpty()));
    }

    @Test
    void theColumnsAreThoseOfAWrittenObject() throws Exception {
        doOneRun();

        Map<String, String> columns = new LinkedHashMap<>();
        template
                .resource("SamplesTable")
                .list("TableInput", "StorageDescriptor", "Columns")
                .stream()
                .map(column -> (Map<?, ?>) column)
                .forEach(
                        column ->
                                columns.put(
                                        column.get("Name").toString(),
                                        column.get("Type").toString()));
        assertThat(columns).containsExactlyEntriesOf(columnsOf(writtenObject()));
    }

    @Test
    void theProjectionFindsWhatIsWritten() {
        doOneRun();

        Resource table = template.resource("SamplesTable");
        String location = parameter(table, "storage.location.template");
        String day =
                DateTimeFormatter.ofPattern(parameter(table, "projection.dt.format"))
                        .format(LocalDate.parse("2026-11-22"));
        List<PutObjectRequest> puts = client(Calls.class).of(PutObjectRequest.class);
        assertThat(puts)
                .singleElement()
                .satisfies(
                        put ->
                                assertThat("s3://" + put.bucket() + "/" + put.key())
                                        .isEqualTo(
                                                location.replace("${dt}", day)
                                                        + "20261122T210000Z-web-7.parquet"));
        assertThat(table.list("TableInput", "PartitionKeys"))
                .singleElement()
                .extracting(
                        key -> ((Map<?, ?>) key).get("Name"), key -> ((Map<?, ?>) key).get("Type"))
                .containsExactly("dt", "string");
        assertThat(location).startsWith(table.text("TableInput", "StorageDescriptor", "Location"));
    }

    private void doOneRun() {
        start();
        assertThat(doRun().status()).isEqualTo(Run.Status.COMPLETE);
    }

    private List<Map<String, AttributeValue>> items() {
        Calls calls = client(Calls.class);
        return Stream.concat(
                        calls.of(BatchWriteItemRequest.class).stream()
                                .flatMap(batch -> batch.requestItems().values().stream())
                                .flatMap(List::stream)
                                .map(write -> write.putRequest().item()),
                        calls.of(PutItemRequest.class).stream().map(PutItemRequest::item))
                .toList();
    }

    private Path writtenObject() {
        PutObjectRequest put = client(Calls.class).of(PutObjectRequest.class).get(0);
        return folder.resolve("local/s3").resolve(put.bucket()).resolve(put.key());
    }

    /** The columns of a Parquet object by their names, with the types that Athena has for them. */
    private static Map<String, String> columnsOf(Path object) throws Exception {
        Map<String, String> columns = new LinkedHashMap<>();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "describe from read_parquet('"
                                        + object
                                        + "', hive_partitioning=false)")) {
            while (rows.next()) {
                columns.put(
                        rows.getString("column_name"),
                        switch (rows.getString("column_type")) {
                            case "TIMESTAMP WITH TIME ZONE" -> "timestamp";
                            case "VARCHAR" -> "string";
                            case "DOUBLE" -> "double";
                            case "MAP(VARCHAR, VARCHAR)" -> "map<string,string>";
                            default -> "unknown: " + rows.getString("column_type");
                        });
            }
        }
        return columns;
    }

    private static String parameter(Resource table, String name) {
        return table.text("TableInput", "Parameters", name);
    }

    private static List<Map<String, String>> keys(
            List<software.amazon.awssdk.services.dynamodb.model.KeySchemaElement> keys) {
        return keys.stream()
                .map(
                        key ->
                                Map.of(
                                        "AttributeName",
                                        key.attributeName(),
                                        "KeyType",
                                        key.keyTypeAsString()))
                .toList();
    }
}
