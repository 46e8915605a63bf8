package io.github.inframonitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process with its page: when it does not start, and how it ends. */
class HttpPortTest extends ProcessTest {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void nobodyElsewhereIsAnsweredWithoutAToken(String host) throws Exception {
        Ended ended =
                start("-Dhttp.enabled=true", "-Dhttp.host=" + host, "-Dhttp.port=" + freePort());

        assertThat(ended)
                .isEqualTo(
                        new Ended(
                                78,
                                "infra-monitor does not start: http.token: http.host="
                                        + host
                                        + " lets other machines ask, so there must be a token; set"
                                        + " HTTP_TOKEN in the environment, or"
                                        + " http.host=127.0.0.1\n"));
    }

    @Test
    void aPortThatIsTakenIsOneLineAndStatus78() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            Ended ended = start("-Dhttp.enabled=true", "-Dhttp.port=" + port);

            assertThat(ended)
                    .isEqualTo(
                            new Ended(
                                    78,
                                    "infra-monitor does not start: http.port: 127.0.0.1:"
                                            + port
                                            + " cannot be listened on: Address already in use; if"
                                            + " another pipeline has it, set another here, or"
                                            + " http.enabled=false\n"));
        }
    }

    @Test
    void oneRunAloneListensNowhere() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended run =
                    start(
                            "-Drun.once=true",
                            "-Dhttp.enabled=true",
                            "-Dhttp.port=" + taken.getLocalPort());

            assertThat(run.status()).as(run.output()).isZero();
        }
    }

    /** A page that is open keeps nobody waiting. */
    @Test
    void itEndsWhileSomebodyListensToItsEvents() throws Exception {
        int port = freePort();
        Process process =
                process(
                        Map.of(),
                        "-Dhttp.enabled=true",
                        "-Dhttp.port=" + port,
                        "-Dschedule.run-at-start=false",
                        "-Dschedule.cron=0 0 0 1 1 ? 2099");
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.contains("the page is http://127.0.0.1:" + port + "/")) {
                line = lines.readLine();
            }
            assertThat(line).isNotNull();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(30_000);
                socket.getOutputStream()
                        .write(
                                "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                BufferedReader events =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.UTF_8));
                assertThat(events.readLine()).isEqualTo("HTTP/1.1 200 OK");

                process.toHandle().destroy(); // that of the process closes its output too

                // far below shutdown.timeout, 20 s
                assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
                while (events.readLine() != null) {
                    // until the end of the stream, which it comes to
                }
            }
            assertThat(lines.lines().filter(of -> of.contains("WARN") || of.contains("ERROR")))
                    .isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
