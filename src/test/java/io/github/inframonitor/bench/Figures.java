package io.github.inframonitor.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one benchmark found: a table for people, and the same as JSON under {@code target/bench/}.
 */
public final class Figures {
    private static final Path FOLDER = Path.of("target/bench");

    private final String name;
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    /**
     * @param name of the file, without its ending
     */
    public Figures(String name, String... columns) {
        this.name = name;
        this.columns = List.of(columns);
    }

    /** One row: a text, or a number, for each column. */
    @SuppressWarnings("SystemOut")
    public Figures row(Object... values) {
        rows.add(List.of(values));
        System.out.println(rows.get(rows.size() - 1)); // some take minutes to come
        return this;
    }

    /** Prints the table and writes the file. */
    @SuppressWarnings("SystemOut") // the figures are what it is run for
    public void tell() throws IOException {
        List<Map<String, Object>> json = new ArrayList<>();
        StringBuilder table = new StringBuilder("\n");
        table.append(line(columns));
        for (List<Object> row : rows) {
            Map<String, Object> one = new LinkedHashMap<>();
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                one.put(columns.get(i), row.get(i));
                cells.add(text(row.get(i)));
            }
            json.add(one);
            table.append(line(cells));
        }
        Files.createDirectories(FOLDER);
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(
                        FOLDER.resolve(name + ".json").toFile(),
                        Map.of(
                                "bench",
                                name,
                                "java",
                                Runtime.version().toString(),
                                "cores",
                                Runtime.getRuntime().availableProcessors(),
                                "rows",
                                json));
        System.out.println(table);
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(String.format("%" + (i == 0 ? "-34" : "16") + "s ", cells.get(i)));
        }
        return line.toString().stripTrailing() + "\n";
    }

    private static String text(Object value) {
        return value instanceof Double number
                ? String.format(Locale.ROOT, number < 10 ? "%.2f" : "%,.1f", number)
                : value instanceof Number number
                        ? String.format(Locale.ROOT, "%,d", number.longValue())
                        : value.toString();
    }
}
