package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Receipt;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** One Parquet object a run. */
class StoreColdRouteTest extends RouteTest {
    private static final String KEY = "metrics/dt=2026-11-22/20261122T210000Z-web-7.parquet";

    @Override
    Map<String, String> settings() {
        return Map.of("retry.attempts", "2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1001})
    void writesOneObjectUnderTheKeyOfTheRun(int samples) throws Exception {
        start();

        Receipt receipt = send("store-cold", run(samples)).getMessage().getBody(Receipt.class);

        assertThat(receipt.requests()).isEqualTo(1);
        assertThat(receipt.samples()).isEqualTo(samples);
        assertThat(object()).startsWith("PAR1".getBytes(StandardCharsets.US_ASCII));
        assertThat(client(S3Client.class).headObject(h -> h.bucket("infra-monitor").key(KEY)))
                .extracting(head -> head.contentLength())
                .isEqualTo(Files.size(path()));
    }

    /** What it read again counts, and what it did not read is there as it was. */
    @Test
    void aRunThatIsDoneAgainAddsToItsObject() throws Exception {
        start();
        send("store-cold", of(sample("cpu", 1, "a"), sample("disk", 1, "a")));

        send("store-cold", of(sample("cpu", 2, "b"), sample("network", 2, "b")));

        assertThat(Stored.cold(folder.resolve("local/s3/infra-monitor")))
                .containsExactlyInAnyOrder(
                        sample("cpu", 2, "b"), sample("disk", 1, "a"), sample("network", 2, "b"));
        try (Stream<Path> objects = Files.list(path().getParent())) {
            assertThat(objects).containsExactly(path());
        }
    }

    @Test
    void anObjectThatChangesMeanwhileIsReadAgain() throws Exception {
        start();
        send("store-cold", of(sample("disk", 1, "a")));
        for (String changed : List.of("there", "and another")) {
            faults().failNext(
                            "PutObject",
                            (S3Exception)
                                    S3Exception.builder().statusCode(412).message(changed).build());
        }

        send("store-cold", of(sample("cpu", 2, "b")));

        assertThat(Stored.cold(folder.resolve("local/s3/infra-monitor")))
                .containsExactlyInAnyOrder(sample("cpu", 2, "b"), sample("disk", 1, "a"));
    }

    private static Run of(Sample... samples) {
        Run run = run();
        return new Run(
                TIME,
                run.pipelineId(),
                run.resource(),
                TIME,
                List.of(samples),
                run.branches(),
                run.stores());
    }

    private static Sample sample(String type, double value, String team) {
        return new Sample(
                TIME,
                "i-1",
                "ec2",
                "eu-west-1",
                null,
                type,
                "usage_percent",
                value,
                StandardUnit.PERCENT,
                new TreeMap<>(Map.of("device", "sda", Sample.TAG + "Team", team)));
    }

    @Test
    void aThrottleIsWaitedOut() throws Exception {
        start();
        faults().throttleNext("PutObject", 2);

        Exchange end = send("store-cold", run(1));

        assertThat(end.getMessage().getBody(Receipt.class).requests()).isEqualTo(1);
        assertThat(object()).isNotEmpty();
    }

    @Test
    void aThrottleThatDoesNotEndIsTheOutcome() {
        start();
        faults().throttleNext("PutObject", 3);

        Exchange end = send("store-cold", run(1));

        assertThat(end.getMessage().getBody()).isInstanceOf(S3Exception.class);
        assertThat(path()).doesNotExist();
    }

    @Test
    void aMissingBucketIsNotTriedAgain() throws Exception {
        start();
        // had it been tried again, the second attempt would have found the bucket
        faults().failNext(
                        "PutObject",
                        NoSuchBucketException.builder().statusCode(404).message("gone").build());

        Exchange end = send("store-cold", run(1));

        assertThat(end.getMessage().getBody()).isInstanceOf(NoSuchBucketException.class);
        assertThat(path()).doesNotExist();
    }

    private byte[] object() throws Exception {
        return Files.readAllBytes(path());
    }

    private Path path() {
        return folder.resolve("local/s3/infra-monitor").resolve(KEY);
    }
}
