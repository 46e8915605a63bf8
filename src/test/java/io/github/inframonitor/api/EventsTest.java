package io.github.inframonitor.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.inframonitor.run.Run;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream of events, as a browser reads it. */
@Timeout(120)
class EventsTest {
    private static final JsonMapper json = new JsonMapper();

    @TempDir static Path folder;
    private static LiveApi api;

    @BeforeAll
    static void start() {
        // no look but the first, which tells nothing
        api = new LiveApi(folder, Map.of("alarms.poll", "1h"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private record Event(String id, String name, JsonNode data) {}

    /** One who listens. */
    private static final class Listener implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Listener(String headers) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), api.port);
            socket.setSoTimeout(30_000);
            String head = "GET /api/events HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            in =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
            after("retry: 2000");
        }

        static Listener fromNow() throws IOException {
            return new Listener("");
        }

        static Listener since(String id) throws IOException {
            return new Listener("Last-Event-ID: " + id + "\r\n");
        }

        /** What is on the next line that begins so. */
        private String after(String begin) throws IOException {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(begin)) {
                    return line.substring(begin.length());
                }
            }
            throw new IOException("the stream has ended");
        }

        Event next() throws IOException {
            return new Event(after("id: "), after("event: "), json.readTree(after("data: ")));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aRunIsToldToAllAtOnceAsItIsReadLater() throws Exception {
        try (Listener one = Listener.fromNow();
                Listener other = Listener.fromNow()) {
            Run run = api.doRun();

            Event event = one.next();
            assertThat(event.name()).isEqualTo("run");
            new Contract().check("Run", event.data());
            assertThat(other.next()).isEqualTo(event);
            Asked later = Asked.of(api.port, "GET", "/api/runs/" + run.id());
            assertThat(withoutCost(event.data()))
                    .isEqualTo(withoutCost(json.readTree(later.text())));
        }
    }

    /** The record is written before, and does not count its own write. */
    private static JsonNode withoutCost(JsonNode run) {
        ObjectNode copy = run.deepCopy();
        return copy.remove(List.of("tookMillis", "services", "dollarsAMonth"));
    }

    @Test
    void anAlarmIsTold() throws Exception {
        try (Listener listener = Listener.fromNow()) {
            events().alarm(alarm(1));

            Event event = listener.next();
            assertThat(event.name()).isEqualTo("alarm");
            assertThat(event.data()).isEqualTo(json.valueToTree(alarm(1)));
        }
    }

    @Test
    void whoComesAgainGetsWhatItMissedAndOnlyThat() throws Exception {
        String last = tell(1);
        events().alarm(alarm(2));
        events().alarm(alarm(3));

        try (Listener again = Listener.since(last)) {
            Event second = again.next();
            Event third = again.next();
            events().alarm(alarm(4));
            assertThat(List.of(number(second), number(third), number(again.next())))
                    .containsExactly(2, 3, 4);
            last = third.id();
        }
        try (Listener again = Listener.since(last)) {
            assertThat(number(again.next())).isEqualTo(4);
        }
    }

    @Test
    void whoMissedNothingGetsWhatIsNew() throws Exception {
        try (Listener again = Listener.since(tell(1))) {
            events().alarm(alarm(2));

            assertThat(number(again.next())).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "0", "00000000-1", "LIFE-999999", "LIFE--1", "LIFE-", "LIFE-1e3", "☃"})
    void whoNamesWhatIsNotRememberedReadsAnew(String id) throws Exception {
        String now = tell(1);
        String life = now.substring(0, now.indexOf('-'));

        try (Listener again = Listener.since(id.replace("LIFE", life))) {
            assertThat(again.next()).isEqualTo(new Event(now, "reset", json.createObjectNode()));
            events().alarm(alarm(2));
            assertThat(number(again.next())).isEqualTo(2);
        }
    }

    @Test
    void whoMissedMoreThanIsRememberedReadsAnew() throws Exception {
        String last = tell(0);
        for (int i = 1; i <= 200; i++) {
            events().alarm(alarm(i));
        }
        try (Listener again = Listener.since(last)) {
            for (int i = 1; i <= 200; i++) {
                assertThat(number(again.next())).isEqualTo(i);
            }
        }

        events().alarm(alarm(201));

        try (Listener again = Listener.since(last)) {
            assertThat(again.next().name()).isEqualTo("reset");
        }
    }

    @Test
    void whoDoesNotReadIsCutOffAndKeepsNobodyWaitingAndLosesNothing() throws Exception {
        List<String> ids = new ArrayList<>();
        List<String> got = new ArrayList<>();
        try (Listener sleeping = Listener.fromNow();
                Listener awake = Listener.fromNow()) {
            Map<String, Object> large = Map.of("reason", "x".repeat(100_000));
            for (int i = 0; i < 150; i++) {
                events().alarm(large);
                ids.add(awake.next().id());
            }
            try {
                while (got.size() < 150) {
                    got.add(sleeping.next().id());
                }
            } catch (IOException e) {
                // it is cut off
            }
        }
        assertThat(got).hasSizeBetween(1, 149).isEqualTo(ids.subList(0, got.size()));

        try (Listener again = Listener.since(got.get(got.size() - 1))) {
            for (String id : ids.subList(got.size(), got.size() + 3)) {
                assertThat(again.next().id()).isEqualTo(id);
            }
        }
    }

    @Test
    void whoHasGoneIsForgottenAndThereAreNoMoreThanAHundred() throws Exception {
        Awaitility.await().until(() -> events().listeners() == 0);
        List<Listener> all = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                all.add(Listener.fromNow());
            }
            assertThat(events().listeners()).isEqualTo(100);

            Asked refused = Asked.of(api.port, "GET", "/api/events", "Accept: text/event-stream");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(json.readTree(refused.text()).path("detail").asText())
                    .isEqualTo("there are too many who listen already");
        } finally {
            for (Listener listener : all) {
                listener.close();
            }
        }
        Awaitility.await().until(() -> events().listeners() == 0);
    }

    /** Tells of an alarm, and returns the id of that event. */
    private static String tell(int number) throws IOException {
        try (Listener listener = Listener.fromNow()) {
            events().alarm(alarm(number));
            return listener.next().id();
        }
    }

    private static int number(Event event) {
        return event.data().path("threshold").asInt(-1);
    }

    private static Map<String, Object> alarm(int threshold) {
        return Map.of("name", "infra-monitor-cpu", "threshold", threshold);
    }

    private static Events events() {
        return api.context().getRegistry().lookupByNameAndType("events", Events.class);
    }
}
