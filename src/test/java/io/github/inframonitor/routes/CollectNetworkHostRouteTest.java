package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.inframonitor.run.Reading;
import io.github.inframonitor.sample.Sample;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The network branch, on this very machine. */
class CollectNetworkHostRouteTest extends RouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("collect.window", "50ms", "retry.attempts", "1");
    }

    @Test
    void endsWithAReadingOfThisHost() {
        start();

        Reading reading = send("collect-network-host", run()).getMessage().getBody(Reading.class);

        assertThat(reading.dropped()).isZero();
        assertThat(reading.samples())
                .isNotEmpty()
                .extracting(Sample::time, Sample::resource, Sample::type)
                .containsOnly(tuple(TIME, "web-7", "network"));
    }

    @Test
    void endsWithTheExceptionThatItFailedWith() throws Exception {
        IOException broken = new IOException("broken");
        fail("collect-network-host", "read-network", broken);
        start();

        assertThat(send("collect-network-host", run()).getMessage().getBody()).isSameAs(broken);
    }
}
