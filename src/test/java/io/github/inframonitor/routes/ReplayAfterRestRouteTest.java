package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Run;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A store that failed in a replay is asked again when it was left alone for long enough. */
class ReplayAfterRestRouteTest extends RouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("collect.window", "1ms", "retry.attempts", "0", "replay.rest", "1");
    }

    @Test
    void theCircuitCloses() {
        start();
        faults().failNext("PutObject", new IllegalStateException("down"));
        faults().failNext("PutObject", new IllegalStateException("still down"));
        Run run = doRun();
        template.sendBody("direct:replay", null);
        assertThat(spool().resolve(run.id() + ".run")).exists();

        Awaitility.await()
                .atMost(1, TimeUnit.MINUTES)
                .untilAsserted(
                        () -> {
                            template.sendBody("direct:replay", null);
                            assertThat(Files.list(spool())).isEmpty();
                        });
    }
}
