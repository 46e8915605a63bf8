package io.github.inframonitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.inframonitor.settings.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.main.Main;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a probe and Prometheus are told, and what is said when they cannot be. */
class ManagementPortCheck extends ProcessTest {
    private static final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aProcessOnItsScheduleTellsOfItselfWhateverAwsDoes() throws Exception {
        int port = freePort();
        Process pipeline =
                process(
                        Map.of(
                                "AWS_ENDPOINT_URL", "http://127.0.0.1:" + freePort(),
                                "AWS_ACCESS_KEY_ID", "none",
                                "AWS_SECRET_ACCESS_KEY", "none"),
                        "-Dcamel.main.profile=prod",
                        "-Daws.region=eu-west-1",
                        "-Dcold.bucket=somebody-elses",
                        "-Dalerts.topic-arn=arn:aws:sns:eu-west-1:123456789012:ops",
                        "-Dlogs.queue-url=https://sqs.eu-west-1.amazonaws.com/123456789012/logs",
                        "-Dschedule.cron=0 0 0 1 1 ? 2099",
                        "-Dmanagement.enabled=true",
                        "-Dmanagement.port=" + port);
        try {
            awaitAnswer(port);

            assertThat(get(port, "/observe/health/live").statusCode()).isEqualTo(200);
            assertThat(get(port, "/observe/health/ready").statusCode()).isEqualTo(200);
            JsonNode health = new ObjectMapper().readTree(get(port, "/observe/health").body());
            assertThat(health.at("/checks").findValuesAsText("name"))
                    .contains("cold.bucket", "hot.table", "alerts.topic-arn");
            assertThat(health.at("/status").asText()).isEqualTo("DOWN");
            assertThat(get(port, "/observe/metrics").body())
                    .contains("camel_exchanges_total{")
                    .contains("routeId=\"store-hot\"")
                    .doesNotContain("endpointName");
        } finally {
            pipeline.destroy();
            pipeline.waitFor();
        }
    }

    @Test
    void itIsNotReadyButAliveWhileARouteIsStopped() throws Exception {
        int port = freePort();
        Main main = main(port);
        main.start();
        try {
            assertThat(get(port, "/observe/health/ready").statusCode()).isEqualTo(200);

            main.getCamelContext().getRouteController().stopRoute("collect-cpu");

            assertThat(get(port, "/observe/health/ready").statusCode()).isEqualTo(503);
            assertThat(get(port, "/observe/health/ready").body())
                    .contains("{\"name\":\"route:collect-cpu\",\"status\":\"DOWN\"");
            assertThat(get(port, "/observe/health/live").statusCode()).isEqualTo(200);
        } finally {
            main.stop();
        }
    }

    @Test
    void aPortThatIsTakenIsOneLineAndStatus78() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            Ended ended = start("-Dmanagement.enabled=true", "-Dmanagement.port=" + port);

            assertThat(ended)
                    .isEqualTo(
                            new Ended(
                                    78,
                                    "infra-monitor does not start: management.port: 127.0.0.1:"
                                            + port
                                            + " cannot be listened on: Address already in use; if"
                                            + " another pipeline has it, set another here, or"
                                            + " management.enabled=false\n"));
        }
    }

    @Test
    void anAddressOfAnotherMachineIsOneLineAndStatus78() throws Exception {
        Ended ended = start("-Dmanagement.enabled=true", "-Dmanagement.host=192.0.2.1");

        assertThat(ended)
                .isEqualTo(
                        new Ended(
                                78,
                                "infra-monitor does not start: management.host: 192.0.2.1 cannot be"
                                        + " listened on: Cannot assign requested address; name an"
                                        + " address of this machine, or 0.0.0.0 for all\n"));
    }

    @Test
    void oneRunAloneListensNowhere() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended run =
                    start(
                            "-Drun.once=true",
                            "-Dmanagement.enabled=true",
                            "-Dmanagement.port=" + taken.getLocalPort());

            assertThat(run.status()).as(run.output()).isZero();
        }
    }

    /** The pipeline within this JVM, where a route can be stopped. */
    private Main main(int port) {
        Properties given = new Properties();
        given.setProperty("local.dir", folder.resolve("local").toString());
        given.setProperty("management.port", String.valueOf(port));
        Settings settings = Settings.load(routes, "local", given, Map.of());
        Map<String, Object> properties = new HashMap<>(settings.values());
        properties.putAll(ManagementPort.properties(settings));
        properties.put("camel.main.routes-include-pattern", "file:" + routes + "/*.camel.yaml");
        properties.put("schedule.run-at-start", "false");
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setOverrideProperties(properties);
        return main;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitAnswer(int port) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .ignoreException(ConnectException.class)
                .until(() -> get(port, "/observe/health/live").statusCode() > 0);
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
