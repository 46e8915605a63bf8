package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.aws.FakeAws;
import io.github.inframonitor.aws.FakeAws.Answer;
import io.github.inframonitor.aws.FakeAws.Asked;
import io.github.inframonitor.aws.FaultyProxy;
import io.github.inframonitor.aws.FaultyProxy.Fault;
import io.github.inframonitor.aws.SdkClients;
import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The clients of production behind a network and services in trouble: what passes costs nothing,
 * and what lasts costs its store only until it has passed.
 */
class FaultsCheck extends RouteTest {
    private static final Map<String, String> STORES =
            Map.of("cold", "PutObject", "hot", "BatchWriteItem", "metrics", "PutMetricData");
    private static final int FOR_GOOD = Integer.MAX_VALUE;

    /** What people read of each, as src/test/README.md has it. */
    private static final Map<Fault, String> SAID =
            Map.of(
                    Fault.DELAY,
                            "ApiCallAttemptTimeoutException: HTTP request execution did not complete"
                                    + " before the specified timeout configuration: 3000 millis.*"
                                    + "|SocketTimeoutException: Read timed out",
                    Fault.DROP, "NoHttpResponseException: The target server failed to respond",
                    Fault.TRUNCATE,
                            "ConnectionClosedException: Premature end of Content-Length delimited"
                                    + " message body .*",
                    Fault.RESET, "SocketException: (Connection reset|Broken pipe)",
                    Fault.ERROR_500, "(S3|DynamoDb|CloudWatch) 500 InternalFailure: no",
                    Fault.UNAVAILABLE_503,
                            "S3 503 SlowDown: no|(DynamoDb|CloudWatch) 503 ServiceUnavailable: no",
                    Fault.THROTTLE_400,
                            "S3 400 RequestLimitExceeded: no|CloudWatch 400 ThrottlingException: no"
                                    + "|UnprocessedItemsException: DynamoDB left 25 items"
                                    + " unprocessed eleven times; the table infra-monitor is"
                                    + " throttled");

    private final FakeAws aws;
    private final FaultyProxy proxy;
    private final Map<String, String> before = new TreeMap<>();

    FaultsCheck() throws IOException {
        aws = new FakeAws(FaultsCheck::healthy);
        proxy = new FaultyProxy(aws.uri());
        // by system properties, as the clients of production find it
        system("aws.endpointUrl", proxy.uri().toString());
        system("aws.accessKeyId", "key");
        system("aws.secretAccessKey", "secret");
    }

    @Override
    Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("camel.main.configuration-classes", SdkClients.class.getName()),
                Map.entry("aws.region", "us-east-1"),
                Map.entry("aws.attempts", "1"),
                Map.entry("aws.attempt-timeout", "3s"),
                Map.entry("hot.unprocessed-delay", "1ms"),
                Map.entry("retry.attempts", "1"),
                Map.entry("collect.window", "1ms"),
                Map.entry("replay.rest", "1"));
    }

    @AfterEach
    void close() throws IOException {
        before.forEach(
                (name, value) -> {
                    if (value.isEmpty()) {
                        System.clearProperty(name);
                    } else {
                        System.setProperty(name, value);
                    }
                });
        proxy.close();
        aws.close();
    }

    @ParameterizedTest
    @MethodSource("faultsOfStores")
    void whatPassesCostsNothing(String store, Fault fault) throws Exception {
        start();
        proxy.next(1, STORES.get(store), fault);

        Run run = doRun();

        assertThat(run.failures()).isEmpty();
        assertThat(run.status()).isEqualTo(Run.Status.COMPLETE);
        assertThat(asked("Publish")).isEmpty();
        assertThat(kept()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("faultsOfStores")
    void whatLastsCostsItsStoreUntilItHasPassed(String store, Fault fault) throws Exception {
        start();
        proxy.next(FOR_GOOD, STORES.get(store), fault);

        Run run = doRun();

        assertThat(run.failures())
                .singleElement()
                .satisfies(
                        failure -> {
                            assertThat(failure.name()).isEqualTo(store);
                            assertThat(failure.result()).isEqualTo(Outcome.Result.FAILED);
                            assertThat(failure.error()).matches(SAID.get(fault));
                        });
        assertThat(asked("Publish"))
                .singleElement()
                .satisfies(said -> assertThat(said.body()).contains("PARTIAL"));
        assertThat(kept()).hasSize(3).last().isEqualTo(run.id() + ".run");

        proxy.heal();
        int sent = asked(STORES.get(store)).size();
        template.sendBody("direct:replay", null);

        assertThat(kept()).isEmpty();
        assertThat(asked(STORES.get(store))).hasSizeGreaterThan(sent);
    }

    @ParameterizedTest
    @EnumSource
    void whatPeopleCouldNotBeToldIsToldWithTheNextRun(Fault fault) throws Exception {
        fail("collect-disk-host", "read-disk", new IOException("broken"));
        start();
        proxy.next(FOR_GOOD, "Publish", fault);
        assertThat(doRun().status()).isEqualTo(Run.Status.PARTIAL);
        int arrived = asked("Publish").size(); // a message can arrive though nobody knows

        proxy.heal();
        assertThat(doRun().status()).isEqualTo(Run.Status.PARTIAL);
        assertThat(asked("Publish")).hasSize(arrived + 1);
    }

    /** An answer can only break off that says something: those of S3 and CloudWatch are empty. */
    static Stream<Arguments> faultsOfStores() {
        return STORES.keySet().stream()
                .sorted()
                .flatMap(
                        store ->
                                Stream.of(Fault.values())
                                        .filter(
                                                fault ->
                                                        fault != Fault.TRUNCATE
                                                                || store.equals("hot"))
                                        .map(fault -> Arguments.of(store, fault)));
    }

    private static Answer healthy(Asked asked) {
        if (asked.headers().containsKey("X-Amz-Target")) {
            return Answer.of(200, "application/x-amz-json-1.0", "{}");
        }
        if (asked.path().contains("/operation/")) {
            return Answer.of(200, "application/cbor", "\u00a0");
        }
        if (asked.method().equals("PUT")) {
            return Answer.of(200, "application/xml", "");
        }
        return Answer.of(
                200,
                "text/xml",
                "<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult>"
                        + "</PublishResponse>");
    }

    /** What has arrived of an operation. */
    private List<Asked> asked(String operation) {
        return aws.asked().stream()
                .filter(
                        asked ->
                                operation.equals("PutObject")
                                        ? asked.method().equals("PUT")
                                        : !asked.method().equals("PUT")
                                                && asked.operation().equals(operation))
                .toList();
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(spool())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void system(String name, String value) {
        String old = System.setProperty(name, value);
        before.put(name, old == null ? "" : old);
    }
}
