package io.github.inframonitor.local;

import io.github.inframonitor.local.TableSchema.Index;
import io.github.inframonitor.local.TableSchema.Keys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * DynamoDB's tables in DuckDB: the schemas, and the items as JSON beside the values of their keys.
 */
final class DynamoTables {
    private static final int PAGE_BYTES = 1024 * 1024;
    // DynamoDB deletes "within a few days" of the expiry, and never what expired five years ago
    private static final Duration TTL_LAG = Duration.ofDays(2);
    private static final Duration TTL_REACH = Duration.ofDays(5 * 365);

    private final Connection connection;

    DynamoTables(Connection connection) {
        this.connection = connection;
    }

    /**
     * Part of a query's answer.
     *
     * @param items all that were read, before any filter
     * @param more whether the query may go on after the last of them
     */
    record Page(List<Map<String, AttributeValue>> items, boolean more) {}

    void prepare(Instant now) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    create table if not exists dynamodb_tables(name varchar primary key,
                        hash varchar not null, range_ varchar, index_name varchar,
                        index_hash varchar, index_range varchar, ttl varchar)""");
            statement.execute(
                    """
                    create table if not exists dynamodb_items(table_ varchar, pk varchar,
                        sk varchar, index_pk varchar, index_sk varchar, size integer, item varchar,
                        primary key (table_, pk, sk))""");
        }
        run(
                """
                delete from dynamodb_items using dynamodb_tables t
                where table_ = t.name and t.ttl is not null
                and try_cast(json_extract_string(item, '$."' || t.ttl || '".N') as double)
                    between cast(? as double) and cast(? as double)""",
                Long.toString(now.minus(TTL_REACH).getEpochSecond()),
                Long.toString(now.minus(TTL_LAG).getEpochSecond()));
    }

    void create(TableSchema schema) throws SQLException {
        Index index = schema.index();
        run(
                "insert into dynamodb_tables values (?, ?, ?, ?, ?, ?, ?)",
                schema.table(),
                schema.keys().hash(),
                schema.keys().range(),
                index == null ? null : index.name(),
                index == null ? null : index.keys().hash(),
                index == null ? null : index.keys().range(),
                schema.ttl());
    }

    void ttl(String table, @Nullable String attribute) throws SQLException {
        run("update dynamodb_tables set ttl = ? where name = ?", attribute, table);
    }

    TableSchema schema(String table) throws SQLException {
        TableSchema schema = find(table);
        if (schema == null) {
            throw DynamoErrors.noTable();
        }
        return schema;
    }

    @Nullable TableSchema find(String table) throws SQLException {
        try (PreparedStatement select =
                prepared("select * from dynamodb_tables where name = ?", List.of(table))) {
            ResultSet row = select.executeQuery();
            if (!row.next()) {
                return null;
            }
            String index = row.getString("index_name");
            return new TableSchema(
                    table,
                    new Keys(row.getString("hash"), row.getString("range_")),
                    index == null
                            ? null
                            : new Index(
                                    index,
                                    new Keys(
                                            row.getString("index_hash"),
                                            row.getString("index_range"))),
                    row.getString("ttl"));
        }
    }

    long count(String table) throws SQLException {
        try (PreparedStatement select =
                prepared("select count(*) from dynamodb_items where table_ = ?", List.of(table))) {
            ResultSet row = select.executeQuery();
            row.next();
            return row.getLong(1);
        }
    }

    @Nullable Map<String, AttributeValue> get(String table, TableRow.Key key) throws SQLException {
        try (PreparedStatement select =
                prepared(
                        "select item from dynamodb_items where table_ = ? and pk = ? and sk = ?",
                        List.of(table, key.pk(), key.sk()))) {
            ResultSet row = select.executeQuery();
            return row.next() ? AttributeJson.read(row.getString(1)) : null;
        }
    }

    /** Writes items in one statement, each over the one of its key that may be there. */
    void put(String table, List<TableRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        List<@Nullable String> values = new ArrayList<>();
        for (TableRow row : rows) {
            Collections.addAll(
                    values,
                    table,
                    row.pk(),
                    row.sk(),
                    row.indexPk(),
                    row.indexSk(),
                    Integer.toString(row.size()),
                    AttributeJson.write(row.item()));
        }
        String tuples = String.join(",", Collections.nCopies(rows.size(), "(?, ?, ?, ?, ?, ?, ?)"));
        try (PreparedStatement upsert =
                prepared("insert or replace into dynamodb_items values " + tuples, values)) {
            upsert.executeUpdate();
        }
    }

    void delete(String table, TableRow.Key key) throws SQLException {
        run(
                "delete from dynamodb_items where table_ = ? and pk = ? and sk = ?",
                table,
                key.pk(),
                key.sk());
    }

    /**
     * Reads the next page of a range.
     *
     * @param start the item after which to go on, as a row
     * @param limit the most items to read, or null
     */
    Page query(
            TableSchema schema,
            boolean index,
            KeyRange range,
            boolean forward,
            @Nullable TableRow start,
            @Nullable Integer limit)
            throws SQLException {
        // the table's keys break the tie between items of one index key
        String order = index ? "index_sk, pk, sk" : "sk";
        List<@Nullable String> values = new ArrayList<>(List.of(schema.table(), range.hash()));
        values.addAll(range.bounds());
        String after = "";
        if (start != null && index) {
            after = " and (index_sk, pk, sk) " + (forward ? ">" : "<") + " (?, ?, ?)";
            Collections.addAll(values, start.indexSk(), start.pk(), start.sk());
        } else if (start != null) {
            after = " and sk " + (forward ? ">" : "<") + " ?";
            values.add(start.sk());
        }
        String direction = forward ? "" : " desc";
        String sql =
                "select item, size from dynamodb_items where table_ = ? and "
                        + (index ? "index_pk" : "pk")
                        + " = ?"
                        + range.sql(index ? "index_sk" : "sk")
                        + after
                        + " order by "
                        + order.replace(",", direction + ",")
                        + direction;
        try (PreparedStatement select = prepared(sql, values)) {
            return page(select.executeQuery(), limit == null ? Integer.MAX_VALUE : limit);
        }
    }

    private static Page page(ResultSet rows, int limit) throws SQLException {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        int bytes = 0;
        while (rows.next()) {
            bytes += rows.getInt("size");
            if (bytes > PAGE_BYTES && !items.isEmpty()) {
                return new Page(items, true);
            }
            items.add(AttributeJson.read(rows.getString("item")));
            // as DynamoDB: it stops at the limit without a look whether anything follows
            if (items.size() == limit) {
                return new Page(items, true);
            }
        }
        return new Page(items, false);
    }

    private void run(String sql, @Nullable String... values) throws SQLException {
        List<@Nullable String> list = new ArrayList<>();
        Collections.addAll(list, values);
        try (PreparedStatement statement = prepared(sql, list)) {
            statement.executeUpdate();
        }
    }

    private PreparedStatement prepared(String sql, List<? extends @Nullable String> values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.size(); i++) {
            statement.setString(i + 1, values.get(i));
        }
        return statement;
    }
}
