package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** What S3 tells of by a queue. */
class ReceiveLogsRouteTest extends LogRouteTest {
    private static final String QUEUE =
            "https://sqs.us-east-1.amazonaws.com/000000000000/infra-monitor-logs";

    private final Sqs sqs = new Sqs();

    /** A queue that gives a message again at once, until it is deleted. */
    private static final class Sqs implements SqsClient {
        private final Queue<String> messages = new ConcurrentLinkedQueue<>();
        private final List<String> deleted = new CopyOnWriteArrayList<>();
        private final List<String> given = new CopyOnWriteArrayList<>();

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}

        @Override
        public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
            assertThat(request.queueUrl()).isEqualTo(QUEUE);
            String message = messages.peek();
            if (message == null) {
                return ReceiveMessageResponse.builder().build();
            }
            given.add(message);
            return ReceiveMessageResponse.builder()
                    .messages(
                            Message.builder()
                                    .messageId("1")
                                    .receiptHandle(message)
                                    .body(message)
                                    .build())
                    .build();
        }

        @Override
        public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
            deleted.add(request.receiptHandle());
            messages.remove(request.receiptHandle());
            return DeleteMessageResponse.builder().build();
        }
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("sqs", SqsClient.class, sqs);
    }

    @Override
    Map<String, String> settings() {
        return Map.of("logs.queue-url", QUEUE, "retry.attempts", "0");
    }

    @Test
    void aMessageIsDeletedOnceItsObjectIsDone() throws Exception {
        start();
        assertThat(context.getRoute("poll-logs")).isNull();
        String key = "logs/incoming/web/a bé.log";
        put(key, COMBINED);
        String event = event("logs/incoming/web/a+b%C3%A9.log");
        sqs.messages.add(event);
        faults().throttleNext("PutObject", 1); // the first time it cannot be stored

        context.getRouteController().startRoute("receive-logs");

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(sqs.deleted).containsExactly(event));
        assertThat(sqs.given).containsExactly(event, event);
        assertThat(keys()).contains("logs/processed/web/a bé.log").doesNotContain(key);
    }

    @Test
    void aMessageThatTellsOfNoLogObjectIsDeletedAndNoMore() throws Exception {
        start();
        List<String> messages =
                List.of(
                        "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}",
                        "no JSON",
                        event("metrics/dt=2026-11-22/a.parquet"),
                        event("logs/incoming/web/gone.log"));
        sqs.messages.addAll(messages);

        context.getRouteController().startRoute("receive-logs");

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(sqs.deleted).isEqualTo(messages));
        assertThat(keys()).isEmpty();
        assertThat(messages()).isEmpty();
    }

    private static String event(String key) {
        return """
               {"Records":[{"eventName":"ObjectCreated:Put","s3":{
               "bucket":{"name":"infra-monitor"},"object":{"key":"%s","size":3}}}]}
               """
                .formatted(key);
    }
}
