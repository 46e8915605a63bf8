package io.github.inframonitor.fleet;

import io.github.inframonitor.bench.Pipeline;
import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Run;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * A process that reads the fleet of one account and region through the routes of production each
 * time that it is told a line, stores nothing of it, and prints how many nanoseconds that took and
 * how many samples there are.
 */
final class FleetRun {
    private FleetRun() {}

    /**
     * @param arguments the endpoint, the spool, and fleet.rate
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        Map<String, String> settings =
                Map.of(
                        "collect.sources",
                        "ec2,rds",
                        "fleet.regions",
                        "eu-west-1",
                        "fleet.rate",
                        arguments[2]);
        try (Pipeline pipeline =
                        new Pipeline(URI.create(arguments[0]), Path.of(arguments[1]), settings);
                BufferedReader told =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("ready");
            while (told.readLine() != null) {
                Run run = run(Instant.now().truncatedTo(ChronoUnit.SECONDS));
                long started = System.nanoTime();
                Run read = (Run) pipeline.send("collect", run);
                System.out.println(System.nanoTime() - started + " " + read.samples().size());
                for (Outcome outcome : read.branches()) {
                    if (!outcome.ok()) {
                        throw new IllegalStateException(outcome.toString());
                    }
                }
            }
        }
    }

    private static Run run(Instant time) {
        return new Run(time, "web-7", "web-7", time, List.of(), List.of(), List.of());
    }
}
