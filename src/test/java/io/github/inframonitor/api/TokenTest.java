package io.github.inframonitor.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a token nobody is answered anything without it. */
class TokenTest {
    private static final String TOKEN = "s3cret-of-sixteen:and-more";

    @TempDir static Path folder;
    private static LiveApi api;

    @BeforeAll
    static void start() {
        api = new LiveApi(folder, Map.of("http.host", "0.0.0.0", "http.token", TOKEN));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer TOKEN",
                "authorization: bearer  TOKEN",
                "Authorization: Basic BASE64(any:TOKEN)",
                "Authorization: basic BASE64(:TOKEN)",
            })
    void whoGivesTheTokenIsAnswered(String header) throws IOException {
        for (String target : List.of("/", "/api/alarms", "/api/config")) {
            // by whatever name it is asked
            Asked answer = Asked.of(api.port, "GET", target, filled(header), "Host: monitor.lan");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).doesNotContain(TOKEN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-None: 1",
                "Authorization:",
                "Authorization: Bearer",
                "Authorization: Bearer ",
                "Authorization: Bearer s3cret-of-sixteen:and-mor",
                "Authorization: Bearer TOKEN1",
                "Authorization: TOKEN",
                "Authorization: Basic TOKEN",
                "Authorization: Basic %%%",
                "Authorization: Basic BASE64(any:)",
                "Authorization: Digest TOKEN",
                "Cookie: token=TOKEN",
            })
    void whoDoesNotIsToldNothingBut401(String header) throws IOException {
        for (String target :
                List.of("/", "/style.css", "/api/alarms", "/api/events", "/api/nothing")) {
            Asked answer =
                    Asked.of(
                            api.port,
                            "GET",
                            target + "?token=" + TOKEN,
                            filled(header),
                            "Accept: text/event-stream");

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.headers().get("www-authenticate"))
                    .containsExactly(
                            "Bearer realm=\"infra-monitor\"",
                            "Basic realm=\"infra-monitor\", charset=\"UTF-8\"");
            assertThat(new JsonMapper().readTree(answer.text()).path("detail").asText())
                    .isEqualTo("http.token must be given, as bearer token or as password");
        }
    }

    @Test
    void whoDoesNotStartsNothing() throws IOException {
        assertThat(start("X-None: 1")).isEqualTo(401);
        assertThat(api.context().getInflightRepository().size("run")).isZero();
    }

    /** A browser sends the password that it was once given with whatever page asks it to. */
    @Test
    void aPageOfElsewhereStartsNothingWithThePasswordOfAnother() throws IOException {
        String password = filled("Authorization: Basic BASE64(any:TOKEN)");

        assertThat(start(password, "Origin: http://evil.example")).isEqualTo(403);
    }

    private static int start(String... headers) throws IOException {
        return Asked.of(
                        api.port,
                        "POST",
                        "/api/runs",
                        List.of(
                                (String.join("\r\n", headers)
                                                + "\r\nContent-Type: application/json")
                                        .split("\r\n")),
                        "{}".getBytes(StandardCharsets.UTF_8))
                .status();
    }

    private static String filled(String header) {
        int at = header.indexOf("BASE64(");
        if (at < 0) {
            return header.replace("TOKEN", TOKEN);
        }
        String of = header.substring(at + 7, header.length() - 1).replace("TOKEN", TOKEN);
        return header.substring(0, at)
                + Base64.getEncoder().encodeToString(of.getBytes(StandardCharsets.UTF_8));
    }
}
