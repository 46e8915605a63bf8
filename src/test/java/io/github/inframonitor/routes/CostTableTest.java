package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.cost.Costs;
import io.github.inframonitor.cost.Meter;
import io.github.inframonitor.cost.Month;
import io.github.inframonitor.cost.Use;
import io.github.inframonitor.run.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The figures of README: counted in a run of 48 samples, by the price table. */
class CostTableTest extends RouteTest {
    /** Every three hours. */
    private static final int RUNS = 240;

    @Test
    void readmeHasTheTableThatARunAndThePricesGive() throws Exception {
        for (String type : List.of("cpu", "memory", "disk", "network")) {
            replace(
                    "collect-" + type + "-host",
                    "read-" + type,
                    exchange -> exchange.getMessage().setBody(CostOfRunTest.twelve(type)));
        }
        start();
        Run run = doRun();
        Use use = context.getRegistry().findSingleByType(Meter.class).of(run.id());
        Costs costs = context.getRegistry().findSingleByType(Costs.class);

        String table =
                Stream.concat(
                                Stream.of(
                                        "| hosts | S3 | DynamoDB | CloudWatch | together |"
                                                + " with `cloudwatch.detail` |",
                                        "|---|---|---|---|---|---|"),
                                IntStream.of(1, 10, 100)
                                        .mapToObj(
                                                hosts ->
                                                        row(
                                                                hosts,
                                                                costs.month(use, RUNS, hosts),
                                                                costs.month(
                                                                        detailed(use, run),
                                                                        RUNS,
                                                                        hosts))))
                        .collect(Collectors.joining("\n", "", "\n"));

        assertThat(Files.readString(Path.of("README.md"))).contains(table);
    }

    /** With detail each sample is a series of its own. */
    private static Use detailed(Use use, Run run) {
        int series = run.samples().size();
        return new Use(
                use.services(), use.operations(), use.billed(), use.metrics() + series, series);
    }

    private static String row(int hosts, Month month, Month detailed) {
        SortedMap<String, Double> dollars = month.dollars();
        return String.format(
                Locale.ROOT,
                "| %d | $%.3f | $%.3f | $%.3f | **$%.2f** | $%.2f |",
                hosts,
                dollars.get("S3"),
                dollars.get("DynamoDB"),
                dollars.get("CloudWatch"),
                month.total(),
                detailed.total());
    }
}
