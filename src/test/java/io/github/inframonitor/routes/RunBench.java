package io.github.inframonitor.routes;

import io.github.inframonitor.bench.Figures;
import io.github.inframonitor.bench.Profile;
import io.github.inframonitor.bench.Times;
import io.github.inframonitor.run.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;

/**
 * What a whole run of one host takes on the stand-ins, warm, but for the waiting of collectors:
 * they measure rates over next to no time.
 */
class RunBench extends RouteTest {
    private static final int WARM_UP = 100;
    private static final int RUNS = 300;

    @Override
    Map<String, String> settings() {
        return Map.of("collect.window", "10ms");
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext created = super.createCamelContext();
        created.setMessageHistory(false); // as in production
        return created;
    }

    @Test
    void overheadOfARun() throws Exception {
        start();
        Figures figures = new Figures("run", "part", "p50 ms", "p99 ms");
        AtomicInteger second = new AtomicInteger();

        Callable<Run> run = () -> doRunAt(TIME.plusSeconds(second.getAndIncrement()));
        Times.of(WARM_UP, 0, run);
        Times whole;
        try (Profile profile = new Profile("run")) {
            profile.start();
            whole = Times.of(0, RUNS, run);
        }
        figures.row("whole run", whole.millis(50), whole.millis(99));
        Times collect = Times.of(10, RUNS, () -> send("collect", at(TIME)));
        figures.row("of that, collect", collect.millis(50), collect.millis(99));
        Run collected = send("collect", at(TIME)).getMessage().getBody(Run.class);
        for (String part :
                List.of("keep-run", "store", "store-cold", "store-hot", "store-metrics")) {
            Times times = Times.of(10, RUNS, () -> send(part, collected));
            figures.row("of that, " + part, times.millis(50), times.millis(99));
        }
        figures.tell();
    }

    private Run doRunAt(Instant time) {
        Run done = template.requestBody("direct:run", at(time), Run.class);
        if (done.status() != Run.Status.COMPLETE) {
            throw new IllegalStateException(done.failures().toString());
        }
        return done;
    }

    private static Run at(Instant time) {
        return new Run(time, "web-7", "web-7", time, List.of(), List.of(), List.of());
    }
}
