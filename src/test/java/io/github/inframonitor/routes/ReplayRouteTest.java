package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.spool.Spool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What some store did not take, or no process lived to send, is sent again. */
class ReplayRouteTest extends RouteTest {
    private static final List<String> STEPS = List.of("cold", "hot", "metrics");

    /** Of the runs that a store was sent, the second of their minute. */
    private final Map<String, List<Integer>> sent =
            Map.of(
                    "cold", new CopyOnWriteArrayList<>(),
                    "hot", new CopyOnWriteArrayList<>(),
                    "metrics", new CopyOnWriteArrayList<>());

    @Override
    Map<String, String> settings() {
        return Map.of(
                "collect.window", "1ms",
                "retry.attempts", "0",
                "replay.interval", "100ms",
                "replay.rest", "3600",
                "spool.max-bytes", "100000");
    }

    @Test
    void aRunThatEveryStoreTakesLeavesNothingBehind() {
        start();

        assertThat(doRun().status()).isEqualTo(Run.Status.COMPLETE);

        assertThat(kept()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"cold, PutObject", "hot, BatchWriteItem", "metrics, PutMetricData"})
    void whatOneStoreDidNotTakeIsSentToThatOneAlone(String store, String operation)
            throws Exception {
        watch();
        start();
        faults().failNext(operation, new IllegalStateException("down"));
        Run run = doRun();
        assertThat(run.failures()).extracting(Outcome::name).containsExactly(store);
        assertThat(kept())
                .containsExactlyElementsOf(
                        Stream.concat(
                                        STEPS.stream()
                                                .filter(step -> !step.equals(store))
                                                .map(step -> run.id() + "." + step + ".ack"),
                                        Stream.of(run.id() + ".run"))
                                .toList());
        assertThat(record(TIME).get("status").s()).isEqualTo("PARTIAL");

        replay();

        assertThat(kept()).isEmpty();
        STEPS.forEach(
                step -> assertThat(sent.get(step)).as(step).hasSize(step.equals(store) ? 2 : 1));
        Map<String, AttributeValue> record = record(TIME);
        assertThat(record.get("status").s()).isEqualTo("COMPLETE");
        assertThat(record.get("samples").n()).isEqualTo("" + run.samples().size());
        assertThat(record.get("branches").l()).hasSize(4);
        assertThat(record.get("stores").l())
                .extracting(outcome -> outcome.m().get("result").s())
                .containsExactly("OK", "OK", "OK");
    }

    /** As a process leaves it that is killed when it has collected. */
    @Test
    void whatADeadProcessLeftIsSentToAllOldestFirst() throws Exception {
        watch();
        start();
        keep(2, 0, 1);

        replay();

        assertThat(kept()).isEmpty();
        STEPS.forEach(store -> assertThat(sent.get(store)).as(store).containsExactly(0, 1, 2));
        assertThat(record(TIME.plusSeconds(1)).get("status").s()).isEqualTo("COMPLETE");
    }

    @Test
    void aStoreThatFailsIsLeftAloneForAWhileAndTheOthersAreNot() throws Exception {
        watch();
        fail("store-cold", "encode-parquet", new IOException("down"));
        start();
        keep(0, 1);

        replay();
        replay();

        assertThat(sent.get("cold")).containsExactly(0);
        assertThat(sent.get("hot")).containsExactly(0, 1);
        assertThat(sent.get("metrics")).containsExactly(0, 1);
        assertThat(kept()).contains(id(0) + ".run", id(1) + ".run");
    }

    /** What is wrong with one run is not wrong with the next; so no circuit opens. */
    @Test
    void aRunThatAStoreRefusesKeepsTheNextFromNothing() throws Exception {
        watch();
        start();
        keep(0, 1);
        faults().failNext("BatchWriteItem", StoreHotRouteTest.denied());

        replay();

        assertThat(sent.get("hot")).containsExactly(0, 1);
        assertThat(kept())
                .containsExactly(id(0) + ".cold.ack", id(0) + ".metrics.ack", id(0) + ".run");

        replay();

        assertThat(kept()).isEmpty();
    }

    @Test
    void aThrottleOpensTheCircuitThoughItsStatusIs400() throws Exception {
        watch();
        start();
        keep(0, 1);
        faults().throttleNext("PutMetricData", 1);

        replay();

        assertThat(sent.get("metrics")).containsExactly(0);
        assertThat(kept()).contains(id(0) + ".run", id(1) + ".run");
    }

    @ParameterizedTest
    @CsvSource({"cold, PutObject", "hot, BatchWriteItem", "metrics, PutMetricData"})
    void aFailureEndsTheQueueOfItsStore(String store, String operation) throws Exception {
        watch();
        start();
        keep(0, 1);
        faults().failNext(operation, new IllegalStateException("down"));

        replay();

        STEPS.forEach(
                step -> assertThat(sent.get(step)).as(step).hasSize(step.equals(store) ? 1 : 2));
        assertThat(kept()).contains(id(0) + ".run", id(1) + ".run");
    }

    @Test
    void whatIsTooOldForAStoreIsNotSentThere() throws Exception {
        watch();
        start();
        int days = 24 * 60 * 60;
        keep(-8 * days, -15 * days);

        replay();

        assertThat(kept()).isEmpty();
        assertThat(sent.get("cold")).hasSize(2);
        assertThat(sent.get("hot")).isEmpty();
        assertThat(sent.get("metrics")).hasSize(1);
    }

    @Test
    void aRunThatCannotBeReadIsSetAsideAndToldAndTheNextIsSent() throws Exception {
        watch();
        start();
        keep(0, 1);
        Files.writeString(spool().resolve(id(0) + ".run"), "{\"schema\":1");

        replay();

        assertThat(kept()).containsExactly("quarantine");
        STEPS.forEach(store -> assertThat(sent.get(store)).as(store).containsExactly(1));
        assertThat(messages())
                .singleElement()
                .asString()
                .contains("set aside in its quarantine/")
                .contains("cut short or altered");
    }

    @Test
    void aRunThatCannotBeKeptIsStoredAndTold() throws Exception {
        start();
        Files.createDirectories(spool());
        Files.write(spool().resolve("20200101T000000Z-web-7.run"), new byte[100_000]);

        Run run = doRun();

        assertThat(run.status()).isEqualTo(Run.Status.COMPLETE);
        assertThat(kept()).containsExactly("20200101T000000Z-web-7.run");
        assertThat(messages())
                .singleElement()
                .asString()
                .contains("goes to the stores without being kept")
                .contains("raise spool.max-bytes (100000)");
    }

    @Test
    void theSpoolIsLookedAtWhenTheProcessStarts() throws Exception {
        AdviceWith.adviceWith(
                context,
                "poll-spool",
                false,
                advice ->
                        advice.weaveById("to-replay").replace().to("mock:replay").id("to-replay"));
        MockEndpoint asked = getMockEndpoint("mock:replay");
        asked.expectedMinimumMessageCount(1);
        start();
        context.getRouteController().startRoute("poll-spool");

        asked.assertIsSatisfied();
    }

    @Test
    void aReplayThatTakesLongerThanItsIntervalIsNotDoneTwiceAtOnce() throws Exception {
        CountDownLatch stored = new CountDownLatch(1);
        AtomicInteger storing = new AtomicInteger();
        replace(
                "store-cold",
                "encode-parquet",
                exchange -> {
                    storing.incrementAndGet();
                    stored.await();
                    exchange.getMessage().setBody("");
                });
        start();
        keep(0);
        context.getRouteController().startRoute("poll-spool");
        Awaitility.await().until(() -> storing.get() > 0);

        Awaitility.await()
                .during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(storing).hasValue(1));

        stored.countDown();
        Awaitility.await().untilAsserted(() -> assertThat(kept()).isEmpty());
        assertThat(storing).hasValue(1);
    }

    /** Notes what each store is sent, and sends it. */
    private void watch() throws Exception {
        for (String store : STEPS) {
            AdviceWith.adviceWith(
                    context,
                    "store-" + store,
                    false,
                    advice ->
                            advice.weaveById("open-" + store + "-receipt")
                                    .before()
                                    .process(exchange -> note(store, exchange)));
        }
    }

    private void note(String store, Exchange exchange) {
        Instant time = exchange.getMessage().getBody(Run.class).scheduledTime();
        sent.get(store).add((int) Duration.between(TIME, time).toSeconds());
    }

    /** Keeps runs of these seconds as a process does that then dies. */
    private void keep(int... seconds) throws Exception {
        Spool spool = context.getRegistry().lookupByNameAndType("spool", Spool.class);
        for (int second : seconds) {
            Run run =
                    new Run(
                            TIME.plusSeconds(second),
                            "web-7",
                            "web-7",
                            TIME,
                            reading("cpu", 3).samples(),
                            List.of(
                                    new Outcome(
                                            "cpu",
                                            Outcome.Result.OK,
                                            1,
                                            0,
                                            0,
                                            0,
                                            Duration.ZERO,
                                            null)),
                            List.of());
            spool.keep(run);
            spool.settle(run.id());
        }
    }

    private static String id(int second) {
        return new Run(
                        TIME.plusSeconds(second),
                        "web-7",
                        "web-7",
                        TIME,
                        List.of(),
                        List.of(),
                        List.of())
                .id();
    }

    private void replay() {
        template.sendBody("direct:replay", null);
    }

    private Map<String, AttributeValue> record(Instant time) {
        return client(DynamoDbClient.class)
                .getItem(
                        get ->
                                get.tableName("infra-monitor")
                                        .key(
                                                Map.of(
                                                        "pk",
                                                        AttributeValue.fromS("R#web-7"),
                                                        "sk",
                                                        AttributeValue.fromS(
                                                                time.toString()
                                                                        .replace("Z", ".000Z")))))
                .item();
    }

    private List<String> kept() {
        if (!Files.isDirectory(spool())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(spool())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
