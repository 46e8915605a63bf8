package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run that someone wants done again. */
class ClaimRunAgainRouteTest extends RouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("run.scheduled-time", TIME.toString());
    }

    @Test
    void aRunThatIsAskedForByItsTimeIsDoneThoughItWasDone() {
        start();

        assertThat(send("claim-run", run()).getMessage().getBody()).isEqualTo("held");
        assertThat(send("claim-run", run()).getMessage().getBody()).isEqualTo("held");
    }
}
