package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A spool that is full of what some store does not have, where the newest is to be kept. */
class SpoolKeepsNewestRouteTest extends RouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("collect.window", "1ms", "spool.max-bytes", "100000", "spool.keep", "newest");
    }

    @Test
    void theOldestMakeRoomAndThatIsTold() throws Exception {
        start();
        Path oldest = Files.createDirectories(spool()).resolve("20200101T000000Z-web-7.run");
        Files.write(oldest, new byte[100_000]);

        Run run = doRun();

        assertThat(run.status()).isEqualTo(Run.Status.COMPLETE);
        assertThat(spool()).isEmptyDirectory();
        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith("Subject: infra-monitor FAILED outside a run\n")
                .contains(
                        "spool.dir (%s) was full: the oldest runs in it, which some store does not"
                                        .formatted(spool())
                                + " have, went for newer ones; mend the store, or raise"
                                + " spool.max-bytes");
    }
}
