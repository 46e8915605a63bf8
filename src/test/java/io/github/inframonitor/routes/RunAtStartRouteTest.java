package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Run;
import java.util.Map;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** The one run at start. */
class RunAtStartRouteTest extends RouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("run.scheduled-time", TIME.toString());
    }

    @Test
    void firesOneRunOfTheTimeThatIsAskedFor() throws Exception {
        AdviceWith.adviceWith(
                context,
                "run-at-start",
                false,
                advice ->
                        advice.weaveById("to-fire-first")
                                .replace()
                                .to("mock:run")
                                .id("to-fire-first"));
        MockEndpoint fired = getMockEndpoint("mock:run");
        fired.expectedMessageCount(1);
        start();
        context.getRouteController().startRoute("run-at-start");

        fired.assertIsSatisfied();
        assertThat(fired.getExchanges().get(0).getMessage().getBody(Run.class).id())
                .isEqualTo("20261122T210000Z-web-7");
    }
}
