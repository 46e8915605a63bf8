package io.github.inframonitor.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.inframonitor.run.Run;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API as one who asks it by HTTP sees it, against its contract, {@code openapi.yaml}. */
class ApiTest {
    private static final JsonMapper json = new JsonMapper();
    private static final HttpClient http = HttpClient.newHttpClient();
    private static final Contract contract = new Contract();

    /** On every answer, whatever it is. */
    private static final List<String> PROTECTION =
            List.of(
                    "content-security-policy",
                    "x-content-type-options",
                    "x-frame-options",
                    "referrer-policy",
                    "cross-origin-opener-policy",
                    "cross-origin-resource-policy",
                    "cache-control");

    @TempDir static Path folder;
    private static LiveApi api;
    private static Run run;

    @BeforeAll
    static void start() {
        api = new LiveApi(folder, Map.of());
        run = api.doRun();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    /** A request, and the status that it is to be answered with. */
    private record Case(int status, String target, String body) {
        static Case get(int status, String target) {
            return new Case(status, target, "");
        }
    }

    @Test
    void everyOperationIsAnsweredAsItsContractSays() throws Exception {
        String answer = answered("hourly-averages", "today", "today", "used_percent");
        Map<String, List<Case>> cases = new TreeMap<>();
        cases.put(
                "list-runs",
                List.of(
                        Case.get(200, "/runs"),
                        Case.get(200, "/runs?limit=1"),
                        Case.get(200, "/runs?pipeline=nobody"),
                        Case.get(400, "/runs?limit=x"),
                        Case.get(400, "/runs?from=yesterday"),
                        Case.get(400, "/runs?unknown=1")));
        cases.put("start-run", List.of(new Case(400, "/runs", "[]"), new Case(202, "/runs", "{}")));
        cases.put(
                "get-run",
                List.of(
                        Case.get(200, "/runs/" + run.id()),
                        Case.get(404, "/runs/20200101T000000Z-web-7"),
                        Case.get(400, "/runs/x"),
                        Case.get(400, "/runs/" + run.id() + "?id=x")));
        cases.put(
                "list-samples",
                List.of(
                        Case.get(200, "/samples?type=cpu"),
                        Case.get(200, "/samples?resource=web-7&name=usage_percent&limit=2"),
                        Case.get(200, "/samples?type=nothing"),
                        Case.get(400, "/samples"),
                        Case.get(400, "/samples?type=cpu&token=eA")));
        cases.put(
                "read-series",
                List.of(
                        Case.get(200, "/series?type=cpu&points=3"),
                        Case.get(200, "/series?type=disk&statistic=average"),
                        Case.get(400, "/series"),
                        Case.get(400, "/series?type=cpu&points=0")));
        cases.put(
                "list-resources",
                List.of(
                        Case.get(200, "/resources"),
                        Case.get(200, "/resources?type=host"),
                        Case.get(400, "/resources?token=eA")));
        cases.put("list-alarms", List.of(Case.get(200, "/alarms"), Case.get(400, "/alarms?x")));
        cases.put(
                "list-queries", List.of(Case.get(200, "/queries"), Case.get(400, "/queries?%78")));
        cases.put(
                "ask-query",
                List.of(
                        new Case(404, "/queries/nothing", "{}"),
                        new Case(400, "/queries/top-consumers", "{}"),
                        new Case(
                                202,
                                "/queries/hourly-averages",
                                question("today", "today", "load"))));
        cases.put(
                "read-answer",
                List.of(
                        Case.get(200, "/answers/" + answer),
                        Case.get(404, "/answers/00000000-0000-0000-0000-000000000000"),
                        Case.get(400, "/answers/x")));
        cases.put("read-pipeline", List.of(Case.get(200, "/pipeline")));
        cases.put("read-config", List.of(Case.get(200, "/config"), Case.get(400, "/config?a=b")));
        cases.put("events", List.of(Case.get(406, "/events"))); // its stream: EventsTest

        assertThat(cases.keySet()).isEqualTo(contract.operations().keySet());
        for (Map.Entry<String, List<Case>> of : cases.entrySet()) {
            String operation = of.getKey();
            assertThat(api.context().getRoute(operation)).as(operation).isNotNull();
            for (Case asked : of.getValue()) {
                String method = contract.operations().get(operation).method();
                HttpResponse<String> got = send(method, asked.target(), asked.body());
                assertThat(got.statusCode())
                        .as("%s %s: %s", method, asked.target(), got.body())
                        .isEqualTo(asked.status());
                contract.check(operation, asked.status(), type(got), got.body());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/runs",
                "/api/samples?type=cpu",
                "/api/config",
                "/api/runs?limit=x",
                "/api/events",
                "/api/nothing",
                "/api/runs/",
                "/api//runs",
                "/api/../api/runs",
                "/api/alarms?%",
                "/api/runs/%ff",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/../web/index.html",
                "/",
                "/nothing.js",
            })
    void everyAnswerIsProtectedAndEveryProblemIsOne(String target) throws IOException {
        Asked answer = Asked.of(api.port, "GET", target, "Accept: application/json");

        assertThat(answer.headers().keySet()).containsAll(PROTECTION);
        assertThat(answer.status()).isLessThan(500);
        if (answer.status() >= 400) {
            assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
            contract.check("Problem", json.readTree(answer.text()));
        }
    }

    /** Before anything of ours sees it, so that it is told in the server's words. */
    @Test
    void whatIsNoAddressIsRefusedByTheServerItself() throws IOException {
        assertThat(Asked.of(api.port, "GET", "/api/runs/%").status()).isEqualTo(400);
        assertThat(Asked.of(api.port, "GET", "/", "Host: localhost:x").status()).isEqualTo(400);
    }

    /** The content is left out, and nothing else; of a stream there is no such thing. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/api/runs?limit=1", "/api/resources", "/api/runs?limit=x", "/api/x"})
    void aHeadIsAnsweredAsAGet(String target) throws IOException {
        Asked get = Asked.of(api.port, "GET", target);
        Asked head = Asked.of(api.port, "HEAD", target);

        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.content()).isEmpty();
        assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
        assertThat(head.headers().keySet()).containsAll(PROTECTION);
    }

    @Test
    void ofAStreamThereIsNoHead() throws IOException {
        Asked head = Asked.of(api.port, "HEAD", "/api/events", "Accept: text/event-stream");

        assertThat(head.status()).isEqualTo(405);
        assertThat(head.header("allow")).isEqualTo("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"})
    void noOtherMethodIsUsed(String method) throws IOException {
        Asked answer = Asked.of(api.port, method, "/api/runs");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("GET, HEAD, POST");
        assertThat(answer.headers().keySet()).containsAll(PROTECTION);
    }

    @Test
    void aMethodThatAnOperationDoesNotHaveIsRefused() throws IOException {
        Asked answer = post("/api/alarms", "{}", "Content-Type: application/json");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("GET");
    }

    /** A page of elsewhere that had its name point here would otherwise read along. */
    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "localhost:1, 200",
        "127.0.0.1, 200",
        "LocalHost, 200",
        "evil.example, 403",
        "localhost.evil.example, 403",
        "127.0.0.1.evil.example:8080, 403",
        "192.0.2.1, 403",
        "'', 403",
    })
    void itIsAskedByANameOfThisMachineOnly(String host, int status) throws IOException {
        assertThat(Asked.of(api.port, "GET", "/api/alarms", "Host: " + host).status())
                .isEqualTo(status);
        assertThat(Asked.of(api.port, "GET", "/", "Host: " + host).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "http://evil.example, 403",
        "https://127.0.0.1:PORT, 403",
        "http://127.0.0.1, 403",
        "http://localhost:PORT, 403", // it is asked as 127.0.0.1
        "null, 403",
        "http://127.0.0.1:PORT, 400",
    })
    void whatChangesSomethingComesFromAPageOfOursOrFromNone(String origin, int status)
            throws IOException {
        assertThat(
                        post(
                                        "/api/runs",
                                        "[]",
                                        "Content-Type: application/json",
                                        "Origin: " + origin.replace("PORT", "" + api.port))
                                .status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, 400",
        "Application/JSON ; charset=utf-8, 400",
        "text/plain, 415",
        "application/x-www-form-urlencoded, 415",
        "application/jsonp, 415",
        "multipart/form-data; boundary=x, 415",
        "'', 415",
    })
    void whatChangesSomethingIsJson(String type, int status) throws IOException {
        assertThat(post("/api/runs", "[]", "Content-Type: " + type).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 66000", "Transfer-Encoding: chunked"})
    void aBodyThatIsTooLargeIsRefused(String length) throws IOException {
        String body = " ".repeat(66_000);
        Asked answer =
                post(
                        "/api/runs",
                        length.startsWith("T") ? "101d0\r\n" + body + "\r\n0\r\n\r\n" : body,
                        "Content-Type: application/json",
                        length);

        assertThat(answer.status()).isEqualTo(413);
        assertThat(json.readTree(answer.text()))
                .isEqualTo(
                        json.readTree(
                                """
                                {"type": "about:blank", "title": "Content Too Large", "status": 413,
                                 "detail": "a body has at most 65536 bytes"}
                                """));
        assertThat(answer.headers().keySet()).containsAll(PROTECTION);
    }

    /** Camel's routes are steered by headers, and answer with those that they have. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpResponseCode: 299",
                "camelhttprawquery: limit=0",
                "CamelHttpUri: http://192.0.2.1/",
                "CamelBeanMethodName: toString",
                "CamelCharsetName: nothing",
                "id: 20200101T000000Z-web-7",
                "name: x",
                "limit: 0",
                "X-Mine: echo",
                "Access-Control-Allow-Origin: *",
                "Content-Type: text/html",
                "Content-Encoding: gzip",
                "Accept: text/html",
                "X-HTTP-Method-Override: POST",
                "X-Forwarded-Host: evil.example",
            })
    void aHeaderOfARequestChangesNothing(String header) throws IOException {
        for (String target :
                List.of("/api/runs?limit=1", "/api/runs/" + run.id(), "/api/queries")) {
            Asked plain = Asked.of(api.port, "GET", target);
            Asked answer = Asked.of(api.port, "GET", target, header);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).isEqualTo(plain.headers());
            assertThat(answer.text()).isEqualTo(plain.text());
            assertThat(answer.headers().keySet()).doesNotContain("id", "name", "limit");
        }
    }

    /** Or a link that somebody follows would open what the server keeps shut. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Access-Control-Allow-Origin=*",
                "Content-Security-Policy=",
                "Set-Cookie=a",
                "CamelHttpResponseCode=299"
            })
    void aParameterThatAnOperationDoesNotHaveIsRefusedAndNotSentBack(String query)
            throws IOException {
        Asked plain = Asked.of(api.port, "GET", "/api/alarms?x");
        for (String path : List.of("alarms", "config", "queries", "pipeline", "events", "runs")) {
            Asked answer =
                    Asked.of(
                            api.port,
                            "GET",
                            "/api/" + path + "?" + query,
                            "Accept: application/json");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.headers().keySet()).isEqualTo(plain.headers().keySet());
            assertThat(answer.header("content-security-policy"))
                    .isEqualTo(plain.header("content-security-policy"));
        }
    }

    @Test
    void pagesFollowOneAnotherUntilTheLast() throws Exception {
        List<String> names = new ArrayList<>();
        String token = "";
        do {
            JsonNode page =
                    json.readTree(send("GET", "/samples?type=network&limit=5" + token, "").body());
            assertThat(page.path("samples").size()).isLessThanOrEqualTo(5);
            page.path("samples")
                    .forEach(of -> names.add(of.path("name").asText() + of.path("dimensions")));
            token = page.has("next") ? "&token=" + page.path("next").asText() : "";
        } while (!token.isEmpty());

        assertThat(names)
                .hasSize(
                        (int)
                                run.samples().stream()
                                        .filter(sample -> sample.type().equals("network"))
                                        .count())
                .doesNotHaveDuplicates();
    }

    private static String answered(String query, String from, String to, String name)
            throws Exception {
        HttpResponse<String> accepted = send("POST", "/queries/" + query, question(from, to, name));
        String at = accepted.headers().firstValue("Location").orElseThrow().substring(4);
        Awaitility.await().until(() -> !send("GET", at, "").body().contains("\"RUNNING\""));
        return at.substring("/answers/".length());
    }

    private static String question(String from, String to, String name) {
        return "{\"parameters\": {\"from\": \"%s\", \"to\": \"%s\", \"name\": \"%s\"}}"
                .formatted(from, to, name);
    }

    private static Asked post(String target, String body, String... headers) throws IOException {
        return Asked.of(
                api.port,
                "POST",
                target,
                List.of(headers),
                body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> send(String method, String target, String body)
            throws Exception {
        HttpRequest.BodyPublisher publisher =
                body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body);
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port + "/api" + target))
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json") // of events there is a stream
                        .timeout(Duration.ofSeconds(30))
                        .method(method, publisher)
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String type(HttpResponse<String> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }
}
