package io.github.inframonitor.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The points that CloudWatch has against those that a store has. Of some points it is no matter
 * whether they are there, as of a resource that is gone; but they must be right, and there once.
 */
final class FleetBalance {
    private final String store;
    private final SortedMap<String, List<Double>> found = new TreeMap<>();
    private final List<String> missing = new ArrayList<>();
    private final List<String> doubled = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    private FleetBalance(String store) {
        this.store = store;
    }

    /**
     * The cold store, as an engine reads it that did not write it.
     *
     * @param folder to write the objects to
     */
    static FleetBalance cold(FleetAws aws, Path folder) throws IOException, SQLException {
        for (Map.Entry<String, byte[]> object : aws.stores().objects().entrySet()) {
            Path file = folder.resolve(object.getKey().substring(1));
            Files.createDirectories(file.getParent());
            Files.write(file, object.getValue());
        }
        FleetBalance balance = new FleetBalance("cold");
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "select epoch_ms(\"time\") as ms, * from read_parquet('"
                                        + folder
                                        + "/**/*.parquet')")) {
            while (rows.next()) {
                Map<String, String> dimensions = new TreeMap<>();
                ((Map<?, ?>) rows.getObject("dimensions"))
                        .forEach((name, of) -> dimensions.put(name.toString(), of.toString()));
                balance.add(
                        Instant.ofEpochMilli(rows.getLong("ms")),
                        rows.getString("account") + "/" + rows.getString("region"),
                        rows.getString("resource_type"),
                        rows.getString("resource"),
                        rows.getString("type"),
                        rows.getString("name"),
                        dimensions,
                        rows.getDouble("value"));
            }
        }
        return balance;
    }

    /** The hot store: all items of its table. */
    static FleetBalance hot(FleetAws aws) {
        FleetBalance balance = new FleetBalance("hot");
        aws.stores().table().forEach(balance::add);
        return balance;
    }

    private void add(JsonNode item) {
        if (!text(item, "pk").startsWith("S#")) {
            return;
        }
        Map<String, String> dimensions = new TreeMap<>();
        item.path("dimensions")
                .path("M")
                .properties()
                .forEach(d -> dimensions.put(d.getKey(), d.getValue().path("S").asText()));
        add(
                Instant.parse(text(item, "time")),
                text(item, "account") + "/" + text(item, "region"),
                text(item, "resourceType"),
                text(item, "resource"),
                text(item, "type"),
                text(item, "name"),
                dimensions,
                item.path("value").path("N").asDouble());
    }

    private static String text(JsonNode item, String attribute) {
        return item.path(attribute).path("S").asText();
    }

    private void add(
            Instant time,
            String cell,
            String source,
            String resource,
            String branch,
            String name,
            Map<String, String> dimensions,
            double value) {
        dimensions.keySet().removeIf(dimension -> dimension.startsWith("tag:"));
        found.computeIfAbsent(
                        ExpectedPoints.key(time, cell, source, resource, branch, name, dimensions),
                        key -> new ArrayList<>())
                .add(value);
    }

    /**
     * @param possible all points that CloudWatch has
     * @param due which of them must be there
     */
    FleetBalance against(SortedMap<String, Double> possible, Predicate<String> due) {
        possible.keySet().stream()
                .filter(due)
                .filter(key -> !found.containsKey(key))
                .forEach(missing::add);
        found.forEach(
                (key, values) -> {
                    if (values.size() > 1) {
                        doubled.add(key);
                    }
                    if (!values.stream().allMatch(value -> value.equals(possible.get(key)))) {
                        wrong.add(key + ": " + values + ", not " + possible.get(key));
                    }
                });
        return this;
    }

    /** All that is not as it must be, a line each. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        missing.forEach(key -> problems.add(store + " missing: " + key));
        doubled.forEach(key -> problems.add(store + " doubled: " + key));
        wrong.forEach(line -> problems.add(store + " wrong: " + line));
        return problems;
    }

    @Override
    public String toString() {
        return "%-4s %d points, %d missing, %d doubled, %d wrong"
                .formatted(store, found.size(), missing.size(), doubled.size(), wrong.size());
    }
}
