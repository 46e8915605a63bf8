package io.github.inframonitor.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What of a fleet is in the stores of the double, as {@link ExpectedPoints} has it. */
public final class StoredPoints {
    private StoredPoints() {}

    /** The samples among the items of the hot table. */
    public static SortedMap<String, Double> hot(FleetAws aws) {
        SortedMap<String, Double> points = new TreeMap<>();
        aws.stores()
                .table()
                .forEach(
                        item -> {
                            if (text(item, "pk").startsWith("S#")) {
                                points.put(key(item), item.path("value").path("N").asDouble());
                            }
                        });
        return points;
    }

    private static String key(JsonNode item) {
        Map<String, String> dimensions = new TreeMap<>();
        item.path("dimensions")
                .path("M")
                .properties()
                .forEach(d -> dimensions.put(d.getKey(), d.getValue().path("S").asText()));
        return ExpectedPoints.key(
                Instant.parse(text(item, "time")),
                text(item, "account") + "/" + text(item, "region"),
                text(item, "resourceType"),
                text(item, "resource"),
                text(item, "type"),
                text(item, "name"),
                dimensions);
    }

    private static String text(JsonNode item, String attribute) {
        return item.path(attribute).path("S").asText();
    }

    /**
     * The rows of all objects of the cold store, by an engine other than the one that wrote them.
     *
     * @param folder where they are put for it to read
     * @throws IllegalStateException if a point is there twice
     */
    public static SortedMap<String, Double> cold(FleetAws aws, Path folder)
            throws IOException, SQLException {
        int file = 0;
        Path objects = Files.createDirectories(folder);
        for (byte[] object : aws.stores().objects().values()) {
            Files.write(objects.resolve(file++ + ".parquet"), object);
        }
        SortedMap<String, Double> points = new TreeMap<>();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                PreparedStatement query =
                        duckDb.prepareStatement(
                                """
                                select epoch_ms("time") as millis, account || '/' || region as cell, resource_type,
                                  resource, type, name, value,
                                  coalesce(array_to_string(list_transform(map_entries(dimensions),
                                    lambda e: e.key || '=' || e.value), ','), '') as dims
                                from read_parquet(?)
                                """)) {
            query.setString(1, objects + "/*.parquet");
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String key = key(rows);
                    if (points.put(key, rows.getDouble("value")) != null) {
                        throw new IllegalStateException("twice: " + key);
                    }
                }
            }
        }
        return points;
    }

    private static String key(ResultSet row) throws SQLException {
        Map<String, String> dimensions = new TreeMap<>();
        for (String dimension : row.getString("dims").split(",")) {
            String[] parts = dimension.split("=", 2);
            if (parts.length == 2) {
                dimensions.put(parts[0], parts[1]);
            }
        }
        return ExpectedPoints.key(
                Instant.ofEpochMilli(row.getLong("millis")),
                row.getString("cell"),
                row.getString("resource_type"),
                row.getString("resource"),
                row.getString("type"),
                row.getString("name"),
                dimensions);
    }
}
