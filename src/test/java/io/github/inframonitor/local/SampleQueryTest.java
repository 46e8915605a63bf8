package io.github.inframonitor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What SQL can reach from within the local stand-in for Athena. */
class SampleQueryTest {
    @TempDir Path dir;

    private Path table;

    @BeforeEach
    void write() throws Exception {
        table = Files.createDirectories(dir.resolve("s3/bucket/metrics"));
        Files.writeString(table.resolve("inside.csv"), "n\n1\n");
        Files.writeString(dir.resolve("outside.csv"), "n\n2\n");
    }

    @Test
    void reads_below_the_table() throws Exception {
        assertThat(run("SELECT n FROM read_csv('" + table + "/inside.csv')").rows()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT n FROM read_csv('%s/outside.csv')",
                "SELECT n FROM read_csv('%s/s3/bucket/metrics/../../../outside.csv')",
                "SELECT content FROM read_text('/etc/hostname')",
                "SELECT * FROM glob('%s/*')",
                "SELECT * FROM '%s/outside.csv'",
                "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
            })
    void reads_nothing_else(String sql) {
        assertThatThrownBy(() -> run(sql.formatted(dir))).isInstanceOf(SQLException.class);
    }

    @Test
    void a_table_without_objects_has_no_rows() throws Exception {
        assertThat(run("SELECT time, dimensions, dt FROM samples").rows()).hasSize(1);
    }

    private AthenaResult run(String sql) throws SQLException {
        return new SampleQuery(table, "cold").run(sql, "cold", List.of());
    }
}
