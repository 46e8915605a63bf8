package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.inframonitor.aws.AwsErrors;
import io.github.inframonitor.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultRegistry;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/** What becomes of a message of the queue; what is collected is one sample. */
class TakeCellRouteTest extends RouteTest {
    /** Whatever day it is, this one is over. */
    private static final Instant FIRING = Instant.parse("2020-11-22T21:00:00Z");

    private static final String CELL = "111111111111/eu-west-1";
    private static final String PIPELINE = "web-7-111111111111-eu-west-1";
    private static final String MESSAGE = message("web-7", FIRING.toString(), CELL);

    private final CellQueue queue = new CellQueue();
    private final List<Run> runs = new CopyOnWriteArrayList<>();
    private final List<Object> only = new CopyOnWriteArrayList<>();

    private static String message(String pipeline, String time, String cell) {
        return "{\"pipeline\": \"%s\", \"scheduledTime\": \"%s\", \"cell\": \"%s\"}"
                .formatted(pipeline, time, cell);
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("sqs", SqsClient.class, queue);
    }

    @Override
    protected Registry createCamelRegistry() {
        Registry registry = new DefaultRegistry();
        registry.bind("clock", Clock.class, from(FIRING));
        return registry;
    }

    @Override
    Map<String, String> settings() {
        return Map.of(
                "dispatch", "sqs",
                "dispatch.queue-url", CellQueue.URL,
                "dispatch.visibility-timeout", "2",
                "collect.sources", "ec2",
                "collect.timeout", "4s",
                "store.timeout", "3s",
                "fleet.regions", "eu-west-1",
                "fleet.roles", "arn:aws:iam::111111111111:role/fleet",
                "retry.attempts", "0");
    }

    @Test
    void aMessageIsARunOfItsCellAndDeletedWhenItHasEnded() throws Exception {
        collect(exchange -> assertThat(queue.deleted).isEmpty());
        queue.add(MESSAGE);

        take();

        await().until(() -> !queue.deleted.isEmpty());
        assertThat(queue.deleted).containsExactly(MESSAGE);
        assertThat(runs)
                .singleElement()
                .isEqualTo(
                        new Run(
                                FIRING,
                                PIPELINE,
                                "web-7",
                                runs.get(0).startedAt(),
                                List.of(),
                                List.of(),
                                List.of()));
        assertThat(only).containsExactly(CELL);
        assertThat(status()).isEqualTo("COMPLETE");
        assertThat(queue.requests(ReceiveMessageRequest.class).get(0))
                .isEqualTo(
                        ReceiveMessageRequest.builder()
                                .queueUrl(CellQueue.URL)
                                .maxNumberOfMessages(1)
                                .visibilityTimeout(2)
                                .waitTimeSeconds(5)
                                .build());
    }

    @Test
    void aMessageOfARunThatEndedElsewhereIsDeletedAndNoRunHere() throws Exception {
        collect(exchange -> {});
        put(Map.of("status", AttributeValue.fromS("PARTIAL")));
        queue.add(MESSAGE);

        take();

        await().until(() -> queue.deleted.equals(List.of(MESSAGE)));
        assertThat(runs).isEmpty();
        assertThat(status()).isEqualTo("PARTIAL");
    }

    @Test
    void aMessageOfARunThatAnotherHoldsStaysUntilThatHasEnded() throws Exception {
        collect(exchange -> {});
        put(Map.of("claimed_until", in(Duration.ofHours(1))));
        queue.before(
                request -> {
                    if (queue.requests(ReceiveMessageRequest.class).size() == 4) {
                        put(Map.of("status", AttributeValue.fromS("COMPLETE")));
                    }
                });
        queue.add(MESSAGE);

        take();

        await().until(() -> queue.deleted.equals(List.of(MESSAGE)));
        assertThat(queue.requests(ReceiveMessageRequest.class)).hasSizeGreaterThanOrEqualTo(4);
        assertThat(runs).isEmpty();
    }

    /** As it is when that process died. */
    @Test
    void aMessageOfARunWhoseClaimRanOutIsDone() throws Exception {
        collect(exchange -> {});
        put(Map.of("claimed_until", in(Duration.ofSeconds(-1))));
        queue.add(MESSAGE);

        take();

        await().until(() -> queue.deleted.equals(List.of(MESSAGE)));
        assertThat(runs).hasSize(1);
        assertThat(status()).isEqualTo("COMPLETE");
    }

    @Test
    void aMessageWhoseRunBrokeOffStaysAndPeopleAreTold() throws Exception {
        collect(
                exchange -> {
                    throw new IllegalStateException("broken");
                });
        queue.add(MESSAGE);

        take();

        await().until(() -> queue.dead.equals(List.of(MESSAGE)));
        assertThat(queue.deleted).isEmpty();
        assertThat(messages()).singleElement().asString().contains("broken");
    }

    @Test
    void whatIsNotUnderstoodIsALineOfTheLogAndADeadLetter() throws Exception {
        List<String> wrong =
                List.of(
                        "no JSON",
                        "[]",
                        message("web-8", FIRING.toString(), CELL),
                        message("web-7", "soon", CELL),
                        message("web-7", "9999-01-01T00:00:00Z", CELL),
                        message("web-7", FIRING.toString(), "eu-west-1"),
                        message("web-7", FIRING.toString(), "111111111111/us-east-1"));
        List<String> told = new CopyOnWriteArrayList<>();
        AdviceWith.adviceWith(
                context,
                "take-cell",
                false,
                advice ->
                        advice.weaveById("say-not-understood")
                                .before()
                                .process(
                                        exchange ->
                                                told.add(
                                                        AwsErrors.describe(
                                                                exchange.getProperty(
                                                                        Exchange.EXCEPTION_CAUGHT,
                                                                        Exception.class)))));
        collect(exchange -> {});
        wrong.forEach(queue::add);

        take();

        await().atMost(Duration.ofSeconds(60)).until(() -> queue.dead.size() == wrong.size());
        assertThat(queue.dead).isEqualTo(wrong);
        assertThat(queue.deleted).isEmpty();
        assertThat(runs).isEmpty();
        assertThat(told.subList(0, wrong.size()))
                .containsExactly(
                        "IllegalArgumentException: it is no JSON",
                        "IllegalArgumentException: its cell is none",
                        "IllegalArgumentException: it is not of the pipeline web-7",
                        "IllegalArgumentException: its scheduledTime is no time",
                        "IllegalArgumentException: its scheduledTime is yet to come",
                        "IllegalArgumentException: its cell is none",
                        "IllegalArgumentException: 111111111111/us-east-1 is no cell by fleet.regions and fleet.roles");
        assertThat(messages()).isEmpty();
    }

    @Test
    void whileARunGoesOnItsMessageIsKeptFromTheOthersAndNoOtherIsTaken() throws Exception {
        CountDownLatch extended = new CountDownLatch(1);
        List<Integer> goingOn = new ArrayList<>();
        queue.before(
                request -> {
                    if (request instanceof ReceiveMessageRequest) {
                        goingOn.add(context.getInflightRepository().size("run"));
                    }
                    if (request instanceof ChangeMessageVisibilityBatchRequest change) {
                        assertThat(change.entries().get(0).receiptHandle()).isEqualTo(MESSAGE);
                        assertThat(change.entries().get(0).visibilityTimeout()).isEqualTo(2);
                        extended.countDown();
                    }
                });
        collect(exchange -> {});
        AdviceWith.adviceWith(
                context,
                "put-object",
                false,
                advice ->
                        advice.weaveById("to-s3")
                                .before()
                                .process(e -> extended.await(20, TimeUnit.SECONDS)));
        queue.add(MESSAGE);
        queue.add(message("web-7", FIRING.plusSeconds(60).toString(), CELL));

        take();

        await().atMost(Duration.ofSeconds(60)).until(() -> queue.deleted.size() == 2);
        assertThat(extended.getCount()).isZero();
        assertThat(goingOn).containsOnly(0);
    }

    @Test
    void aQueueThatIsAwayIsTold() throws Exception {
        collect(exchange -> {});
        queue.before(
                request -> {
                    throw new IllegalStateException("no queue");
                });

        take();

        await().until(() -> !messages().isEmpty());
        assertThat(messages()).singleElement().asString().contains("no queue");
    }

    private interface Collected {
        void by(Exchange exchange) throws Exception;
    }

    /** Collects one sample, once it was looked at. */
    private void collect(Collected look) throws Exception {
        replace(
                "run",
                "to-collect",
                exchange -> {
                    look.by(exchange);
                    Run run = exchange.getMessage().getBody(Run.class);
                    runs.add(run);
                    only.add(exchange.getVariable("only"));
                    exchange.getMessage().setBody(run.with(run(1).samples()));
                });
    }

    private void take() throws Exception {
        start();
        context.getRouteController().startRoute("take-cell");
    }

    private static AttributeValue in(Duration time) {
        return AttributeValue.fromN(Long.toString(Instant.now().plus(time).toEpochMilli()));
    }

    private void put(Map<String, AttributeValue> record) {
        start();
        Map<String, AttributeValue> item = new java.util.HashMap<>(key());
        item.putAll(record);
        client(DynamoDbClient.class).putItem(put -> put.tableName("infra-monitor").item(item));
    }

    private String status() {
        AttributeValue status =
                client(DynamoDbClient.class)
                        .getItem(get -> get.tableName("infra-monitor").key(key()))
                        .item()
                        .get("status");
        return status == null ? "" : status.s();
    }

    private static Map<String, AttributeValue> key() {
        return Map.of(
                "pk", AttributeValue.fromS("R#" + PIPELINE),
                "sk", AttributeValue.fromS("2020-11-22T21:00:00.000Z"));
    }
}
