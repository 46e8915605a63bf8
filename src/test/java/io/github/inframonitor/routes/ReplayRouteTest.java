package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What some store did not take stays on the disk, and is sent again. */
class ReplayRouteTest extends RouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("collect.window", "1ms", "retry.attempts", "0", "replay.rest", "1");
    }

    @Test
    void aRunThatEveryStoreTakesLeavesNothingBehind() {
        start();

        assertThat(doRun().status()).isEqualTo(Run.Status.COMPLETE);

        assertThat(kept()).isEmpty();
    }

    @Test
    void whatOneStoreDidNotTakeIsSentToThatOneAlone() throws Exception {
        start();
        faults().throttleNext("PutObject", 1);
        Run run = doRun();
        assertThat(run.failures()).extracting(Outcome::name).containsExactly("cold");
        assertThat(kept())
                .containsExactly(
                        run.id() + ".hot.ack", run.id() + ".metrics.ack", run.id() + ".run");

        replay();

        assertThat(kept()).isEmpty();
        assertThat(folder.resolve("local/s3/infra-monitor/metrics/dt=2026-11-22"))
                .isDirectoryContaining("glob:**.parquet");
    }

    private void replay() {
        template.sendBody("direct:replay", null);
    }

    private List<String> kept() {
        if (!Files.isDirectory(spool())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(spool())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
