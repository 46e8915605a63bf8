package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.inframonitor.hot.RunRecord;
import io.github.inframonitor.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The runs of the hot table, all of some time and one alone. */
class ListRunsRouteTest extends ApiRouteTest {
    private static final String DAY = "from=2026-11-22T00:00:00Z&to=2026-11-23T00:00:00Z";

    private static final String ID = "20261122T210000Z-web-7";

    @Test
    void aRunIsToldWithItsOutcomesAndItsCost() {
        start();
        put(ended());

        Answer one = ask("get-run", Map.of("id", ID), "");

        assertThat(one)
                .isEqualTo(
                        Answer.of(
                                """
                                {"id": "20261122T210000Z-web-7", "pipeline": "web-7",
                                 "scheduledTime": "2026-11-22T21:00:00.000Z",
                                 "startedAt": "2026-11-22T21:00:00.100Z", "resource": "host-1",
                                 "status": "PARTIAL", "tookMillis": 1234, "samples": 17,
                                 "branches": [{"name": "cpu", "result": "FAILED", "samples": 0,
                                   "dropped": 0, "requests": 1, "throttles": 2, "tookMillis": 9,
                                   "error": "no such file"}],
                                 "stores": [{"name": "cold", "result": "OK", "samples": 17,
                                   "dropped": 0, "requests": 1, "throttles": 0, "tookMillis": 80}],
                                 "services": [{"name": "S3", "calls": 1, "attempts": 1, "items": 0,
                                   "bytesOut": 4096, "bytesIn": 0}],
                                 "dollarsAMonth": 0.0123}
                                """));
        JsonNode all = get("list-runs", DAY).body();
        assertThat(all.path("runs").get(0)).isEqualTo(one.body());
        assertThat(all.path("runs")).hasSize(1);
    }

    @Test
    void aRunThatGoesOnIsRunningAndOneWhoseCellsWereDispatchedHasNoOutcomes() {
        start();
        put(new RunRecord(7, "1m", "1m").claim(run()));
        Map<String, AttributeValue> dispatched = new HashMap<>(key(TIME.minusSeconds(1)));
        dispatched.putAll(
                Map.of(
                        "runId", text("20261122T205959Z-web-7"),
                        "status", text("DISPATCHED"),
                        "cells", number(3),
                        "expires_at", number(4_000_000_000L)));
        put(dispatched);

        assertThat(get("list-runs", DAY))
                .isEqualTo(
                        Answer.of(
                                """
                                {"runs": [
                                  {"id": "20261122T210000Z-web-7", "pipeline": "web-7",
                                   "scheduledTime": "2026-11-22T21:00:00.000Z",
                                   "startedAt": "2026-11-22T21:00:00.000Z", "resource": "web-7",
                                   "status": "RUNNING", "branches": [], "stores": []},
                                  {"id": "20261122T205959Z-web-7", "pipeline": "web-7",
                                   "scheduledTime": "2026-11-22T20:59:59.000Z",
                                   "status": "DISPATCHED", "cells": 3, "branches": [],
                                   "stores": []}]}
                                """));
    }

    /** The last first; those of the end are not among them, those of another pipeline never. */
    @Test
    void pagesHaveEachRunOfTheTimeOnce() {
        start();
        List<String> expected = new ArrayList<>();
        for (int hour = 0; hour <= 7; hour++) {
            Run run = at(Instant.parse("2026-11-22T00:00:00Z").plus(Duration.ofHours(hour)));
            put(new RunRecord(7, "1m", "1m").claim(run));
            if (hour > 0 && hour < 7) {
                expected.add(0, run.id());
            }
        }
        Map<String, AttributeValue> other = new HashMap<>(ended());
        other.put("pk", text("R#web-8"));
        put(other);

        List<String> listed = new ArrayList<>();
        String query = "from=2026-11-22T01:00:00Z&to=2026-11-22T07:00:00Z&limit=4";
        JsonNode first = get("list-runs", query).body();
        JsonNode second = get("list-runs", query + "&token=" + first.path("next").asText()).body();
        first.path("runs").forEach(run -> listed.add(run.path("id").asText()));
        second.path("runs").forEach(run -> listed.add(run.path("id").asText()));

        assertThat(first.path("runs")).hasSize(4);
        assertThat(listed).isEqualTo(expected);
        assertThat(second.has("next")).isFalse();
        assertThat(get("list-runs", DAY + "&pipeline=web-8").body().path("runs")).hasSize(1);
    }

    @Test
    void whatHasExpiredIsNotThere() {
        start();
        Map<String, AttributeValue> expired = new HashMap<>(ended());
        expired.put("expires_at", number(TIME.getEpochSecond()));
        put(expired);

        assertThat(get("list-runs", DAY)).isEqualTo(Answer.of("{\"runs\": []}"));
        assertThat(ask("get-run", Map.of("id", ID), "")).isEqualTo(none(ID));
    }

    @ParameterizedTest
    @CsvSource({
        "20261122T210000Z-web-8, 404",
        "20261122T210001Z-web-7, 404",
        "20261322T210000Z-web-7, 400",
        "20261122T210000Z, 400",
        "web-7, 400",
        "null, 400", // which Camel takes for nothing
        "20261122T210000Z-R#web-7, 400",
    })
    void aRunThatIsNotThereIsAProblemOfItsId(String id, int status) {
        start();
        put(ended());

        Answer answer = ask("get-run", Map.of("id", id), "");

        assertThat(answer)
                .isEqualTo(
                        status == 404
                                ? none(id)
                                : Answer.wrong("id", answer.body().path("detail").asText()));
        assertThat(answer.body().path("detail").asText())
                .matches(
                        "id must be that of a run: 20261122T210000Z-<pipeline>"
                                + "|id does not begin with a time|there is no run .*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0 | limit | limit must be a number from 1 to 1000",
                "limit=1001 | limit | limit must be a number from 1 to 1000",
                "limit=ten | limit | limit must be a number from 1 to 1000",
                "limit= | limit | limit must be a number from 1 to 1000",
                "limit=1&limit=2 | limit | limit is given twice",
                "from=yesterday | from | from must be a UTC time such as 2026-11-22T21:00:00Z",
                "to=1970-01-01T00:00:00Z | to | to must be a UTC time such as 2026-11-22T21:00:00Z",
                "from=2026-11-22T21:00:00Z&to=2026-11-22T21:00:00Z | from | from must be before to",
                "from=2026-11-01T00:00:00Z&to=2026-11-22T00:00:00Z | from | from must be at most 8"
                        + " days before to",
                "pipeline= | pipeline | pipeline must have 1 to 255 characters, and no # among them",
                "pipeline=a%23b | pipeline | pipeline must have 1 to 255 characters, and no # among"
                        + " them",
                "pipeline=%zz | pipeline | a % in it is not followed by two hex digits",
                "token=! | token | token must be the next of an answer",
                "token= | token | token must be the next of an answer",
                "pipelines=x | pipelines | 'pipelines' is no parameter here; there are [pipeline,"
                        + " from, to, limit, token]",
            })
    void aParameterThatWillNotDoIsNamed(String query, String parameter, String detail) {
        start();

        assertThat(get("list-runs", query)).isEqualTo(Answer.wrong(parameter, detail));
    }

    @Test
    void whileDynamoDbIsDownThereIsNoAnswerAndNobodyElseIsTold() throws Exception {
        start();
        failNextReads();

        Answer unavailable = Answer.problem(503, "Service Unavailable", null, DOWN);
        assertThat(get("list-runs", DAY)).isEqualTo(unavailable);
        assertThat(ask("get-run", Map.of("id", ID), "")).isEqualTo(unavailable);
        assertThat(messages()).isEmpty();
    }

    /** What is our own fault is in the log. */
    @Test
    void whatIsNobodysFaultIsNotTold() throws Exception {
        replace(
                "get-run",
                "read-run",
                exchange -> {
                    throw new IllegalStateException("a secret");
                });
        start();

        assertThat(ask("get-run", Map.of("id", ID), ""))
                .isEqualTo(
                        Answer.problem(
                                500,
                                "Internal Server Error",
                                null,
                                "the log of the process says why"));
    }

    private static Answer none(String id) {
        return Answer.problem(
                404, "Not Found", null, "there is no run " + id + ", or it has expired");
    }

    private static Run at(Instant time) {
        return new Run(time, "web-7", "web-7", time, List.of(), List.of(), List.of());
    }

    private static Map<String, AttributeValue> key(Instant time) {
        return Map.of("pk", text("R#web-7"), "sk", text(time.toString().replace("Z", ".000Z")));
    }

    /** The record of a run that is over, as {@link RunRecord} writes it. */
    private static Map<String, AttributeValue> ended() {
        Map<String, AttributeValue> item = new HashMap<>(key(TIME));
        item.put("runId", text(ID));
        item.put("startedAt", text("2026-11-22T21:00:00.100Z"));
        item.put("resource", text("host-1"));
        item.put("status", text("PARTIAL"));
        item.put("tookMillis", number(1234));
        item.put("samples", number(17));
        item.put("expires_at", number(4_000_000_000L));
        item.put("owner", text("pid 1"));
        item.put("dollarsAMonth", AttributeValue.fromN("0.0123"));
        Map<String, AttributeValue> failed = new HashMap<>(outcome("cpu", "FAILED", 0, 2, 9));
        failed.put("error", text("no such file"));
        item.put("branches", list(failed));
        item.put("stores", list(outcome("cold", "OK", 17, 0, 80)));
        item.put(
                "services",
                list(
                        Map.of(
                                "name", text("S3"),
                                "calls", number(1),
                                "attempts", number(1),
                                "items", number(0),
                                "bytesOut", number(4096),
                                "bytesIn", number(0))));
        return item;
    }

    private static AttributeValue list(Map<String, AttributeValue> one) {
        return AttributeValue.fromL(List.of(AttributeValue.fromM(one)));
    }

    private static Map<String, AttributeValue> outcome(
            String name, String result, long samples, long throttles, long took) {
        return Map.of(
                "name", text(name),
                "result", text(result),
                "samples", number(samples),
                "dropped", number(0),
                "requests", number(1),
                "throttles", number(throttles),
                "tookMillis", number(took));
    }
}
