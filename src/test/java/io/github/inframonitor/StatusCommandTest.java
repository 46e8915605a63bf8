package io.github.inframonitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.github.inframonitor.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command {@code status}, against answers as the API gives them. */
class StatusCommandTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PIPELINE =
            """
            {"pipeline": "web-7", "version": "0.1.0", "profile": "prod", "schedule": "0 0 0/3 * * ?",
             "nextRun": "2026-11-26T09:00:00Z", "running": false,
             "startedAt": "2026-11-20T00:00:00Z", "now": "2026-11-26T06:30:00Z",
             "spool": {"runs": 1, "bytes": 9876, "maxBytes": 268435456}}
            """;
    private static final String RUNS =
            """
            {"runs": [
             {"id": "20261126T060000Z-web-7", "pipeline": "web-7",
              "scheduledTime": "2026-11-26T06:00:00.000Z", "status": "%s", "samples": 36,
              "tookMillis": 2031,
              "branches": [{"name": "cpu", "result": "OK"},
               {"name": "disk", "result": "%s", "error": "no such\\ndevice"}],
              "stores": [{"name": "hot", "result": "OK"}]},
             {"id": "20261126T030000Z-web-7", "pipeline": "web-7",
              "scheduledTime": "2026-11-26T03:00:00.000Z", "status": "COMPLETE", "samples": 48,
              "tookMillis": 1810, "branches": [], "stores": []}]}
            """;
    private static final String ALARMS =
            """
            {"lookedAt": "2026-11-26T06:29:30Z", "alarms": [
             {"name": "infra-monitor-cpu", "state": "%s", "since": "2026-11-26T06:00:02Z",
              "metric": "CPUUtilization", "comparison": "GreaterThanThreshold", "threshold": 80}]}
            """;

    private final Map<String, String> answers = new TreeMap<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private HttpServer server;
    private int status = 200;
    private String type = "application/json";

    @BeforeEach
    void answer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    authorizations.add(
                            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                    String path = exchange.getRequestURI().toString();
                    byte[] body =
                            answers.getOrDefault(path, "not asked for: " + path)
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", type);
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tellsRunsAlarmsAndSpoolAndThatSomethingIsWrong() throws Exception {
        answerWith("PARTIAL", "FAILED", "ALARM");

        assertThat(status()).isEqualTo(2);
        assertThat(out)
                .hasToString(
                        """
                        pipeline web-7, profile prod, schedule 0 0 0/3 * * ?, next run 2026-11-26T09:00:00Z

                        RUN                     STATUS    SAMPLES  MS    FAILED
                        20261126T060000Z-web-7  PARTIAL   36       2031  disk (no such device)
                        20261126T030000Z-web-7  COMPLETE  48       1810

                        ALARM              STATE  SINCE
                        infra-monitor-cpu  ALARM  2026-11-26T06:00:02Z

                        spool: 1 runs wait, 9876 of 268435456 bytes
                        """);
        assertThat(authorizations).containsOnly("null");
    }

    @Test
    void isContentWhenAllIsWell() throws Exception {
        answerWith("COMPLETE", "OK", "OK");

        assertThat(status()).isZero();
    }

    @Test
    void aRunThatIsGoingOnIsNotTheLast() throws Exception {
        answerWith("RUNNING", "OK", "OK");

        assertThat(status()).isZero();
    }

    @Test
    void givesScriptsOneObject() throws Exception {
        answerWith("COMPLETE", "OK", "ALARM");

        assertThat(status("--json")).isEqualTo(2);
        assertThat(JSON.readTree(out.toString()))
                .isEqualTo(
                        JSON.readTree(
                                "{\"pipeline\":%s,\"runs\":%s,\"lookedAt\":\"2026-11-26T06:29:30Z\",\"alarms\":%s}"
                                        .formatted(
                                                PIPELINE,
                                                array(answers, "runs", "runs"),
                                                array(answers, "alarms", "alarms"))));
    }

    @Test
    void givesTheToken() throws Exception {
        answerWith("COMPLETE", "OK", "OK");

        assertThat(status(Map.of("http.token", "0123456789abcdef"))).isZero();
        assertThat(authorizations).containsOnly("Bearer 0123456789abcdef");
    }

    @Test
    void saysWhyThereIsNoAnswer() throws Exception {
        status = 401;
        type = "application/problem+json";
        answers.put("/api/pipeline", "{\"detail\": \"http.token must be given\"}");

        assertThat(status()).isEqualTo(1);
        assertThat(err).hasToString(noAnswer("http.token must be given"));
    }

    @Test
    void saysThatAnotherServerAnswers() throws Exception {
        status = 404;
        type = "text/html";

        assertThat(status()).isEqualTo(1);
        assertThat(err).hasToString(noAnswer("status 404, which is not of infra-monitor"));
    }

    @Test
    void saysThatNothingListens() throws Exception {
        server.stop(0);

        assertThat(status()).isEqualTo(1);
        assertThat(err).hasToString(noAnswer("nothing listens there"));
    }

    @Test
    void takesNoOtherWord() throws Exception {
        assertThat(status("--yaml")).isEqualTo(78);
        assertThat(err).hasToString("usage: infra-monitor status [--json]\n");
    }

    private static String array(Map<String, String> answers, String path, String name)
            throws IOException {
        String answer =
                answers.entrySet().stream()
                        .filter(of -> of.getKey().startsWith("/api/" + path))
                        .findFirst()
                        .orElseThrow()
                        .getValue();
        return JSON.readTree(answer).path(name).toString();
    }

    private String noAnswer(String why) {
        return "no answer from http://127.0.0.1:%d/api/: %s; is a process running, and are http.host and http.port its?\n"
                .formatted(server.getAddress().getPort(), why);
    }

    private void answerWith(String run, String disk, String alarm) {
        answers.put("/api/pipeline", PIPELINE);
        answers.put("/api/runs?limit=10&from=2026-11-19T06:30:00Z", RUNS.formatted(run, disk));
        answers.put("/api/alarms", ALARMS.formatted(alarm));
    }

    private int status(String... words) throws InterruptedException {
        return status(Map.of(), words);
    }

    private int status(Map<String, String> settings, String... words) throws InterruptedException {
        Properties given = new Properties();
        given.setProperty("http.port", String.valueOf(server.getAddress().getPort()));
        given.putAll(settings);
        PrintStream before = System.out;
        PrintStream errors = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return StatusCommand.status(
                    Settings.load(Path.of("routes"), "local", given, Map.of()), List.of(words));
        } finally {
            System.setOut(before);
            System.setErr(errors);
        }
    }
}
