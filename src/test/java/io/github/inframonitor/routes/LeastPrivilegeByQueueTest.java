package io.github.inframonitor.routes;

import io.github.inframonitor.aws.Destinations;
import java.util.List;
import java.util.Map;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** The log processor's role where a queue tells of log objects. */
class LeastPrivilegeByQueueTest extends PrivilegeTest {
    private static final String GONE = "logs/incoming/web/gone.log";

    private final Queue queue = new Queue();

    LeastPrivilegeByQueueTest() {
        super(Map.of("OneProcess", "false", "LogQueue", "true"));
    }

    /** Always gives one message that tells of three objects, two of which are there. */
    private final class Queue implements SqsClient {
        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}

        @Override
        public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
            client(Calls.class).note(request);
            String records =
                    String.join(
                            ",",
                            List.of(LogRouteTest.KEY, "logs/incoming/web/none.log", GONE).stream()
                                    .map(
                                            key ->
                                                    "{\"eventName\": \"ObjectCreated:Put\", \"s3\": {\"bucket\": {\"name\": \"%s\"}, \"object\": {\"key\": \"%s\"}}}"
                                                            .formatted(
                                                                    settings().get("cold.bucket"),
                                                                    key))
                                    .toList());
            return ReceiveMessageResponse.builder()
                    .messages(
                            Message.builder()
                                    .messageId("1")
                                    .receiptHandle("1")
                                    .body("{\"Records\": [" + records + "]}")
                                    .build())
                    .build();
        }

        @Override
        public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
            client(Calls.class).note(request);
            return DeleteMessageResponse.builder().build();
        }
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("sqs", SqsClient.class, queue);
    }

    @Test
    void theLogProcessorMayDoWhatItDoesAndNoMore() throws Exception {
        start();
        putLogs();

        Destinations.check(context);
        processLogsBy("receive-logs");
        storeTwice();

        assertRoleFits("LogProcessorRole");
    }
}
