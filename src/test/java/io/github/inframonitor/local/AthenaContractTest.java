package io.github.inframonitor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.AthenaException;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;

/**
 * What the routes rely on in Athena. The emulator runs no SQL and checks nothing, so most of it is
 * held of the stand-in alone, against AWS's documentation.
 */
class AthenaContractTest {
    @TempDir static Path dir;
    private static List<Target<AthenaClient>> targets;

    @BeforeAll
    static void open() {
        AthenaClient standIn =
                new LocalAthena(
                        dir.resolve("metrics"), "primary", "cold", new Faults(), Clock.systemUTC());
        targets = Target.of(standIn, AthenaClient.builder()).toList();
    }

    @AfterAll
    static void close() {
        targets.forEach(target -> target.client().close());
    }

    static Stream<Target<AthenaClient>> targets() {
        return targets.stream();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_query_runs_beside_its_caller_to_an_end_that_says_where_its_result_is(
            Target<AthenaClient> athena) {
        String id = start(athena.client(), "SELECT 1 AS n");

        QueryExecution ended = end(athena.client(), id);

        assertThat(ended.status().state()).isEqualTo(QueryExecutionState.SUCCEEDED);
        assertThat(ended.queryExecutionId()).isEqualTo(id);
        assertThat(ended.query()).isEqualTo("SELECT 1 AS n");
        assertThat(ended.resultConfiguration().outputLocation()).startsWith("s3://");
    }

    @Test
    void the_first_row_is_the_names_and_every_value_is_a_text() {
        GetQueryResultsResponse result =
                result(
                        """
                        SELECT CAST(7 AS bigint) AS whole, 1.5E0 AS double, true AS yes,
                          TIMESTAMP '2026-11-22 21:00:00' AS at, DATE '2026-11-22' AS day,
                          'text' AS word, CAST(NULL AS varchar) AS none
                        """);

        assertThat(values(result))
                .containsExactly(
                        List.of("whole", "double", "yes", "at", "day", "word", "none"),
                        Arrays.asList(
                                "7",
                                "1.5",
                                "true",
                                "2026-11-22 21:00:00.000",
                                "2026-11-22",
                                "text",
                                null));
        assertThat(result.resultSet().resultSetMetadata().columnInfo())
                .extracting(column -> column.type())
                .containsExactly(
                        "bigint", "double", "boolean", "timestamp", "date", "varchar", "varchar");
    }

    @Test
    void a_page_has_a_thousand_rows_and_only_the_first_the_names() {
        String id = start(standIn(), "SELECT range AS n FROM range(2000) ORDER BY n");
        end(standIn(), id);

        GetQueryResultsResponse first = standIn().getQueryResults(get -> get.queryExecutionId(id));
        GetQueryResultsResponse second =
                standIn()
                        .getQueryResults(
                                get -> get.queryExecutionId(id).nextToken(first.nextToken()));

        assertThat(values(first)).hasSize(1000).startsWith(List.of("n"), List.of("0"));
        assertThat(values(second)).hasSize(1000).startsWith(List.of("999"));
        assertThat(
                        standIn().getQueryResultsPaginator(get -> get.queryExecutionId(id)).stream()
                                .mapToInt(page -> page.resultSet().rows().size())
                                .sum())
                .isEqualTo(2001);
        assertInvalid(
                () -> standIn().getQueryResults(g -> g.queryExecutionId(id).maxResults(1001)));
        assertInvalid(() -> standIn().getQueryResults(g -> g.queryExecutionId(id).nextToken("x")));
    }

    @Test
    void parameters_are_literals_and_as_many_as_question_marks() {
        String sql =
                "SELECT count(*) AS n FROM range(10) WHERE range < ? AND 'it''s' = ? AND 2E0 > ?";

        assertThat(values(result(sql, "4", "'it''s'", "1.5E0"))).contains(List.of("4"));
        assertThat(failure(sql, "4"))
                .startsWith("INVALID_PARAMETER_USAGE: ")
                .endsWith("expected 3 but found 1");
        assertThat(failure(sql, "4", "it's", "1.5E0")).startsWith("INVALID_PARAMETER_USAGE: ");
        assertThat(failure(sql, "4", "'a' OR 1=1", "1.5E0"))
                .startsWith("INVALID_PARAMETER_USAGE: ");
        assertInvalid(() -> start(standIn(), sql, "", "'a'", "1.5E0"));
        assertInvalid(() -> start(standIn(), sql, "4", "'" + "x".repeat(1023) + "'", "1.5E0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "SELEC 1",
                "SELECT 1; SELECT 2",
                "DROP TABLE samples",
                "COPY (SELECT 1) TO 'out.csv'",
                "SET threads = 1",
            })
    void what_is_not_one_select_is_refused_at_once(String sql) {
        assertInvalid(() -> start(standIn(), sql));
    }

    @Test
    void a_query_has_at_most_262144_bytes() {
        String longest = "SELECT 1 --" + "x".repeat(262_144 - 11);

        assertThatCode(() -> start(standIn(), longest)).doesNotThrowAnyException();
        assertInvalid(() -> start(standIn(), longest + "x"));
    }

    @Test
    void a_mistake_in_names_fails_the_query_with_its_reason() {
        assertThat(failure("SELECT 1 FROM nowhere")).startsWith("TABLE_NOT_FOUND: ");
        assertThat(failure("SELECT nothing FROM samples")).startsWith("COLUMN_NOT_FOUND: ");
        assertThat(failure("SELECT nope(1)")).startsWith("FUNCTION_NOT_FOUND: ");
    }

    @Test
    void workgroup_database_and_execution_must_be_there() {
        assertInvalid(
                () -> standIn().startQueryExecution(s -> s.queryString("SELECT 1").workGroup("x")));
        assertInvalid(() -> standIn().getQueryExecution(get -> get.queryExecutionId("none")));
        String id =
                standIn()
                        .startQueryExecution(
                                s ->
                                        s.queryString("SELECT 1")
                                                .queryExecutionContext(c -> c.database("x")))
                        .queryExecutionId();
        assertThat(end(standIn(), id).status().stateChangeReason())
                .startsWith("SCHEMA_NOT_FOUND: ");
        assertInvalid(() -> standIn().getQueryResults(get -> get.queryExecutionId(id)));
    }

    @Test
    void a_query_that_is_stopped_is_cancelled_and_has_no_result() {
        String id =
                start(
                        standIn(),
                        "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range < 0");
        assertInvalid(() -> standIn().getQueryResults(get -> get.queryExecutionId(id)));

        standIn().stopQueryExecution(stop -> stop.queryExecutionId(id));

        assertThat(end(standIn(), id).status().state()).isEqualTo(QueryExecutionState.CANCELLED);
        assertInvalid(() -> standIn().getQueryResults(get -> get.queryExecutionId(id)));
    }

    @Test
    void one_token_is_one_query() {
        String token = "token-of-at-least-thirty-two-characters";

        assertThat(tokened("SELECT 1", token)).isEqualTo(tokened("SELECT 1", token));
        assertInvalid(() -> tokened("SELECT 2", token));
    }

    /** Where DuckDB by itself differs from Trino, and is told not to. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 / 2 | 3",
                "-7 / 2 | -3",
                "7 / 2E0 | 3.5",
                "7 % -2 | 1",
                "100E0 * 1 / 3 | 33.333333333333336",
                "nullif(0E0, 0E0) | -",
                "5E0 / nullif(0E0, 0E0) | -",
                "round(2.5E0) | 3.0",
                "round(-2.5E0) | -3.0",
                "date_trunc('hour', TIMESTAMP '2026-11-22 21:59:59.999') | 2026-11-22 21:00:00.000",
                "date_diff('day', DATE '2026-10-31', DATE '2026-11-02') | 2",
                "date_diff('millisecond', TIMESTAMP '2026-11-22 00:00:00', TIMESTAMP '2026-11-22 00:00:01.5') | 1500",
                "CAST(TIMESTAMP '2026-11-22 21:00:00' + INTERVAL '1' DAY * 0.5E0 AS date) | 2026-11-23",
                "approx_percentile(x, 0.5E0) FROM (VALUES (1E0), (2E0), (3E0)) AS t(x) | 2.0",
                "x FROM (VALUES (1), (NULL)) AS t(x) ORDER BY x DESC LIMIT 1 | 1",
                "x FROM (VALUES (NULL), (1)) AS t(x) ORDER BY x LIMIT 1 | 1",
                "stddev_samp(x) FROM (VALUES (1E0)) AS t(x) | -",
            })
    void what_engines_differ_in_is_as_on_athena(String expression, String expected) {
        List<@Nullable String> row = values(result("SELECT " + expression)).get(1);

        assertThat(row).containsExactly(expected.equals("-") ? null : expected);
    }

    private static AthenaClient standIn() {
        return targets.get(0).client();
    }

    private static String tokened(String sql, String token) {
        return standIn()
                .startQueryExecution(
                        s ->
                                s.queryString(sql)
                                        .clientRequestToken(token)
                                        .resultConfiguration(c -> c.outputLocation("s3://b/r/")))
                .queryExecutionId();
    }

    private static String start(AthenaClient athena, String sql, String... parameters) {
        return athena.startQueryExecution(
                        s -> {
                            s.queryString(sql)
                                    .workGroup("primary")
                                    .queryExecutionContext(c -> c.database("cold"))
                                    .resultConfiguration(c -> c.outputLocation("s3://b/r/"));
                            if (parameters.length > 0) {
                                s.executionParameters(parameters);
                            }
                        })
                .queryExecutionId();
    }

    private static QueryExecution end(AthenaClient athena, String id) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                        () ->
                                athena.getQueryExecution(g -> g.queryExecutionId(id))
                                        .queryExecution(),
                        run ->
                                run.status().state() != QueryExecutionState.QUEUED
                                        && run.status().state() != QueryExecutionState.RUNNING);
    }

    private static GetQueryResultsResponse result(String sql, String... parameters) {
        String id = start(standIn(), sql, parameters);
        QueryExecution ended = end(standIn(), id);
        assertThat(ended.status().state())
                .as(ended.status().stateChangeReason())
                .isEqualTo(QueryExecutionState.SUCCEEDED);
        return standIn().getQueryResults(get -> get.queryExecutionId(id));
    }

    private static String failure(String sql, String... parameters) {
        QueryExecution ended = end(standIn(), start(standIn(), sql, parameters));
        assertThat(ended.status().state()).isEqualTo(QueryExecutionState.FAILED);
        return ended.status().stateChangeReason();
    }

    private static List<List<@Nullable String>> values(GetQueryResultsResponse result) {
        return result.resultSet().rows().stream()
                .map(row -> row.data().stream().map(Datum::varCharValue).toList())
                .toList();
    }

    private static void assertInvalid(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(InvalidRequestException.class)
                .isInstanceOfSatisfying(
                        AthenaException.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(400);
                            assertThat(e.awsErrorDetails().errorCode())
                                    .isEqualTo("InvalidRequestException");
                        });
    }
}
