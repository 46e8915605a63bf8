package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.analytics.QueryException;
import io.github.inframonitor.analytics.Question;
import io.github.inframonitor.analytics.QuestionException;
import io.github.inframonitor.analytics.Rows;
import io.github.inframonitor.analytics.Rows.Column;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.AthenaException;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.TooManyRequestsException;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * What comes of a question, on the queries of routes/ and on ones of the test's own beside them.
 */
class AnalyzeRouteTest extends RouteTest {
    private static final String ID = "CamelAwsAthenaQueryExecutionId";

    /** Ends after the universe does, unless it is stopped. */
    private static final String ENDLESS =
            """
            -- purpose: never ends
            SELECT count(*) AS n FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = -1
            """;

    @Override
    Map<String, String> settings() {
        return Map.of("routes.dir", queries().toString(), "athena.poll", "20ms");
    }

    @Test
    void answersANamedQueryWithItsRows() {
        start();
        store(sample("load", 1), sample("load", 2), sample("other", 9));

        assertThat(rows("hourly-averages from=2026-11-22 to=2026-11-22 name=load"))
                .isEqualTo(
                        new Rows(
                                List.of(
                                        new Column("hour", "timestamp"),
                                        new Column("resource", "varchar"),
                                        new Column("type", "varchar"),
                                        new Column("sample_count", "bigint"),
                                        new Column("average", "double"),
                                        new Column("p95", "double"),
                                        new Column("highest", "double")),
                                List.of(
                                        row(
                                                "2026-11-22 21:00:00.000",
                                                "web-7",
                                                "cpu",
                                                "2",
                                                "1.5",
                                                "2.0",
                                                "2.0"))));
    }

    @Test
    void countsRelativeDatesFromTodayInUtc() {
        start();
        store(sample("load", 1));

        assertThat(rows("hourly-averages from=today to=today name=load").rows()).hasSize(1);
        assertThat(rows("hourly-averages from=today-7 to=yesterday name=load").rows()).isEmpty();
    }

    @Test
    void aNewFileIsANewQueryAtOnceAndItsValuesAreNoSql() throws IOException {
        start();
        store(sample("load", 1));
        String nasty = "x' OR '1'='1'; --";
        Files.writeString(
                queries().resolve("exactly.sql"),
                """
                -- purpose: the samples of one name
                -- parameter: name string which
                -- parameter: least number from which value
                SELECT count(*) AS found FROM samples WHERE name = ? AND value >= ?
                """);

        assertThat(ask(new Question("exactly", Map.of("name", nasty, "least", "-1.5"))))
                .isEqualTo(new Rows(List.of(new Column("found", "bigint")), List.of(row("0"))));
        assertThat(ask("exactly name=load least=1.0"))
                .isEqualTo(new Rows(List.of(new Column("found", "bigint")), List.of(row("1"))));
    }

    @Test
    void anEditOfAQueryTakesEffectAtOnce() throws IOException {
        start();
        query("mine", "SELECT 1 AS n");
        assertThat(rows("mine").rows()).containsExactly(row("1"));

        query("mine", "SELECT 2 AS n");
        assertThat(rows("mine").rows()).containsExactly(row("2"));
    }

    @Test
    void readsAllPages() {
        start();
        store(
                IntStream.range(0, 2500)
                        .mapToObj(i -> sampleOf("web-%04d".formatted(i), "load", i))
                        .toArray(Sample[]::new));

        Rows rows = rows("hourly-averages from=today to=today name=load");

        assertThat(rows.rows())
                .extracting(row -> row.get(1))
                .containsExactlyElementsOf(
                        IntStream.range(0, 2500).mapToObj("web-%04d"::formatted).toList());
    }

    @Test
    void twoQuestionsOfOneExchangeAreTwoQueries() {
        start();
        store(sample("load", 1));
        Exchange first = send("hourly-averages from=today to=today name=load");

        Exchange second =
                template.send(
                        "direct:analyze",
                        e -> {
                            e.getMessage().setHeaders(first.getMessage().getHeaders());
                            e.getMessage().setBody("hourly-averages from=today to=today name=no");
                        });

        assertThat(second.getMessage().getBody(Rows.class).rows()).isEmpty();
    }

    @Test
    void aFailedQueryIsAFailureWithAthenasReasonAndNotTriedAgain() throws Exception {
        AtomicInteger starts = countStarts();
        start();
        query("broken", "SELECT nothing FROM samples WHERE dt = 'x'");

        assertThat(ask("broken"))
                .isInstanceOf(QueryException.class)
                .asString()
                .contains("FAILED: COLUMN_NOT_FOUND: ")
                .contains("nothing");
        assertThat(starts).hasValue(1);
    }

    @Test
    void aCancelledQueryIsAFailureWithItsReason() throws Exception {
        Files.writeString(queries().resolve("endless.sql"), ENDLESS);
        replace(
                "analyze",
                "before-look",
                exchange ->
                        client(AthenaClient.class)
                                .stopQueryExecution(
                                        stop -> stop.queryExecutionId(header(exchange, ID))));
        start();

        assertThat(ask("endless"))
                .isInstanceOf(QueryException.class)
                .asString()
                .endsWith("CANCELLED: Query cancelled by user");
    }

    @Test
    void aQueryThatTakesTooLongIsStoppedAndIsAFailure() throws Exception {
        AtomicReference<String> id = new AtomicReference<>();
        Files.writeString(queries().resolve("endless.sql"), ENDLESS);
        replace(
                "analyze",
                "set-query-deadline",
                exchange -> {
                    id.set(header(exchange, ID));
                    exchange.setProperty("queryDeadline", System.nanoTime());
                });
        start();

        assertThat(ask("endless"))
                .isInstanceOf(QueryException.class)
                .asString()
                .endsWith("no answer within athena.timeout, 5m; the query was stopped");
        assertThat(execution(id.get()).status().state()).isEqualTo(QueryExecutionState.CANCELLED);
    }

    @Test
    void aQueryThatCannotBeStoppedIsAFailureNonetheless() throws Exception {
        replace(
                "analyze",
                "set-query-deadline",
                exchange -> exchange.setProperty("queryDeadline", System.nanoTime()));
        start();
        query("quick", "SELECT 1 AS n");
        faults().failNext("StopQueryExecution", denied("StopQueryExecution"));

        assertThat(ask("quick"))
                .isInstanceOf(QueryException.class)
                .asString()
                .contains("no answer within");
    }

    @ParameterizedTest
    @CsvSource({"StartQueryExecution", "GetQueryExecution", "GetQueryResults"})
    void whatIsThrottledIsTriedAgain(String operation) {
        start();
        store(sample("load", 1));
        faults().throttleNext(operation, 2);

        assertThat(rows("hourly-averages from=today to=today name=load").rows()).hasSize(1);
    }

    @Test
    void whatIsThrottledForGoodIsAFailure() {
        start();
        faults().throttleNext("StartQueryExecution", 99);

        assertThat(ask("branch-reliability from=today to=today"))
                .isInstanceOf(TooManyRequestsException.class);
    }

    @ParameterizedTest
    @CsvSource({"StartQueryExecution", "GetQueryExecution", "GetQueryResults"})
    void aRefusalIsAFailureAtOnce(String operation) {
        start();
        faults().failNext(operation, denied(operation));

        assertThat(ask("branch-reliability from=today to=today"))
                .isInstanceOf(AthenaException.class)
                .asString()
                .contains("athena:" + operation);
    }

    @Test
    void aWrongQuestionIsRefusedWithTheRemedyAndStartsNothing() {
        AtomicInteger starts = countStarts();
        start();

        assertThat(ask("top-consumers from=yesteryear to=today top=1"))
                .isInstanceOfSatisfying(
                        QuestionException.class,
                        e ->
                                assertThat(e)
                                        .hasMessageStartingWith(
                                                "top-consumers: from='yesteryear' will not do"));
        assertThat(starts).hasValue(0);
    }

    private Path queries() {
        Path queries = folder.resolve("queries");
        if (!Files.isDirectory(queries)) {
            try (Stream<Path> files = Files.list(Path.of("routes"))) {
                Files.createDirectory(queries);
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, queries.resolve(file.getFileName()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return queries;
    }

    private void query(String name, String sql) throws IOException {
        Files.writeString(queries().resolve(name + ".sql"), "-- purpose: of a test\n" + sql + "\n");
    }

    private Object ask(Object question) {
        return template.requestBody("direct:analyze", question);
    }

    private Rows rows(String question) {
        return (Rows) ask(question);
    }

    private Exchange send(String question) {
        return template.send("direct:analyze", e -> e.getMessage().setBody(question));
    }

    /** Counts the queries that Athena is asked to start. */
    private AtomicInteger countStarts() {
        AtomicInteger starts = new AtomicInteger();
        AthenaClient athena = client(AthenaClient.class);
        AthenaClient counting =
                (AthenaClient)
                        Proxy.newProxyInstance(
                                AthenaClient.class.getClassLoader(),
                                new Class<?>[] {AthenaClient.class},
                                (proxy, method, arguments) -> {
                                    if (method.getName().equals("startQueryExecution")) {
                                        starts.incrementAndGet();
                                    }
                                    return method.invoke(athena, arguments);
                                });
        context.getRegistry().bind("AthenaClient", AthenaClient.class, counting);
        return starts;
    }

    private void store(Sample... samples) {
        send(
                "store-cold",
                new Run(
                        TIME,
                        "web-7",
                        "web-7",
                        TIME,
                        Arrays.asList(samples),
                        List.of(),
                        List.of()));
    }

    private static Sample sampleOf(String resource, String name, double value) {
        return new Sample(
                TIME,
                resource,
                "host",
                null,
                null,
                "cpu",
                name,
                value,
                StandardUnit.COUNT,
                new TreeMap<>());
    }

    private QueryExecution execution(String id) {
        return client(AthenaClient.class)
                .getQueryExecution(get -> get.queryExecutionId(id))
                .queryExecution();
    }

    private static String header(Exchange exchange, String name) {
        return exchange.getMessage().getHeader(name, String.class);
    }

    private static List<@Nullable String> row(@Nullable String... values) {
        return Arrays.asList(values);
    }

    private static AthenaException denied(String operation) {
        AwsErrorDetails details =
                AwsErrorDetails.builder()
                        .serviceName("Athena")
                        .errorCode("AccessDeniedException")
                        .errorMessage("User is not authorized to perform: athena:" + operation)
                        .build();
        return (AthenaException)
                AthenaException.builder().awsErrorDetails(details).statusCode(400).build();
    }
}
