package io.github.inframonitor.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The samples of the runs in the one text that they have wherever they are: in the file of the
 * spool, in the Parquet objects and in the items of DynamoDB. Each is read with nothing of the
 * pipeline's own.
 */
final class Samples {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Samples() {}

    /** One sample, as a line of the spool has it. */
    record Line(Instant time, String type, String name, double value, String text) {}

    static List<Line> ofFile(Path file) throws IOException {
        List<Line> samples = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode json = JSON.readTree(line);
            if (json.has("value")) {
                samples.add(line(json));
            }
        }
        return samples;
    }

    private static Line line(JsonNode json) {
        Instant time = Instant.parse(json.path("time").asText());
        String type = json.path("type").asText();
        String name = json.path("name").asText();
        double value = json.path("value").doubleValue();
        Map<String, String> dimensions = new TreeMap<>();
        json.path("dimensions")
                .properties()
                .forEach(d -> dimensions.put(d.getKey(), d.getValue().asText()));
        String text =
                text(
                        time,
                        json.path("resource").asText(),
                        json.path("resourceType").asText(),
                        type,
                        name,
                        value,
                        json.path("unit").asText(),
                        dimensions(dimensions));
        return new Line(time, type, name, value, text);
    }

    /** Those of DynamoDB by their time. */
    static Map<Instant, List<String>> ofItems(Collection<ObjectNode> items) {
        return items.stream()
                .filter(item -> Table.text(item, "pk").startsWith("S#"))
                .collect(
                        Collectors.groupingBy(
                                item -> Instant.parse(Table.text(item, "time")),
                                Collectors.mapping(Samples::ofItem, Collectors.toList())));
    }

    private static String ofItem(ObjectNode item) {
        Map<String, String> dimensions = new TreeMap<>();
        item.path("dimensions")
                .path("M")
                .properties()
                .forEach(d -> dimensions.put(d.getKey(), d.getValue().path("S").asText()));
        return text(
                Instant.parse(Table.text(item, "time")),
                Table.text(item, "resource"),
                Table.text(item, "resourceType"),
                Table.text(item, "type"),
                Table.text(item, "name"),
                item.path("value").path("N").asDouble(),
                Table.text(item, "unit"),
                dimensions(dimensions));
    }

    /** Those of S3 by their run, by an engine other than the one that wrote them. */
    static Map<String, List<String>> ofObjects(Path folder) throws SQLException {
        Map<String, List<String>> samples = new TreeMap<>();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                PreparedStatement query =
                        duckDb.prepareStatement(
                                """
                                select run_id, epoch_ms("time") as millis, resource, resource_type, type, name,
                                  value, unit,
                                  array_to_string(list_sort(list_transform(map_entries(dimensions),
                                    lambda e: e.key || '=' || e.value)), ',') as dims
                                from read_parquet(?)
                                """)) {
            query.setString(1, folder + "/**/*.parquet");
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    samples.computeIfAbsent(rows.getString("run_id"), run -> new ArrayList<>())
                            .add(
                                    text(
                                            Instant.ofEpochMilli(rows.getLong("millis")),
                                            rows.getString("resource"),
                                            rows.getString("resource_type"),
                                            rows.getString("type"),
                                            rows.getString("name"),
                                            rows.getDouble("value"),
                                            rows.getString("unit"),
                                            rows.getString("dims")));
                }
            }
        }
        return samples;
    }

    private static String dimensions(Map<String, String> dimensions) {
        return dimensions.entrySet().stream()
                .map(d -> d.getKey() + "=" + d.getValue())
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static String text(
            Instant time,
            String resource,
            String resourceType,
            String type,
            String name,
            double value,
            String unit,
            String dimensions) {
        return String.join(
                " ",
                time.toString(),
                resource,
                resourceType,
                type,
                name,
                Double.toString(value),
                unit,
                dimensions == null ? "" : dimensions);
    }
}
