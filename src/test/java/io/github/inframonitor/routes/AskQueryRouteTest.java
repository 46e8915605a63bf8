package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.inframonitor.run.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.AthenaException;

/** Questions of the API to the cold store: the list of them, asking one, and its answer. */
class AskQueryRouteTest extends ApiRouteTest {
    private static final String NOBODYS = "00000000-0000-0000-0000-000000000000";

    /** Ends after the universe does, unless it is stopped. */
    private static final String ENDLESS =
            "SELECT count(*) AS n FROM range(10000000) a, range(10000000) b"
                    + " WHERE a.range + b.range = -1";

    @Override
    Map<String, String> settings() {
        return Map.of("routes.dir", queries().toString());
    }

    @Test
    void theQueriesAreListedWithTheirParameters() throws IOException {
        start();
        try (Stream<Path> files = Files.list(queries())) {
            for (Path file : files.filter(of -> of.toString().endsWith(".sql")).toList()) {
                Files.delete(file);
            }
        }
        query(
                "one",
                "-- parameter: from date first day\n-- parameter: top integer how many\nSELECT 1");

        assertThat(get("list-queries", ""))
                .isEqualTo(
                        Answer.of(
                                """
                                {"queries": [{"name": "one", "purpose": "of a test", "parameters": [
                                  {"name": "from", "type": "date", "explanation": "first day"},
                                  {"name": "top", "type": "integer", "explanation": "how many"}]}]}
                                """));
    }

    @Test
    void aQuestionIsAnsweredWhereItSays() throws IOException {
        start();
        store(run(2));
        query(
                "mine",
                """
                -- parameter: name string which
                -- parameter: least number from which value
                SELECT name, value, CASE WHEN value > 0 THEN unit END AS u FROM samples
                WHERE name <> ? AND value >= ? ORDER BY name
                """);

        Answer accepted =
                post("mine", "{\"parameters\": {\"name\": \"x' OR '1'='1\", \"least\": -0.5}}");

        String id = accepted.body().path("id").asText();
        assertThat(accepted)
                .isEqualTo(
                        new Answer(
                                202,
                                "application/json",
                                json("{\"id\": \"" + id + "\"}"),
                                "/api/answers/" + id));
        assertThat(awaitAnswer(id))
                .isEqualTo(
                        json(
                                """
                                {"id": "%s", "state": "SUCCEEDED", "truncated": false,
                                 "columns": [{"name": "name", "type": "varchar"},
                                   {"name": "value", "type": "double"},
                                   {"name": "u", "type": "varchar"}],
                                 "rows": [["s00000_count", "0.0", null],
                                   ["s00001_count", "1.0", "Count"]]}
                                """
                                        .formatted(id)));
    }

    @Test
    void aQuestionWithoutParametersNeedsNone() throws IOException {
        start();
        query("mine", "SELECT 1 AS n");

        JsonNode answer = awaitAnswer(post("mine", "{}").body().path("id").asText());

        assertThat(answer.path("rows")).isEqualTo(json("[[\"1\"]]"));
    }

    @Test
    void anAnswerHasTenThousandRowsAtMostAndSaysSo() throws IOException {
        start();
        query("all", "SELECT 'v' || range AS v FROM range(10000)");
        query("more", "SELECT 'v' || range AS v FROM range(10001)");

        JsonNode all = awaitAnswer(post("all", "{}").body().path("id").asText());
        JsonNode more = awaitAnswer(post("more", "{}").body().path("id").asText());

        assertThat(all.path("state").asText())
                .as(all.path("reason").asText())
                .isEqualTo("SUCCEEDED");
        assertThat(all.path("rows")).hasSize(10_000);
        assertThat(all.path("truncated").asBoolean()).isFalse();
        assertThat(more.path("rows")).hasSize(10_000);
        assertThat(more.path("truncated").asBoolean()).isTrue();
    }

    @Test
    void aQueryThatFailsIsAnsweredWithAthenasReason() throws IOException {
        start();
        query("broken", "SELECT nothing FROM samples WHERE dt = 'x'");

        JsonNode answer = awaitAnswer(post("broken", "{}").body().path("id").asText());

        assertThat(answer.path("state").asText()).isEqualTo("FAILED");
        assertThat(answer.path("reason").asText())
                .startsWith("COLUMN_NOT_FOUND: ")
                .contains("nothing");
        assertThat(answer.has("rows")).isFalse();
    }

    @Test
    void aQueryThatGoesOnIsRunningAndOneThatWasStoppedHasFailed() throws IOException {
        start();
        query("endless", ENDLESS);
        String id = post("endless", "{}").body().path("id").asText();

        Answer running = ask("read-answer", Map.of("id", id), "");
        client(AthenaClient.class).stopQueryExecution(stop -> stop.queryExecutionId(id));

        assertThat(running)
                .isEqualTo(Answer.of("{\"id\": \"" + id + "\", \"state\": \"RUNNING\"}"));
        assertThat(awaitAnswer(id))
                .isEqualTo(
                        json(
                                "{\"id\": \"%s\", \"state\": \"FAILED\", \"reason\": \"Query cancelled by user\"}"
                                        .formatted(id)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | body | the body must be an object",
                "'' | body | the body is no JSON",
                "{\"parameters\": 1} | body | the body must be {\"parameters\": {…}}",
                "{\"query\": {}} | body | the body must be {\"parameters\": {…}}",
                "{\"parameters\": {\"top\": true}} | top | must be a text or a number",
                "{\"parameters\": {\"top\": null}} | top | must be a text or a number",
                "{\"parameters\": | body | the body is no JSON",
                "hello | body | the body is no JSON",
            })
    void aBodyThatWillNotDoIsToldWhatItLacks(String body, String parameter, String detail) {
        start();

        assertThat(post("top-consumers", body)).isEqualTo(Answer.wrong(parameter, detail));
    }

    @Test
    void aValueThatWillNotDoIsToldAsWhoeverAsksByTheShellIsTold() {
        start();

        assertThat(
                        post(
                                "top-consumers",
                                "{\"parameters\": {\"from\": \"x\", \"to\": \"today\", \"top\": 1}}"))
                .isEqualTo(
                        Answer.wrong(
                                "parameters",
                                "top-consumers: from='x' will not do: it must be a date, such as"
                                        + " 2026-11-01, today, yesterday or today-7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "null", "../routes/top-consumers", "top-consumers.sql"})
    void aQueryThatIsNotThereIsNotFound(String name) {
        start();

        assertThat(post(name, "{}"))
                .isEqualTo(
                        Answer.problem(404, "Not Found", null, "there is no query '" + name + "'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {NOBODYS, "x", "null", "'; DROP TABLE samples"})
    void anAnswerThatIsNotThereIsAProblemOfItsId(String id) {
        start();

        assertThat(ask("read-answer", Map.of("id", id), ""))
                .isEqualTo(
                        id.equals(NOBODYS)
                                ? Answer.problem(404, "Not Found", null, "there is no answer " + id)
                                : Answer.wrong(
                                        "id", "id must be one that a query was answered with"));
    }

    @Test
    void whileAthenaIsDownThereIsNoAnswer() throws IOException {
        start();
        query("mine", "SELECT 1 AS n");
        String id = post("mine", "{}").body().path("id").asText();
        awaitAnswer(id);
        Answer unavailable =
                Answer.problem(
                        503,
                        "Service Unavailable",
                        null,
                        "AWS gives no answer: Athena 500 InternalServerException: it is not well");

        faults().failNext("StartQueryExecution", down());
        assertThat(post("mine", "{}")).isEqualTo(unavailable);
        faults().failNext("GetQueryExecution", down());
        assertThat(ask("read-answer", Map.of("id", id), "")).isEqualTo(unavailable);
        faults().failNext("GetQueryResults", down());
        assertThat(ask("read-answer", Map.of("id", id), "")).isEqualTo(unavailable);
    }

    private static AthenaException down() {
        AwsErrorDetails details =
                AwsErrorDetails.builder()
                        .serviceName("Athena")
                        .errorCode("InternalServerException")
                        .errorMessage("it is not well")
                        .build();
        return (AthenaException)
                AthenaException.builder().awsErrorDetails(details).statusCode(500).build();
    }

    private Answer post(String name, String body) {
        return ask("ask-query", Map.of("name", name), body);
    }

    private JsonNode awaitAnswer(String id) {
        return Awaitility.await()
                .until(
                        () -> ask("read-answer", Map.of("id", id), "").body(),
                        answer -> !answer.path("state").asText().equals("RUNNING"));
    }

    @Override
    void store(Run run) {
        assertThat(send("store-cold", run).getException()).isNull();
    }

    private void query(String name, String sql) throws IOException {
        Files.writeString(queries().resolve(name + ".sql"), "-- purpose: of a test\n" + sql + "\n");
    }

    /** A copy of the routes' directory, for its queries. */
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
}
