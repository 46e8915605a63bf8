package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand small objects, found by listing, through all three stores, in the heap of a small
 * container: {@code ./mvnw -Pbig-logs surefire:test} after the tests were compiled. It prints how
 * long it took.
 */
class ManyLogsCheck extends LogRouteTest {
    private static final int OBJECTS = 10_000;

    @Override
    Map<String, String> settings() {
        return Map.of("logs.poll", "1s");
    }

    @Test
    @SuppressWarnings("SystemOut") // the figure is what it is run for
    void tenThousandSmallObjectsAreEachStoredAndMovedOnce() throws Exception {
        assertThat(Runtime.getRuntime().maxMemory()).as("-Xmx").isLessThan(1L << 29);
        start();
        for (int i = 0; i < OBJECTS; i++) {
            put("logs/incoming/web-%d/%05d.log".formatted(i % 10, i), COMBINED);
        }
        long started = System.nanoTime();
        context.getRouteController().startRoute("poll-logs");
        Path incoming = folder.resolve("local/s3/infra-monitor/logs/incoming");
        await().atMost(Duration.ofMinutes(30))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> Files.notExists(incoming));
        context.getRouteController().stopRoute("poll-logs"); // once it has ended what it does
        System.out.printf(
                "%d objects in %d s%n", OBJECTS, (System.nanoTime() - started) / 1_000_000_000);

        List<String> keys = keys();
        assertThat(keys).filteredOn(key -> key.startsWith("logs/processed/")).hasSize(OBJECTS);
        assertThat(keys).filteredOn(key -> key.startsWith("metrics/")).hasSize(OBJECTS);
        assertThat(keys).hasSize(2 * OBJECTS);
        assertThat(messages()).isEmpty();
    }
}
