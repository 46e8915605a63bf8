package io.github.inframonitor.routes;

import io.github.inframonitor.bench.Figures;
import io.github.inframonitor.bench.Profile;
import io.github.inframonitor.bench.Times;
import io.github.inframonitor.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.main.MainConfigurationProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Four branches of 750 ms, one after another and side by side, warm: of 4 at most, how many times.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BranchBench extends RouteTest {
    private static final int MILLIS = 750;
    private static final int RUNS = 10;
    private static final Figures figures =
            new Figures("branches", "part", "sequential ms", "parallel ms", "ratio");

    private static Times collectInTurn;
    private static Times runInTurn;

    private Path routes;
    private int second;

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        try {
            routes = Files.createTempDirectory("bench");
            try (Stream<Path> files = Files.list(Path.of("routes"))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                    Files.copy(file, routes.resolve(file.getFileName()));
                }
            }
            if (collectInTurn == null) {
                Path collect = routes.resolve("collect.camel.yaml");
                Files.writeString(
                        collect,
                        Files.readString(collect)
                                .replaceAll(" +(parallelProcessing|streaming|timeout):.*\n", ""));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        configuration.withRoutesIncludePattern("file:" + routes + "/*.camel.yaml");
    }

    @AfterEach
    void removeRoutes() throws IOException {
        try (Stream<Path> files = Files.list(routes)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(routes);
    }

    @Test
    @Order(1)
    void oneAfterAnother() throws Exception {
        slow();
        runInTurn = Times.of(3, RUNS, this::doNextRun);
        collectInTurn = Times.of(0, RUNS, () -> send("collect", run()));
    }

    @Test
    @Order(2)
    void sideBySide() throws Exception {
        slow();
        Times.of(3, 0, this::doNextRun);
        Times run;
        Times collect;
        try (Profile profile = new Profile("branches")) {
            profile.start();
            run = Times.of(0, RUNS, this::doNextRun);
            collect = Times.of(0, RUNS, () -> send("collect", run()));
        }
        compare("collect and join", collectInTurn, collect);
        compare("whole run, stand-ins included", runInTurn, run);
        figures.tell();
    }

    private static void compare(String part, Times inTurn, Times atOnce) {
        double before = inTurn.millis(50);
        double now = atOnce.millis(50);
        figures.row(part, before, now, before / now);
    }

    /** Each of another second, since a run that was done is not done again. */
    private Run doNextRun() {
        Instant time = TIME.plusSeconds(second++);
        Run run = new Run(time, "web-7", "web-7", time, List.of(), List.of(), List.of());
        return template.requestBody("direct:run", run, Run.class);
    }

    private void slow() throws Exception {
        for (String branch : List.of("cpu", "memory", "disk", "network")) {
            replace(
                    "collect-" + branch + "-host",
                    "read-" + branch,
                    exchange -> {
                        TimeUnit.MILLISECONDS.sleep(MILLIS); // what a slow source takes
                        exchange.getMessage().setBody(reading(branch, 1));
                    });
        }
        start();
    }
}
