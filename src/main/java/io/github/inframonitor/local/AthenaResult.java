package io.github.inframonitor.local;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.ColumnInfo;
import software.amazon.awssdk.services.athena.model.ColumnNullable;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.Row;

/**
 * The result of a query as Athena gives it: every value a text, NULL an absent one, and the names
 * of the columns as the first row.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/data-types.html">Data types in
 *     Athena</a>
 */
record AthenaResult(List<ColumnInfo> columns, List<Row> rows) {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    static AthenaResult of(ResultSet result) throws SQLException {
        ResultSetMetaData meta = result.getMetaData();
        int width = meta.getColumnCount();
        List<ColumnInfo> columns = new ArrayList<>();
        List<Datum> header = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
            String name = meta.getColumnLabel(i);
            columns.add(
                    ColumnInfo.builder()
                            .catalogName("hive")
                            .schemaName("")
                            .tableName("")
                            .name(name)
                            .label(name)
                            .type(type(meta.getColumnTypeName(i)))
                            .nullable(ColumnNullable.UNKNOWN)
                            .build());
            header.add(datum(name));
        }
        List<Row> rows = new ArrayList<>();
        rows.add(Row.builder().data(header).build());
        while (result.next()) {
            List<Datum> row = new ArrayList<>();
            for (int i = 1; i <= width; i++) {
                row.add(datum(text(result.getObject(i))));
            }
            rows.add(Row.builder().data(row).build());
        }
        return new AthenaResult(columns, rows);
    }

    private static Datum datum(@Nullable String value) {
        return Datum.builder().varCharValue(value).build();
    }

    private static String type(String duckDb) {
        String type = duckDb.replaceFirst("\\(.*", "");
        if (duckDb.endsWith("[]")) {
            return "array";
        }
        return switch (type) {
            case "HUGEINT", "BIGINT", "UBIGINT" -> "bigint";
            case "INTEGER", "UINTEGER" -> "integer";
            case "TIMESTAMP WITH TIME ZONE" -> "timestamp with time zone";
            default -> type.toLowerCase(Locale.ROOT);
        };
    }

    private static @Nullable String text(@Nullable Object value) throws SQLException {
        if (value == null) {
            return null;
        }
        if (value instanceof Timestamp time) {
            return TIMESTAMP.format(time.toLocalDateTime());
        }
        if (value instanceof LocalDateTime time) {
            return TIMESTAMP.format(time);
        }
        if (value instanceof OffsetDateTime time) {
            return TIMESTAMP.format(time.withOffsetSameInstant(ZoneOffset.UTC)) + " UTC";
        }
        if (value instanceof Map<?, ?> map) {
            List<String> entries = new ArrayList<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                entries.add(text(entry.getKey()) + "=" + text(entry.getValue()));
            }
            return entries.stream().sorted().collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof java.sql.Array array) {
            List<@Nullable String> elements = new ArrayList<>();
            for (Object element : (Object[]) array.getArray()) {
                elements.add(text(element));
            }
            return elements.toString();
        }
        return value.toString();
    }
}
