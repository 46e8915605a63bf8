package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.inframonitor.run.Run;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that a person starts; and what the process tells of itself. */
class StartRunRouteTest extends ApiRouteTest {
    private static final Answer GOES_ON =
            Answer.problem(
                    409, "Conflict", null, "a run is going on; its end is told by /api/events");

    private final CountDownLatch collected = new CountDownLatch(1);

    @Override
    Map<String, String> settings() {
        return Map.of(
                "collect.window",
                "1ms",
                "retry.attempts",
                "0",
                "http.token",
                "not-to-be-told-1",
                "fleet.external-id",
                "nor-this",
                "run.scheduled-time",
                "2026-11-22T21:00:00Z");
    }

    @Test
    void aRunIsStartedAndIsWhereItSays() {
        start();

        Answer accepted = begin("{}");

        String id = "20261122T210000Z-web-7";
        assertThat(accepted)
                .isEqualTo(
                        new Answer(
                                202,
                                "application/json",
                                json("{\"id\": \"" + id + "\"}"),
                                "/api/runs/" + id));
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(
                                                ask("get-run", Map.of("id", id), "")
                                                        .body()
                                                        .path("status")
                                                        .asText())
                                        .isEqualTo("COMPLETE"));
        awaitEnd();
    }

    @Test
    void whileItGoesOnThereIsNoOther() throws Exception {
        hold();
        start();
        assertThat(begin("{}").status()).isEqualTo(202);

        assertThat(begin("{}")).isEqualTo(GOES_ON);
        assertThat(pipeline().path("running").asBoolean()).isTrue();

        collected.countDown();
        awaitEnd();
        assertThat(begin("{}").status()).isEqualTo(202);
        awaitEnd();
    }

    @Test
    void noneIsStartedBesideOneOfTheSchedule() throws Exception {
        hold();
        start();
        Future<Run> scheduled = template.asyncRequestBody("direct:run", run(), Run.class);
        Awaitility.await().until(() -> pipeline().path("running").asBoolean());

        assertThat(begin("{}")).isEqualTo(GOES_ON);

        collected.countDown();
        assertThat(scheduled.get().id()).isEqualTo("20261122T210000Z-web-7");
    }

    @Test
    void oneThatFailsLetsAnotherBegin() throws Exception {
        fail("fire", "to-run", new IllegalStateException("broken"));
        start();
        assertThat(begin("{}").status()).isEqualTo(202);

        awaitEnd();

        assertThat(begin("{}").status()).isEqualTo(202);
        awaitEnd();
        assertThat(messages()).singleElement().asString().contains("broken");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the body is no JSON",
                "[] | the body must be {}",
                "null | the body must be {}",
                "{\"a\": 1} | the body must be {}",
                "{ | the body is no JSON",
                "hello | the body is no JSON",
            })
    void aBodyThatWillNotDoStartsNothing(String body, String detail) {
        start();

        assertThat(begin(body)).isEqualTo(Answer.wrong("body", detail));
        assertThat(pipeline().path("running").asBoolean()).isFalse();
    }

    @Test
    void thePipelineIsToldWithItsSpool() {
        start();
        Instant before = Instant.now();

        ObjectNode told = (ObjectNode) pipeline();

        assertThat(Instant.parse(told.remove("startedAt").asText())).isBefore(before);
        assertThat(Instant.parse(told.remove("now").asText()))
                .isBetween(before.minusMillis(1), Instant.now());
        told.remove("nextRun"); // of a schedule that was not started
        assertThat(told)
                .isEqualTo(
                        json(
                                """
                                {"pipeline": "web-7", "version": "of a checkout",
                                 "profile": "local", "schedule": "0 0 0/3 * * ?",
                                 "running": false,
                                 "spool": {"runs": 0, "bytes": 0, "maxBytes": 268435456}}
                                """));
    }

    @Test
    void theSettingsAreToldWithoutTheirSecrets() {
        start();

        Answer answer = get("read-config", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString()).doesNotContain("not-to-be-told-1", "nor-this");
        assertThat(setting(answer, "http.token")).isEqualTo("*** true");
        assertThat(setting(answer, "fleet.external-id")).isEqualTo("*** true");
        assertThat(setting(answer, "retry.attempts")).isEqualTo("0 false");
        assertThat(setting(answer, "leader.namespace")).isEqualTo(" false");
        assertThat(answer.body().path("profile").asText()).isEqualTo("local");
    }

    @Test
    void whoAsksForEventsWithoutAStreamIsToldToAcceptOne() {
        start();

        assertThat(get("events", ""))
                .isEqualTo(
                        Answer.problem(
                                406,
                                "Not Acceptable",
                                null,
                                "it is a stream: ask with Accept text/event-stream"));
    }

    private static String setting(Answer answer, String name) {
        for (JsonNode setting : answer.body().path("settings")) {
            if (setting.path("name").asText().equals(name)) {
                return setting.path("value").asText() + " " + setting.path("masked");
            }
        }
        throw new AssertionError(name);
    }

    /** Keeps a run from ending. */
    private void hold() throws Exception {
        replace("run", "to-collect", exchange -> collected.await());
    }

    private Answer begin(String body) {
        return ask("start-run", Map.of(), body);
    }

    private JsonNode pipeline() {
        return get("read-pipeline", "").body();
    }

    private void awaitEnd() {
        Awaitility.await().until(() -> !pipeline().path("running").asBoolean());
    }
}
