package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Reading;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** The three policies, each on a route that has it. */
class ErrorHandlingTest extends RouteTest {
    private final AtomicInteger attempts = new AtomicInteger();
    private final List<Long> times = new CopyOnWriteArrayList<>();

    @Test
    void whatMayPassIsTriedThreeTimesMoreEachAfterTwiceTheWait() throws Exception {
        failFirst(10, new IOException("broken"));
        start();

        Exchange end = send("collect-cpu-host", run());

        assertThat(attempts).hasValue(4);
        // whatever the machine does, no wait is shorter than it must be; each loses 15 % at most by
        // chance, and the next is twice what is left
        assertThat(waitedMillis(1)).isGreaterThanOrEqualTo(10 * 0.85);
        assertThat(waitedMillis(2)).isGreaterThanOrEqualTo(20 * 0.85 * 0.85);
        assertThat(waitedMillis(3)).isGreaterThanOrEqualTo(40 * 0.85 * 0.85 * 0.85);
        assertThat(end.getMessage().getBody()).isInstanceOf(IOException.class);
    }

    /** With the test's delay of 10 ms for 10 s, this is what makes them 10, 20 and 40 seconds. */
    @Test
    void byDefaultTheWaitsAre10And20And40Seconds() throws Exception {
        Properties defaults = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("routes/application.properties"))) {
            defaults.load(file);
        }

        assertThat(defaults)
                .containsAllEntriesOf(
                        Map.of(
                                "retry.attempts", "3",
                                "retry.delay", "10000",
                                "retry.backoff", "2"));
    }

    @Test
    void whatPassesInTimeIsNoFailure() throws Exception {
        failFirst(3, new IOException("broken"));
        start();

        Exchange end = send("collect-cpu-host", run());

        assertThat(attempts).hasValue(4);
        assertThat(end.getMessage().getBody()).isInstanceOf(Reading.class);
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied",
        "400, AccessDeniedException",
        "400, ValidationException",
        "404, NoSuchBucket",
        "400, ResourceNotFoundException"
    })
    void aRefusalIsNotTriedAgain(int status, String code) throws Exception {
        failFirst(10, awsError(status, code));
        start();

        Exchange end = send("collect-cpu-host", run());

        assertThat(attempts).hasValue(1);
        assertThat(end.getMessage().getBody()).isInstanceOf(AwsServiceException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "400, ThrottlingException",
        "400, ProvisionedThroughputExceededException",
        "503, SlowDown",
        "500, InternalServerError",
        "429, TooManyRequestsException"
    })
    void aThrottleAndAnErrorOfTheServiceAreTriedAgain(int status, String code) throws Exception {
        failFirst(1, awsError(status, code));
        start();

        Exchange end = send("collect-cpu-host", run());

        assertThat(attempts).hasValue(2);
        assertThat(end.getMessage().getBody()).isInstanceOf(Reading.class);
    }

    @Test
    void aFailureOutsideOfARunIsToldAtOnceAndEndsThere() throws Exception {
        fail("schedule", "start-scheduled-run", new IOException("no clock"));
        AdviceWith.adviceWith(
                context, "schedule", false, advice -> advice.replaceFromWith("direct:tick"));
        start();
        context.getRouteController().startRoute("schedule");

        Exchange end = template.send("direct:tick", exchange -> {});

        assertThat(end.getException()).isNull();
        assertThat(messages()).singleElement().asString().contains("IOException: no clock");
    }

    @Test
    void whatIsWrittenDownBesideARunFailsWithoutAReport() throws Exception {
        fail("publish-run", "make-run-datapoints", new IOException("no network"));
        start();

        Exchange end = send("publish-run", run(1));

        assertThat(end.getException()).isNull();
        assertThat(messages()).isEmpty();
    }

    private double waitedMillis(int attempt) {
        return (times.get(attempt) - times.get(attempt - 1)) / 1e6;
    }

    private void failFirst(int failures, Exception with) throws Exception {
        replace(
                "collect-cpu-host",
                "read-cpu",
                exchange -> {
                    times.add(System.nanoTime());
                    if (attempts.incrementAndGet() <= failures) {
                        throw with;
                    }
                    exchange.getMessage().setBody(reading("cpu", 1));
                });
    }

    private static AwsServiceException awsError(int status, String code) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(
                        AwsErrorDetails.builder()
                                .serviceName("Any")
                                .errorCode(code)
                                .errorMessage("said so")
                                .build())
                .build();
    }
}
