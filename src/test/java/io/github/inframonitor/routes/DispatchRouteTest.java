package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** What becomes of a firing that is shared out by a queue. */
class DispatchRouteTest extends RouteTest {
    private static final List<String> MESSAGES =
            List.of(
                    message("111111111111/eu-west-1"),
                    message("222222222222/eu-west-1"),
                    message("111111111111/us-east-1"),
                    message("222222222222/us-east-1"));

    private final CellQueue queue = new CellQueue();

    private static String message(String cell) {
        return "{\"pipeline\": \"web-7\", \"scheduledTime\": \"2026-11-22T21:00:00Z\", \"cell\": \"%s\"}"
                .formatted(cell);
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("sqs", SqsClient.class, queue);
    }

    @Override
    Map<String, String> settings() {
        return Map.of(
                "dispatch", "sqs",
                "dispatch.queue-url", CellQueue.URL,
                "collect.sources", "ec2",
                "fleet.regions", "eu-west-1,us-east-1",
                "fleet.roles",
                        "arn:aws:iam::111111111111:role/fleet,arn:aws:iam::222222222222:role/fleet");
    }

    @Test
    void aFiringIsOneMessageACellAndARecordThatTheyWereSent() throws Exception {
        start(false);

        fire();

        assertThat(queue.messages()).isEqualTo(MESSAGES);
        assertThat(queue.requests(SendMessageRequest.class))
                .allSatisfy(
                        sent -> {
                            assertThat(sent.queueUrl()).isEqualTo(CellQueue.URL);
                            assertThat(sent.messageAttributes()).isEmpty();
                        });
        assertThat(record())
                .containsEntry("status", AttributeValue.fromS("DISPATCHED"))
                .containsEntry("cells", AttributeValue.fromN("4"))
                .doesNotContainKey("claimed_until");
        assertThat(messages()).isEmpty();
    }

    @Test
    void ofSeveralProcessesThatFireOneDispatches() throws Exception {
        start(false);
        fire();

        assertThat(fire()).isEqualTo("elsewhere");

        assertThat(queue.messages()).isEqualTo(MESSAGES);
    }

    /** The claim runs out, by which catch-up sees it. */
    @Test
    void aQueueThatIsDownIsToldAndTheFiringCountsAsNotDone() throws Exception {
        start(true);

        fire();

        assertThat(queue.messages()).isEqualTo(MESSAGES.subList(0, 2));
        assertThat(record()).doesNotContainKey("status").containsKey("claimed_until");
        assertThat(messages())
                .singleElement()
                .satisfies(told -> assertThat(told).contains("the queue is away"));
    }

    /**
     * @param fails whether the third message cannot be sent
     */
    private void start(boolean fails) throws Exception {
        queue.before(
                request -> {
                    boolean third =
                            request instanceof SendMessageRequest sent
                                    && sent.messageBody().equals(MESSAGES.get(2));
                    if (third && fails) {
                        throw SdkClientException.create("the queue is away");
                    }
                });
        AdviceWith.adviceWith(context, "schedule", false, a -> a.replaceFromWith("direct:tick"));
        start();
        context.getRouteController().startRoute("schedule");
    }

    private Object fire() {
        return template.requestBodyAndHeader(
                "direct:tick", null, "scheduledFireTime", Date.from(TIME));
    }

    private Map<String, AttributeValue> record() {
        return client(DynamoDbClient.class)
                .getItem(
                        get ->
                                get.tableName("infra-monitor")
                                        .key(
                                                Map.of(
                                                        "pk", AttributeValue.fromS("R#web-7"),
                                                        "sk",
                                                                AttributeValue.fromS(
                                                                        "2026-11-22T21:00:00.000Z"))))
                .item();
    }
}
