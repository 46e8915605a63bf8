package io.github.inframonitor.analytics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.ColumnInfo;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.Row;

/**
 * The answer of a query.
 *
 * @param columns in their order
 * @param rows the values as Athena writes them, null for NULL
 */
public record Rows(List<Column> columns, List<List<@Nullable String>> rows) {
    private static final Set<String> NUMBERS =
            Set.of(
                    "tinyint",
                    "smallint",
                    "integer",
                    "bigint",
                    "real",
                    "float",
                    "double",
                    "decimal");

    /**
     * A column.
     *
     * @param type Athena's, such as {@code double}
     */
    public record Column(String name, String type) {
        boolean isNumber() {
            return NUMBERS.contains(type);
        }
    }

    /** All pages of a result. The first row of the first page is the names of the columns. */
    static Rows of(Iterable<GetQueryResultsResponse> pages) {
        List<Column> columns = new ArrayList<>();
        List<List<@Nullable String>> rows = new ArrayList<>();
        boolean first = true;
        for (GetQueryResultsResponse page : pages) {
            List<Row> given = page.resultSet().rows();
            if (first) {
                for (ColumnInfo column : page.resultSet().resultSetMetadata().columnInfo()) {
                    columns.add(new Column(column.name(), column.type()));
                }
            }
            for (Row row : first ? given.subList(Math.min(1, given.size()), given.size()) : given) {
                List<@Nullable String> values = new ArrayList<>();
                for (Datum datum : row.data()) {
                    values.add(datum.varCharValue());
                }
                rows.add(Collections.unmodifiableList(values));
            }
            first = false;
        }
        return new Rows(List.copyOf(columns), Collections.unmodifiableList(rows));
    }

    /** A table for a person: names above, numbers to the right. */
    public String table() {
        return table(rows.size());
    }

    /**
     * The table of the first rows.
     *
     * @param most how many; what is left out is counted under it
     */
    public String table(int most) {
        List<List<@Nullable String>> shown = rows.subList(0, Math.min(most, rows.size()));
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).name().length();
            for (List<@Nullable String> row : shown) {
                widths[i] = Math.max(widths[i], text(row.get(i), i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        List<@Nullable String> names = new ArrayList<>();
        columns.forEach(column -> names.add(column.name()));
        line(table, names, widths);
        for (List<@Nullable String> row : shown) {
            line(table, row, widths);
        }
        if (shown.size() < rows.size()) {
            table.append("… and ").append(rows.size() - shown.size()).append(" more\n");
        }
        return table.toString();
    }

    private void line(StringBuilder table, List<@Nullable String> values, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String value = text(values.get(i), i);
            String padding = " ".repeat(widths[i] - value.length());
            line.append(i == 0 ? "" : "  ")
                    .append(columns.get(i).isNumber() ? padding + value : value + padding);
        }
        table.append(line.toString().stripTrailing()).append('\n');
    }

    /** A value on one line: numbers without the exponent that large ones have in Athena. */
    private String text(@Nullable String value, int column) {
        if (value == null) {
            return "-";
        }
        if (columns.get(column).isNumber() && value.matches("-?\\d+(\\.\\d+)?E-?\\d+")) {
            return new java.math.BigDecimal(value).stripTrailingZeros().toPlainString();
        }
        return value.replaceAll("[\\p{Cntrl}]", " ").replaceFirst("\\.000$", "");
    }
}
