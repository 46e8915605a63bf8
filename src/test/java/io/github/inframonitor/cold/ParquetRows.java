package io.github.inframonitor.cold;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Prints the samples of a Parquet object, one a line: type, name, value and the dimension values,
 * by an engine other than the one that wrote it. Its main serves {@code .ci/run}.
 */
public final class ParquetRows {
    private ParquetRows() {}

    /**
     * @param arguments the path of the file
     */
    @SuppressWarnings("SystemOut") // the script reads it
    public static void main(String[] arguments) throws SQLException {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                PreparedStatement query =
                        duckDb.prepareStatement(
                                "select type, name, value, coalesce(array_to_string(map_values(dimensions), ','), '') as dimensions from read_parquet(?)")) {
            query.setString(1, arguments[0]);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    System.out.println(
                            String.join(
                                    " ",
                                    rows.getString("type"),
                                    rows.getString("name"),
                                    Double.toString(rows.getDouble("value")),
                                    rows.getString("dimensions")));
                }
            }
        }
    }
}
