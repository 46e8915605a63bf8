package io.github.inframonitor.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Route;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of routes while the API is asked. */
class ApiReloadTest {
    @TempDir Path folder;
    private LiveApi api;

    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final AtomicBoolean asking = new AtomicBoolean(true);
    private Thread asker;

    @BeforeEach
    void start() {
        api = new LiveApi(folder, Map.of());
        asker = new Thread(this::ask, "asker");
        asker.start();
    }

    @AfterEach
    void stop() throws Exception {
        asking.set(false);
        asker.join();
        api.close();
    }

    /** Asks without a pause, and counts how it is answered. */
    private void ask() {
        while (asking.get()) {
            for (String target : new String[] {"/api/queries", "/api/alarms", "/api/runs"}) {
                String status;
                try {
                    status = String.valueOf(Asked.of(api.port, "GET", target).status());
                } catch (IOException e) {
                    status = e.toString();
                }
                statuses.merge(status, 1, Integer::sum);
            }
        }
    }

    @Test
    void anEditOfARouteOfTheApiTakesEffectWhileItIsAsked() throws Exception {
        edit(
                "list-queries",
                "      steps:\n",
                "      steps:\n        - setHeader: {id: edited, name: X-Edited, constant: now}\n");

        awaitAnswer("/api/queries", "x-edited", "now");

        endsWithNothingButAnswers();
    }

    /**
     * Whoever asks in the very moment that the entrance itself is swapped may have to ask again.
     */
    @Test
    void anEditOfItsEntranceTakesEffectToo() throws Exception {
        edit("api", "\"{{schedule.cron}}\"", "\"0 0 0 1 1 ? 2099\"");

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () ->
                                assertThat(get("/api/pipeline").text())
                                        .contains("\"0 0 0 1 1 ? 2099\""));

        assertThat(get("/api/queries").status()).isEqualTo(200);
    }

    @Test
    void anEditOfWhatTheStreamIsMadeOfIsNoEndOfIt() throws Exception {
        edit("watch-alarms", "Looks at the alarms", "Looks at all the alarms");
        awaitDescription("watch-alarms", "Looks at all the alarms");

        assertThat(get("/api/alarms").status()).isEqualTo(200);
        assertThat(Asked.of(api.port, "HEAD", "/api/events").status()).isEqualTo(405);

        endsWithNothingButAnswers();
    }

    @Test
    void anEditOfAnotherRouteChangesNothingHere() throws Exception {
        edit("collect-cpu-host", "description: ", "description: Edited. ");
        awaitDescription("collect-cpu-host", "Edited.");

        assertThat(get("/api/queries").status()).isEqualTo(200);

        endsWithNothingButAnswers();
    }

    @Test
    void anEditThatWillNotDoIsRefusedAndTheApiGoesOn() throws Exception {
        edit("list-queries", "- setBody:", "- setBdy:");
        edit("collect-cpu-host", "description: ", "description: Edited. ");
        Awaitility.await()
                .during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(get("/api/queries").status()).isEqualTo(200));
        edit("list-queries", "- setBdy:", "- setBody:");

        awaitDescription("collect-cpu-host", "Edited.");

        assertThat(get("/api/queries").status()).isEqualTo(200);
        endsWithNothingButAnswers();
    }

    private void endsWithNothingButAnswers() throws InterruptedException {
        asking.set(false);
        asker.join();
        assertThat(new TreeMap<>(statuses)).containsOnlyKeys("200");
    }

    private void edit(String file, String text, String by) throws IOException {
        Path path = api.routes.resolve(file + ".camel.yaml");
        String before = Files.readString(path);
        assertThat(before).contains(text);
        Files.writeString(path, before.replace(text, by));
    }

    private void awaitDescription(String route, String begin) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> {
                            Route now = api.context().getRoute(route); // none while it is swapped
                            return now != null && now.getDescription().startsWith(begin);
                        });
    }

    private void awaitAnswer(String target, String header, String value) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> get(target).header(header).equals(value));
    }

    private Asked get(String target) throws IOException {
        return Asked.of(api.port, "GET", target);
    }
}
