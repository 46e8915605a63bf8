package io.github.inframonitor.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** The double understands what the SDK's own client sends, and is understood by it. */
class CloudWatchDoubleTest {
    private static final Instant TIME = Instant.parse("2026-11-22T21:00:00.123Z");

    private CloudWatchDouble cloudWatch;
    private CloudWatchClient client;

    @BeforeEach
    void start() throws Exception {
        cloudWatch = new CloudWatchDouble(0);
        client =
                CloudWatchClient.builder()
                        .endpointOverride(cloudWatch.endpoint())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("test", "test")))
                        .build();
    }

    @AfterEach
    void stop() {
        client.close();
        cloudWatch.close();
    }

    @Test
    void whatIsPutIsReadAsJson() throws Exception {
        client.putMetricData(
                put -> put.namespace("InfraMonitor").metricData(datum("CPUUtilization", 12.5)));

        JsonNode expected =
                new ObjectMapper()
                        .readTree(
                                """
                                [{"namespace": "InfraMonitor", "name": "CPUUtilization",
                                  "unit": "Percent", "value": 12.5,
                                  "time": "2026-11-22T21:00:00.123Z",
                                  "dimensions": {"resource": "web-7"}}]
                                """);
        assertThat(read("/datapoints")).isEqualTo(expected);
    }

    /** The SDK compresses what is larger than 10 KB. */
    @Test
    void aLargeRequestIsReadTheSame() {
        client.putMetricData(
                put ->
                        put.namespace("InfraMonitor")
                                .metricData(
                                        IntStream.range(0, 1000)
                                                .mapToObj(i -> datum("m" + i, i))
                                                .toList()));

        assertThat(cloudWatch.datapoints())
                .extracting(point -> point.get("name").asText() + " " + point.get("value").asInt())
                .containsExactlyElementsOf(
                        IntStream.range(0, 1000).mapToObj(i -> "m" + i + " " + i).toList());
    }

    @Test
    void whatItDoesNotPlayIsAnErrorThatTheClientKnows() {
        assertThatThrownBy(() -> client.listMetrics())
                .isInstanceOfSatisfying(
                        CloudWatchException.class,
                        error -> {
                            assertThat(error.statusCode()).isEqualTo(400);
                            assertThat(error.awsErrorDetails().errorCode())
                                    .isEqualTo("UnknownOperationException");
                        });
    }

    private static MetricDatum datum(String name, double value) {
        return MetricDatum.builder()
                .metricName(name)
                .value(value)
                .unit(StandardUnit.PERCENT)
                .timestamp(TIME)
                .dimensions(dimension -> dimension.name("resource").value("web-7"))
                .build();
    }

    private JsonNode read(String path) throws Exception {
        HttpResponse<String> response =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(cloudWatch.endpoint() + path))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        return new ObjectMapper().readTree(response.body());
    }
}
