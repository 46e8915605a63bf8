package io.github.inframonitor.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.inframonitor.crash.Answer;
import io.github.inframonitor.crash.Asked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * SQS: queues are there as soon as somebody names them. What was received five times and never
 * deleted goes to the queue of the same name with {@code -dead}.
 */
public final class EmulatedQueues {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int RECEIVES = 5;
    private static final int VISIBILITY_SECONDS = 30;

    /** One message, from {@code visibleAt} on, by {@link System#nanoTime}. */
    private static final class Message {
        private final String id;
        private final String body;
        private final JsonNode attributes;
        private int receives;
        private long visibleAt;

        private Message(String id, JsonNode sent) {
            this.id = id;
            this.body = sent.path("MessageBody").asText();
            this.attributes = sent.path("MessageAttributes");
            this.visibleAt = after(sent.path("DelaySeconds").asInt());
        }
    }

    private final Map<String, List<Message>> queues = new TreeMap<>();
    private int sent;

    /** The bodies of what is in a queue, also of what somebody has received and not deleted. */
    public synchronized List<String> bodies(String queue) {
        return queues.getOrDefault(queue, List.of()).stream().map(m -> m.body).toList();
    }

    Answer answer(Asked asked, String address) throws IOException {
        JsonNode request = JSON.readTree(asked.body());
        Object answer =
                switch (asked.target()) {
                    case "GetQueueUrl", "CreateQueue" ->
                            Map.of(
                                    "QueueUrl",
                                    address + "/queues/" + request.path("QueueName").asText());
                    case "ListQueues" -> urls(address);
                    case "GetQueueAttributes" -> Map.of("Attributes", attributes(request));
                    case "SendMessage" -> send(request, request);
                    case "SendMessageBatch" -> each(request, entry -> send(request, entry));
                    case "ReceiveMessage" -> receive(request);
                    case "DeleteMessage" -> delete(request, request);
                    case "DeleteMessageBatch" -> each(request, entry -> delete(request, entry));
                    case "ChangeMessageVisibility" -> change(request, request);
                    case "ChangeMessageVisibilityBatch" ->
                            each(request, entry -> change(request, entry));
                    default -> throw new IllegalArgumentException(asked.target());
                };
        return new Answer(200, "application/x-amz-json-1.0", JSON.writeValueAsBytes(answer));
    }

    private interface One {
        ObjectNode of(JsonNode entry);
    }

    private static Object each(JsonNode request, One one) {
        ArrayNode done = JSON.createArrayNode();
        for (JsonNode entry : request.path("Entries")) {
            done.add(one.of(entry).put("Id", entry.path("Id").asText()));
        }
        return Map.of("Successful", done, "Failed", List.of());
    }

    private synchronized Object urls(String address) {
        return Map.of(
                "QueueUrls", queues.keySet().stream().map(q -> address + "/queues/" + q).toList());
    }

    private List<Message> queue(JsonNode request) {
        String name = request.path("QueueUrl").asText().replaceFirst(".*/", "");
        return queues.computeIfAbsent(name, any -> new ArrayList<>());
    }

    private synchronized Map<String, String> attributes(JsonNode request) {
        List<Message> queue = queue(request);
        long visible = queue.stream().filter(EmulatedQueues::isVisible).count();
        return Map.of(
                "ApproximateNumberOfMessages",
                Long.toString(visible),
                "ApproximateNumberOfMessagesNotVisible",
                Long.toString(queue.size() - visible),
                "VisibilityTimeout",
                Integer.toString(VISIBILITY_SECONDS));
    }

    private synchronized ObjectNode send(JsonNode request, JsonNode entry) {
        Message message = new Message("m-" + sent++, entry);
        queue(request).add(message);
        notifyAll();
        ObjectNode answer = JSON.createObjectNode();
        answer.put("MessageId", message.id);
        answer.put("MD5OfMessageBody", EmulatedMd5.of(message.body));
        if (!message.attributes.isEmpty()) {
            answer.put("MD5OfMessageAttributes", EmulatedMd5.of(message.attributes));
        }
        return answer;
    }

    private synchronized Object receive(JsonNode request) {
        long until = after(request.path("WaitTimeSeconds").asInt());
        List<Object> received = take(request);
        while (received.isEmpty() && System.nanoTime() < until) {
            try {
                TimeUnit.NANOSECONDS.timedWait(
                        this,
                        Math.min(TimeUnit.MILLISECONDS.toNanos(100), until - System.nanoTime()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            received = take(request);
        }
        return Map.of("Messages", received);
    }

    private List<Object> take(JsonNode request) {
        String name = request.path("QueueUrl").asText().replaceFirst(".*/", "");
        int max = request.path("MaxNumberOfMessages").asInt(1);
        List<Object> received = new ArrayList<>();
        Iterator<Message> messages = List.copyOf(queue(request)).iterator();
        while (messages.hasNext() && received.size() < max) {
            Message message = messages.next();
            if (!isVisible(message)) {
                continue;
            }
            if (message.receives == RECEIVES && !name.endsWith("-dead")) {
                queue(request).remove(message);
                message.receives = 0;
                queues.computeIfAbsent(name + "-dead", any -> new ArrayList<>()).add(message);
                continue;
            }
            message.receives++;
            message.visibleAt = after(request.path("VisibilityTimeout").asInt(VISIBILITY_SECONDS));
            received.add(received(message));
        }
        return received;
    }

    private static ObjectNode received(Message message) {
        ObjectNode received = JSON.createObjectNode();
        received.put("MessageId", message.id);
        received.put("ReceiptHandle", message.id + "." + message.receives);
        received.put("Body", message.body);
        received.put("MD5OfBody", EmulatedMd5.of(message.body));
        received.putObject("Attributes")
                .put("ApproximateReceiveCount", Integer.toString(message.receives));
        if (!message.attributes.isEmpty()) {
            received.set("MessageAttributes", message.attributes);
            received.put("MD5OfMessageAttributes", EmulatedMd5.of(message.attributes));
        }
        return received;
    }

    /** Nobody deletes by a handle that is older than the last one. */
    private synchronized ObjectNode delete(JsonNode request, JsonNode entry) {
        queue(request).removeIf(message -> isHeld(message, entry));
        return JSON.createObjectNode();
    }

    private synchronized ObjectNode change(JsonNode request, JsonNode entry) {
        queue(request).stream()
                .filter(message -> isHeld(message, entry))
                .forEach(m -> m.visibleAt = after(entry.path("VisibilityTimeout").asInt()));
        return JSON.createObjectNode();
    }

    private static boolean isHeld(Message message, JsonNode entry) {
        String handle = message.id + "." + message.receives;
        return entry.path("ReceiptHandle").asText().equals(handle);
    }

    private static boolean isVisible(Message message) {
        return System.nanoTime() >= message.visibleAt;
    }

    private static long after(int seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }
}
