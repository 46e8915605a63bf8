package io.github.inframonitor.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;

/**
 * Runs one SELECT on DuckDB over the table {@code samples}, in a database in memory of its own.
 *
 * <p>DuckDB is told to be as Athena where the two differ and it can be told: whole numbers divide
 * to whole numbers, times are UTC without a zone, {@code dt} is a text, and NULL sorts last. Of
 * Athena's functions that DuckDB lacks, {@code approx_percentile} and {@code from_unixtime} are
 * there. SQL reads files of the table's directory only, writes none, loads no extension and cannot
 * change a setting.
 */
final class SampleQuery {
    /** The table while it has no object. */
    private static final String EMPTY =
            """
            CREATE TABLE samples (time TIMESTAMP, run_id VARCHAR, resource VARCHAR,
              resource_type VARCHAR, region VARCHAR, account VARCHAR, type VARCHAR, name VARCHAR,
              value DOUBLE, unit VARCHAR, dimensions MAP(VARCHAR, VARCHAR), dt VARCHAR)""";

    /** What DuckDB says first of an error, and what Athena does. */
    private static final List<List<String>> CODES =
            List.of(
                    List.of("Catalog Error: Table", "TABLE_NOT_FOUND"),
                    List.of("Catalog Error: Scalar Function", "FUNCTION_NOT_FOUND"),
                    List.of("Binder Error: Referenced column", "COLUMN_NOT_FOUND"),
                    List.of("Permission Error", "PERMISSION_DENIED"),
                    List.of("Conversion Error", "INVALID_CAST_ARGUMENT"));

    private static final Pattern CODE = Pattern.compile("[A-Z_]{4,}: .*");

    private final Path table;
    private final String database;
    private @Nullable Statement running;
    private boolean cancelled;

    SampleQuery(Path table, String database) {
        this.table = table;
        this.database = database;
    }

    /** What is wrong with the text of a query, as Athena says before it takes it; null if fine. */
    static @Nullable String syntaxProblem(String sql) {
        try (Connection connection = open();
                PreparedStatement parse =
                        connection.prepareStatement(
                                """
                                SELECT json ->> 'error_type', json ->> 'error_message',
                                  json_array_length(json -> 'statements')
                                FROM (SELECT json_serialize_sql(CAST(? AS VARCHAR)) AS json)""")) {
            parse.setString(1, sql);
            try (ResultSet parsed = parse.executeQuery()) {
                parsed.next();
                if ("parser".equals(parsed.getString(1))) {
                    return "mismatched input: " + parsed.getString(2);
                }
                if (parsed.getString(1) != null) {
                    return "Queries of this type are not supported by the local stand-in: one SELECT";
                }
                return parsed.getInt(3) == 1 ? null : "Only one sql statement is allowed";
            }
        } catch (SQLException e) {
            return "mismatched input: " + e.getMessage();
        }
    }

    /**
     * Runs a query to its end.
     *
     * @param in the database that table names without one mean; null for none
     * @param parameters literals for the question marks
     */
    AthenaResult run(String sql, @Nullable String in, List<String> parameters) throws SQLException {
        try (Connection connection = open()) {
            prepare(connection);
            if (!database.equals(in)) {
                throw new SQLException("SCHEMA_NOT_FOUND: Schema '" + in + "' does not exist");
            }
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int expected = statement.getParameterMetaData().getParameterCount();
                if (expected != parameters.size()) {
                    throw new SQLException(
                            "INVALID_PARAMETER_USAGE: Incorrect number of parameters: expected "
                                    + expected
                                    + " but found "
                                    + parameters.size());
                }
                for (int i = 0; i < expected; i++) {
                    statement.setObject(i + 1, SqlLiteral.value(parameters.get(i)));
                }
                started(statement);
                try (ResultSet rows = statement.executeQuery()) {
                    return AthenaResult.of(rows);
                }
            }
        }
    }

    private synchronized void started(Statement statement) throws SQLException {
        if (cancelled) {
            throw new SQLException("cancelled");
        }
        running = statement;
    }

    synchronized void cancel() {
        cancelled = true;
        if (running != null) {
            try {
                running.cancel();
            } catch (SQLException ended) {
                running = null; // there is nothing left to cancel
            }
        }
    }

    /** Why a query failed, begun with Athena's code for it. */
    static String reason(Exception e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        if (CODE.matcher(message).matches()) {
            return message;
        }
        return CODES.stream()
                        .filter(code -> message.startsWith(code.get(0)))
                        .map(code -> code.get(1))
                        .findFirst()
                        .orElse("GENERIC_USER_ERROR")
                + ": "
                + message;
    }

    private static Connection open() throws SQLException {
        Properties options = new Properties();
        options.setProperty("threads", "2");
        options.setProperty("memory_limit", "512MB");
        options.setProperty("autoinstall_known_extensions", "false");
        options.setProperty("autoload_known_extensions", "false");
        return new DuckDBDriver().connect("jdbc:duckdb:", options);
    }

    private void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET integer_division = true");
            statement.execute("SET default_null_order = 'nulls_last'");
            statement.execute("CREATE SCHEMA " + identifier(database));
            statement.execute("USE " + identifier(database));
            statement.execute(
                    "CREATE MACRO approx_percentile(v, p) AS approx_quantile(v, CAST(p AS FLOAT))");
            statement.execute("CREATE MACRO from_unixtime(n) AS to_timestamp(n)");
            statement.execute(
                    hasObjects()
                            ? "CREATE VIEW samples AS SELECT * REPLACE (time AT TIME ZONE 'UTC' AS"
                                    + " time) FROM read_parquet("
                                    + text(table + "/dt=*/*.parquet")
                                    + ", hive_partitioning = true, hive_types = {'dt': VARCHAR})"
                            : EMPTY);
            statement.execute("SET allowed_directories = [" + text(table + "/") + "]");
            statement.execute("SET enable_external_access = false");
            statement.execute("SET lock_configuration = true");
        }
    }

    private boolean hasObjects() {
        if (!Files.isDirectory(table)) {
            return false;
        }
        try (Stream<Path> files = Files.find(table, 2, (file, a) -> isObject(file))) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isObject(Path file) {
        Path key = table.relativize(file);
        return key.getNameCount() == 2
                && key.toString().startsWith("dt=")
                && key.toString().endsWith(".parquet");
    }

    private static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String text(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
