package io.github.inframonitor.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.inframonitor.cost.RunCost;
import io.github.inframonitor.hot.RunRecord;
import io.github.inframonitor.run.Run;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Server-sent events: each run that ends and each alarm that changes, to all who listen. The last
 * ones are remembered, so that who lost the connection gets what it missed; after a restart, or too
 * long, it is told that it has to read anew.
 *
 * <p>Not a route of Camel: its server keeps what is written until there are 16 kB (CAMEL-23804).
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
public final class Events implements CamelContextAware {
    private static final int REMEMBERED = 200;

    /** More would be a flood; a browser has six connections to a server. */
    private static final int LISTENERS = 100;

    /** Proxies end a connection on which nothing is said for a minute. */
    private static final long SILENCE_MILLIS = 15_000;

    /** What waits to be sent to one who does not read; then it is cut off, and comes again. */
    private static final int UNREAD_BYTES = 1 << 20;

    private final JsonMapper json = new JsonMapper();
    private final String life = UUID.randomUUID().toString().substring(0, 8);
    private final Deque<Event> last = new ArrayDeque<>();
    private final Set<HttpServerResponse> listeners = ConcurrentHashMap.newKeySet();
    private long number;
    private @Nullable CamelContext camelContext;

    private record Event(long number, String text) {}

    /** A run has ended. */
    public void run(Run run, RunCost cost) {
        RunRecord record =
                requireNonNull(camelContext)
                        .getRegistry()
                        .lookupByNameAndType("runRecord", RunRecord.class);
        Map<String, AttributeValue> item = new HashMap<>(record.key(run));
        record.outcome(run, cost)
                .forEach(
                        (name, update) -> {
                            if (update.value() != null) {
                                item.put(name, update.value());
                            }
                        });
        tell("run", Json.run(item));
    }

    /** An alarm has changed. */
    public void alarm(Map<String, Object> alarm) {
        tell("alarm", alarm);
    }

    private synchronized void tell(String name, Map<String, Object> data) {
        number++;
        try {
            Event event =
                    new Event(
                            number,
                            "id: %s-%d\nevent: %s\ndata: %s\n\n"
                                    .formatted(life, number, name, json.writeValueAsString(data)));
            last.add(event);
            if (last.size() > REMEMBERED) {
                last.remove();
            }
            listeners.forEach(listener -> send(listener, event.text()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(HttpServerResponse listener, String text) {
        if (listener.writeQueueFull()) {
            listener.reset();
        } else {
            listener.write(text);
        }
    }

    /** One more who listens. */
    synchronized void listen(RoutingContext request) {
        HttpServerResponse response = request.response();
        if (listeners.size() >= LISTENERS) {
            Guard.refuse(request, 503, "there are too many who listen already");
            return;
        }
        response.setChunked(true)
                .setWriteQueueMaxSize(UNREAD_BYTES)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("X-Accel-Buffering", "no"); // nginx would hold it back
        response.write("retry: 2000\n\n");
        for (Event missed : missed(request.request().getHeader("Last-Event-ID"))) {
            response.write(missed.text());
        }
        listeners.add(response);
        Vertx vertx = request.vertx();
        long timer = vertx.setPeriodic(SILENCE_MILLIS, id -> send(response, ": still here\n\n"));
        response.endHandler(nothing -> forget(vertx, timer, response));
        response.closeHandler(nothing -> forget(vertx, timer, response));
        response.exceptionHandler(e -> forget(vertx, timer, response));
    }

    /** How many listen. */
    int listeners() {
        return listeners.size();
    }

    private List<Event> missed(@Nullable String lastId) {
        if (lastId == null) {
            return List.of();
        }
        if (lastId.startsWith(life + "-") && lastId.length() < 40) {
            String of = lastId.substring(life.length() + 1);
            long seen = of.matches("\\d{1,18}") ? Long.parseLong(of) : -1;
            Event first = last.peek();
            if (seen == number || (first != null && seen >= first.number() - 1 && seen <= number)) {
                return last.stream().filter(event -> event.number() > seen).toList();
            }
        }
        return List.of(
                new Event(number, "id: %s-%d\nevent: reset\ndata: {}\n\n".formatted(life, number)));
    }

    private void forget(Vertx vertx, long timer, HttpServerResponse response) {
        vertx.cancelTimer(timer);
        listeners.remove(response);
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }
}
