package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** One log object, from incoming to where it goes. */
class ProcessLogsRouteTest extends LogRouteTest {
    private static final List<String> SAMPLES =
            List.of(
                    "2026-11-22T20:15:00.000Z web error_count 0",
                    "2026-11-22T20:15:00.000Z web line_count 2",
                    "2026-11-22T20:15:00.000Z web status_4xx_count 1",
                    "2026-11-22T20:15:00.000Z web status_5xx_count 0",
                    "2026-11-22T20:16:00.000Z web error_count 1",
                    "2026-11-22T20:16:00.000Z web line_count 1",
                    "2026-11-22T20:16:00.000Z web status_4xx_count 0",
                    "2026-11-22T20:16:00.000Z web status_5xx_count 1");

    @Override
    Map<String, String> settings() {
        return Map.of("retry.attempts", "0");
    }

    @Test
    void whatAnObjectSaysIsStoredAndTheObjectMovedAndTwiceChangesNothing() throws Exception {
        start();
        put(KEY, COMBINED);

        assertThat(body(process(KEY))).isEqualTo("done");

        List<String> after = keys();
        assertThat(hot("2026-11-22")).isEqualTo(SAMPLES);
        assertThat(after).hasSize(2).contains(PROCESSED);
        assertThat(read(PROCESSED)).isEqualTo(COMBINED);
        assertThat(after.get(1))
                .matches("metrics/dt=2026-11-22/20261122T201500Z-logs-[0-9a-f]{12}.parquet");
        assertThat(records("2026-11-22"))
                .singleElement()
                .satisfies(record -> assertThat(record.get("status").s()).isEqualTo("COMPLETE"));
        assertThat(processorErrors()).containsExactly(0.0, 1.0);

        // had it been stored again, this would have been the outcome
        faults().failNext("BatchWriteItem", new IllegalStateException("stored again"));
        put(KEY, COMBINED);

        assertThat(body(process(KEY))).isEqualTo("done");
        assertThat(keys()).isEqualTo(after);
        assertThat(hot("2026-11-22")).isEqualTo(SAMPLES);
        assertThat(processorErrors()).containsExactly(0.0, 1.0);
        assertThat(messages()).isEmpty();
    }

    @Test
    void anObjectOfTwoDaysIsTwoObjectsOfTheColdStore() throws Exception {
        start();
        put(KEY, gzip(COMBINED + COMBINED.replace("22/Nov/2026:20", "23/Nov/2026:00")));

        assertThat(body(process(KEY))).isEqualTo("done");

        String hash = keys().get(1).replaceFirst(".*-logs-", "");
        assertThat(keys())
                .containsExactly(
                        PROCESSED,
                        "metrics/dt=2026-11-22/20261122T201500Z-logs-" + hash,
                        "metrics/dt=2026-11-23/20261122T201500Z-logs-" + hash);
        assertThat(hot("2026-11-23")).hasSize(8);
    }

    @Test
    void anObjectThatCannotBeProcessedGoesToFailedWithItsReasonAndIsToldOncePerService()
            throws Exception {
        start();
        byte[] whole = gzip(COMBINED);
        byte[] truncated = Arrays.copyOf(whole, whole.length - 20);
        put(KEY, truncated);
        put("logs/incoming/web/b.log", "\u001b[31mno log\u0007\n".repeat(5));

        assertThat(body(process(KEY))).isEqualTo("done");
        assertThat(body(process("logs/incoming/web/b.log"))).isEqualTo("done");

        assertThat(keys())
                .containsExactly(
                        FAILED,
                        FAILED + ".reason.txt",
                        "logs/failed/web/b.log",
                        "logs/failed/web/b.log.reason.txt");
        assertThat(read(FAILED + ".reason.txt"))
                .isEqualTo(KEY + " cannot be processed: its gzip is cut off before its end\n");
        assertThat(read("logs/failed/web/b.log.reason.txt"))
                .isEqualTo(
                        """
                        logs/incoming/web/b.log cannot be processed: none of its 5 lines is JSON, \
                        an ALB's or a combined access log
                        5 of the 5 lines until then could not be read, such as
                          ?[31mno log?
                          ?[31mno log?
                          ?[31mno log?
                        """);
        assertThat(processorErrors()).containsExactly(2.0, 2.0);
        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith("Subject: infra-monitor FAILED on logs/web: logs\n")
                .contains("a log object cannot be processed: " + KEY + ": its gzip is cut off");
    }

    @Test
    void anObjectWithoutAServiceFailsAndOneWithoutLinesDoesNot() throws Exception {
        start();
        put("logs/incoming/access.log", COMBINED);
        put(KEY, "\n\n");
        put("logs/incoming/web/AWSLogs/1/ELBAccessLogTestFile", "Enable AccessLog for ELB");

        assertThat(body(process("logs/incoming/access.log"))).isEqualTo("done");
        assertThat(body(process(KEY))).isEqualTo("done");
        assertThat(body(process("logs/incoming/web/AWSLogs/1/ELBAccessLogTestFile")))
                .isEqualTo("done");

        assertThat(keys())
                .containsExactly(
                        "logs/failed/access.log",
                        "logs/failed/access.log.reason.txt",
                        "logs/processed/web/AWSLogs/1/ELBAccessLogTestFile",
                        PROCESSED);
        assertThat(read("logs/failed/access.log.reason.txt")).contains("it is of no service");
    }

    @Test
    void whatAStoreDidNotTakeStaysAndIsTriedAgain() throws Exception {
        start();
        put(KEY, COMBINED);
        faults().throttleNext("GetItem", 1); // whether it was stored before cannot be known
        faults().throttleNext("PutObject", 1);

        assertThat(body(process(KEY))).isEqualTo("kept");

        assertThat(keys()).containsExactly(KEY);
        assertThat(records("2026-11-22").get(0).get("status").s()).isEqualTo("PARTIAL");
        assertThat(processorErrors()).containsExactly(1.0, 1.0);
        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith("Subject: infra-monitor PARTIAL on logs/web: cold\n");

        assertThat(body(process(KEY))).isEqualTo("done");
        assertThat(keys()).hasSize(2).contains(PROCESSED);
        assertThat(hot("2026-11-22")).isEqualTo(SAMPLES);
        assertThat(records("2026-11-22").get(0).get("status").s()).isEqualTo("COMPLETE");
    }

    @Test
    void anObjectThatIsGoneIsDoneWhateverS3SaysOfIt() throws Exception {
        start();
        faults().failNext("GetObject", denied());

        assertThat(body(process(KEY))).isEqualTo("done");
        assertThat(body(process(KEY))).isEqualTo("done");
        assertThat(messages()).isEmpty();
        assertThat(keys()).isEmpty();
    }

    @Test
    void anObjectThatS3RefusesStaysAndIsTold() throws Exception {
        start();
        put(KEY, COMBINED);
        faults().failNext("GetObject", denied());

        assertThat(body(process(KEY))).isEqualTo("kept");
        assertThat(keys()).containsExactly(KEY);
        assertThat(messages())
                .singleElement()
                .asString()
                .contains(KEY + ": S3 403 AccessDenied: no; the role")
                .contains("must be allowed s3:GetObject");
        assertThat(processorErrors()).containsExactly(1.0, 1.0);
    }

    @Test
    void anObjectThatCannotBeReadNowStaysAndNobodyIsTold() throws Exception {
        start();
        put(KEY, COMBINED);
        faults().failNext("GetObject", SdkClientException.create("connection reset"));

        assertThat(body(process(KEY))).isEqualTo("kept");
        assertThat(keys()).containsExactly(KEY);
        assertThat(messages()).isEmpty();
    }

    @Test
    void aMoveThatFailedIsMadeUpForWithoutStoringAgain() throws Exception {
        start();
        put(KEY, COMBINED);
        faults().failNext("CopyObject", SdkClientException.create("connection reset"));

        assertThat(body(process(KEY))).isEqualTo("kept");
        faults().failNext("BatchWriteItem", new IllegalStateException("stored again"));
        assertThat(body(process(KEY))).isEqualTo("done");

        assertThat(keys()).hasSize(2).contains(PROCESSED);
        assertThat(processorErrors()).containsExactly(0.0, 1.0);
        assertThat(messages()).isEmpty();
    }

    @Test
    void anObjectThatAnotherProcessMovedIsDone() throws Exception {
        replace(
                "move-log",
                "to-copy-log",
                exchange -> {
                    client(S3Client.class).deleteObject(d -> d.bucket("infra-monitor").key(KEY));
                    throw denied();
                });
        start();
        put(KEY, COMBINED);

        assertThat(body(process(KEY))).isEqualTo("done");
        assertThat(messages()).isEmpty();
    }

    @Test
    void anObjectThatWasReplacedWhileItWasReadStays() throws Exception {
        replace("store-log", "show-log", exchange -> put(KEY, COMBINED + COMBINED));
        start();
        put(KEY, COMBINED);

        assertThat(body(process(KEY))).isEqualTo("kept");
        assertThat(read(KEY)).isEqualTo(COMBINED + COMBINED);
        assertThat(messages()).isEmpty();
    }

    @Test
    void theStreamOfAnObjectIsNotHeldInMemoryBeforeItIsRead() throws Exception {
        InputStream object = new ByteArrayInputStream(new byte[0]);
        List<Object> read = new ArrayList<>();
        replace("process-logs", "to-get-log", exchange -> exchange.getMessage().setBody(object));
        replace(
                "process-logs",
                "read-log",
                exchange -> {
                    read.add(exchange.getMessage().getBody());
                    throw new IOException("enough");
                });
        start();
        put(KEY, COMBINED);

        assertThat(body(process(KEY))).isEqualTo("kept");
        assertThat(read).singleElement().isSameAs(object);
    }

    private static Object body(Exchange exchange) {
        return exchange.getMessage().getBody();
    }

    private static S3Exception denied() {
        return (S3Exception)
                S3Exception.builder()
                        .statusCode(403)
                        .awsErrorDetails(
                                AwsErrorDetails.builder()
                                        .serviceName("S3")
                                        .errorCode("AccessDenied")
                                        .errorMessage("no")
                                        .build())
                        .build();
    }
}
