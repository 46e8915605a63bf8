package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Outcome.Result;
import io.github.inframonitor.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A run from its claim to its report. */
class RunRouteTest extends RouteTest {
    private static final List<String> BRANCHES = List.of("cpu", "memory", "disk", "network");

    @Override
    Map<String, String> settings() {
        return Map.of("collect.timeout", "2s", "retry.attempts", "0", "collect.window", "1ms");
    }

    @Test
    void aRunThatGoesWellIsCompleteAndSaysNothing() throws Exception {
        AtomicReference<String> marked = new AtomicReference<>();
        readEverywhere();
        replace(
                "collect-cpu-host",
                "read-cpu",
                exchange -> {
                    marked.set(exchange.getProperty("run", String.class));
                    exchange.getMessage().setBody(reading("cpu", 1));
                });
        start();

        Run run = doRun();

        assertThat(run.status()).isEqualTo(Run.Status.COMPLETE);
        assertThat(record().get("status").s()).isEqualTo("COMPLETE");
        assertThat(marked).as("what log lines are marked with").hasValue(run.id());
        assertThat(messages()).isEmpty();
    }

    @Test
    void aRunThatAnotherProcessDoesIsLeftToIt() throws Exception {
        start();
        client(DynamoDbClient.class)
                .putItem(
                        p ->
                                p.tableName("infra-monitor")
                                        .item(
                                                Map.of(
                                                        "pk", AttributeValue.fromS("R#web-7"),
                                                        "sk",
                                                                AttributeValue.fromS(
                                                                        "2026-11-22T21:00:00.000Z"),
                                                        "owner", AttributeValue.fromS("other"))));

        assertThat(template.requestBody("direct:run", run())).isEqualTo("elsewhere");

        assertThat(record()).containsOnlyKeys("pk", "sk", "owner");
        assertThat(objects()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "record-run, update-record",
        "publish-run, make-run-datapoints",
        "report-failure, decide-alert"
    })
    void nothingThatFollowsARunChangesItOrStopsTheRest(String route, String step) throws Exception {
        readEverywhere();
        fail("collect-disk-host", "read-disk", new IOException("broken"));
        fail(route, step, new IOException("no more"));
        start();

        Run run = doRun();

        assertThat(run.status()).isEqualTo(Run.Status.PARTIAL);
        assertThat(objects()).hasSize(1);
        assertThat(record().containsKey("status")).isEqualTo(!route.equals("record-run"));
        assertThat(messages()).hasSize(route.equals("report-failure") ? 0 : 1);
    }

    @Test
    void aRunThatCollectsNothingFailsAndTellsOnce() throws Exception {
        for (String branch : BRANCHES) {
            fail("collect-" + branch + "-host", "read-" + branch, new IOException("broken"));
        }
        start();

        Run run = doRun();

        assertThat(run.status()).isEqualTo(Run.Status.FAILED);
        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith("Subject: infra-monitor FAILED on web-7: cpu, memory, disk, network\n")
                .contains("- collected: nothing, 0 samples\n");
    }

    @Test
    void aRunThatNothingStoresFailsAndTellsOnce() throws Exception {
        readEverywhere();
        fail("store-cold", "encode-parquet", new IOException("broken"));
        fail("store-hot", "make-items", new IOException("broken"));
        fail("store-metrics", "make-datapoints", new IOException("broken"));
        start();

        Run run = doRun();

        assertThat(run.status()).isEqualTo(Run.Status.FAILED);
        assertThat(messages()).singleElement().asString().contains("- stored in: nothing\n");
    }

    @Test
    void aBranchPastItsTimeoutReportsNothingMore() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        readEverywhere();
        replace(
                "collect-cpu-host",
                "read-cpu",
                exchange -> {
                    exchange.getExchangeExtension().addOnCompletion(counting(ended));
                    release.await(1, TimeUnit.MINUTES);
                    throw new IOException("broken, and late");
                });
        start();

        Run run = doRun();
        Map<String, AttributeValue> recorded = record();
        release.countDown();
        assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();

        assertThat(run.failures())
                .extracting(Outcome::name, Outcome::result)
                .containsExactly(tuple("cpu", Result.TIMED_OUT));
        assertThat(messages()).singleElement().asString().contains("cpu TIMED_OUT");
        assertThat(record()).isEqualTo(recorded);
    }

    @Test
    void aFailureOfTheRunItselfIsToldAndEndsThere() throws Exception {
        fail("run", "remember-run", new IOException("odd"));
        start();

        assertThat(template.requestBody("direct:run", run())).isNull();

        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith("Subject: infra-monitor FAILED outside a run\n");
    }

    private static SynchronizationAdapter counting(CountDownLatch ended) {
        return new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange exchange) {
                ended.countDown();
            }
        };
    }

    private void readEverywhere() throws Exception {
        for (String branch : BRANCHES) {
            replace(
                    "collect-" + branch + "-host",
                    "read-" + branch,
                    exchange -> exchange.getMessage().setBody(reading(branch, 1)));
        }
    }

    private Map<String, AttributeValue> record() {
        return client(DynamoDbClient.class)
                .getItem(
                        g ->
                                g.tableName("infra-monitor")
                                        .key(
                                                Map.of(
                                                        "pk", AttributeValue.fromS("R#web-7"),
                                                        "sk",
                                                                AttributeValue.fromS(
                                                                        "2026-11-22T21:00:00.000Z"))))
                .item();
    }

    private List<Path> objects() throws IOException {
        try (var files = Files.walk(folder.resolve("local/s3/infra-monitor"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
