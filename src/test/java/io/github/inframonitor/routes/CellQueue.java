package io.github.inframonitor.routes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * The queue of dispatch: it gives a message that is not deleted again at once, and puts it aside
 * after five times.
 */
final class CellQueue implements SqsClient {
    static final String URL =
            "https://sqs.us-east-1.amazonaws.com/000000000000/infra-monitor-cells";

    private static final int RECEIVES = 5;

    final List<String> deleted = new CopyOnWriteArrayList<>();
    final List<String> dead = new CopyOnWriteArrayList<>();
    final List<AwsRequest> requests = new CopyOnWriteArrayList<>();
    private final Queue<String> messages = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> received = new HashMap<>();
    private volatile Consumer<AwsRequest> first = request -> {};

    /** What comes first of each request; it may throw. */
    void before(Consumer<AwsRequest> request) {
        first = request;
    }

    void add(String message) {
        messages.add(message);
    }

    /** What nobody has deleted. */
    List<String> messages() {
        return new ArrayList<>(messages);
    }

    <R extends AwsRequest> List<R> requests(Class<R> type) {
        return requests.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void note(AwsRequest request) {
        requests.add(request);
        first.accept(request);
    }

    @Override
    public SendMessageResponse sendMessage(SendMessageRequest request) {
        note(request);
        messages.add(request.messageBody());
        return SendMessageResponse.builder().messageId("1").build();
    }

    @Override
    public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
        note(request);
        String message = messages.poll();
        if (message == null) {
            return ReceiveMessageResponse.builder().build();
        }
        if (received.merge(message, 1, Integer::sum) > RECEIVES) {
            dead.add(message);
            return ReceiveMessageResponse.builder().build();
        }
        messages.add(message);
        return ReceiveMessageResponse.builder()
                .messages(
                        Message.builder()
                                .messageId("m-1")
                                .receiptHandle(message)
                                .body(message)
                                .build())
                .build();
    }

    @Override
    public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
        note(request);
        messages.remove(request.receiptHandle());
        deleted.add(request.receiptHandle());
        return DeleteMessageResponse.builder().build();
    }

    @Override
    public ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
            ChangeMessageVisibilityBatchRequest request) {
        note(request);
        return ChangeMessageVisibilityBatchResponse.builder()
                .successful(
                        request.entries().stream()
                                .map(
                                        entry ->
                                                ChangeMessageVisibilityBatchResultEntry.builder()
                                                        .id(entry.id())
                                                        .build())
                                .toList())
                .failed(List.<BatchResultErrorEntry>of())
                .build();
    }

    @Override
    public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest request) {
        note(request);
        return GetQueueAttributesResponse.builder().build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
