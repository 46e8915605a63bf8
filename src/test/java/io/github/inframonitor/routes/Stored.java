package io.github.inframonitor.routes;

import io.github.inframonitor.hot.SampleIndex;
import io.github.inframonitor.sample.Sample;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Samples as the stores have them. */
final class Stored {
    private Stored() {}

    /** All rows of all objects of a bucket that is a directory, as DuckDB reads them. */
    static List<Sample> cold(Path bucket) throws SQLException {
        List<Sample> samples = new ArrayList<>();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select epoch_ms(time) as ms, * from read_parquet('"
                                        + bucket
                                        + "/**/*.parquet')")) {
            while (rows.next()) {
                TreeMap<String, String> dimensions = new TreeMap<>();
                ((Map<?, ?>) rows.getObject("dimensions"))
                        .forEach((name, of) -> dimensions.put(name.toString(), of.toString()));
                samples.add(
                        new Sample(
                                Instant.ofEpochMilli(rows.getLong("ms")),
                                rows.getString("resource"),
                                rows.getString("resource_type"),
                                rows.getString("region"),
                                rows.getString("account"),
                                rows.getString("type"),
                                rows.getString("name"),
                                rows.getDouble("value"),
                                StandardUnit.fromValue(rows.getString("unit")),
                                dimensions));
            }
        }
        return samples;
    }

    /** All samples of the four branches in a stretch of time, through the index. */
    static List<Sample> hot(DynamoDbClient client, int shards, Instant from, Instant to) {
        SampleIndex index =
                new SampleIndex(
                        client,
                        "infra-monitor",
                        shards,
                        Clock.fixed(from, java.time.ZoneOffset.UTC));
        List<Sample> samples = new ArrayList<>();
        for (String type : List.of("cpu", "memory", "disk", "network")) {
            index.samples(type, from, to).forEach(item -> samples.add(sample(item)));
        }
        return samples;
    }

    private static Sample sample(Map<String, AttributeValue> item) {
        Map<String, String> dimensions = new HashMap<>();
        item.get("dimensions").m().forEach((name, of) -> dimensions.put(name, of.s()));
        return new Sample(
                Instant.parse(item.get("time").s()),
                item.get("resource").s(),
                item.get("resourceType").s(),
                text(item, "region"),
                text(item, "account"),
                item.get("type").s(),
                item.get("name").s(),
                Double.parseDouble(item.get("value").n()),
                StandardUnit.fromValue(item.get("unit").s()),
                new TreeMap<>(dimensions));
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return item.containsKey(name) ? item.get(name).s() : null;
    }
}
