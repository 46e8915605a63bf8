package io.github.inframonitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.cost.Meter;
import io.github.inframonitor.cost.Use;
import io.github.inframonitor.fleet.EmulatedFleet;
import io.github.inframonitor.fleet.FleetAws;
import io.github.inframonitor.plan.Plan;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was planned of a fleet is what a run then asks, and planning it costs nothing. */
class PlanTest {
    private static final Instant TIME = Instant.parse("2026-11-22T21:00:00Z");
    private static final Duration EVERY = Duration.ofMinutes(15);
    private static final List<String> PROPERTIES =
            List.of("aws.endpointUrl", "aws.accessKeyId", "aws.secretAccessKey");

    @TempDir Path folder;

    private final Map<String, String> before = new HashMap<>();
    private FleetAws aws;

    @BeforeEach
    void play() throws Exception {
        aws =
                new FleetAws(
                        EmulatedFleet.of(
                                "regions=eu-west-1,us-east-1", "instances=30", "databases=5"));
        aws.trouble().set("late=0");
        aws.clock().set(TIME);
        List<String> values = List.of(aws.endpoint().toString(), "own", "secret");
        for (int i = 0; i < values.size(); i++) {
            String old = System.setProperty(PROPERTIES.get(i), values.get(i));
            if (old != null) {
                before.put(PROPERTIES.get(i), old);
            }
        }
    }

    @AfterEach
    void end() {
        PROPERTIES.forEach(System::clearProperty);
        before.forEach(System::setProperty);
        aws.close();
    }

    @Test
    void aRunAsksWhatWasPlannedAndThePlanReadsNothing() throws Exception {
        Plan plan = plan();
        assertThat(aws.calls().metrics()).isZero();
        assertThat(aws.stores().objects()).isEmpty();
        aws.calls().forget();

        Map<String, Long> calls;
        Use use;
        Run run;
        Main main =
                Application.camel(
                        settings("spool"),
                        Map.of("camel.main.auto-startup-exclude-pattern", Application.CONSUMERS));
        main.start();
        try {
            aRun(main, TIME.minus(EVERY));
            aws.calls().forget();
            run = aRun(main, TIME);
            calls = calls();
            use = main.getCamelContext().getRegistry().findSingleByType(Meter.class).of(run.id());
        } finally {
            main.stop();
        }

        assertThat(run.failures()).isEmpty();
        assertThat(plan.run().samples()).hasSameSizeAs(run.samples());
        assertThat(plan.each().operations()).isEqualTo(use.operations());
        assertThat(plan.each().services().stream().map(s -> s.service() + " " + s.items()))
                .isEqualTo(
                        use.services().stream().map(s -> s.service() + " " + s.items()).toList());
        for (String unit :
                List.of("cloudwatch.metric-read", "dynamodb.write", "dynamodb.read", "s3.put")) {
            assertThat(plan.each().billed(unit)).as(unit).isEqualTo(use.billed(unit));
        }
        assertThat(calls.get("GetMetricData"))
                .isEqualTo(Math.round(plan.calls().get("CloudWatch GetMetricData")));
        assertThat(aws.calls().metrics())
                .isEqualTo(Math.round(plan.each().billed("cloudwatch.metric-read")));
    }

    @Test
    void thePlanSaysWhatThereIsAndWhatItCosts() throws Exception {
        String text = plan().text();

        assertThat(text)
                .contains("ec2 111122223333/eu-west-1")
                .contains("rds 111122223333/us-east-1")
                .contains("CloudWatch GetMetricData")
                .contains("EC2 DescribeInstances")
                .contains("2880 runs a month; prices of ");
        assertThat(text.lines().filter(line -> line.startsWith("CloudWatch  ")).toList())
                .singleElement()
                .satisfies(line -> assertThat(line).matches("CloudWatch +\\d+\\.\\d\\d"));
    }

    private Plan plan() throws Exception {
        Main main =
                Application.camel(
                        settings("plan"), PlanCommand.settings(folder.resolve("plan"), false));
        main.start();
        try {
            return Plan.of(main.getCamelContext(), TIME);
        } finally {
            main.stop();
        }
    }

    private Run aRun(Main main, Instant time) throws Exception {
        try (var template = main.getCamelContext().createProducerTemplate()) {
            return template.requestBody(
                    "direct:run",
                    new Run(time, "fleet", "fleet", time, List.of(), List.of(), List.of()),
                    Run.class);
        }
    }

    private Map<String, Long> calls() {
        return aws.calls().all().stream()
                .collect(
                        Collectors.groupingBy(
                                count -> count.operation(),
                                TreeMap::new,
                                Collectors.summingLong(count -> count.requests())));
    }

    private Settings settings(String spool) {
        Properties given = new Properties();
        given.putAll(
                Map.of(
                        "collect.sources", "ec2,rds",
                        "aws.region", "eu-west-1",
                        "fleet.regions", "eu-west-1,us-east-1",
                        "fleet.discovery-ttl", "1h",
                        "schedule.cron", "0 0/15 * * * ?",
                        "pipeline.id", "fleet",
                        "cold.bucket", "metrics",
                        "alerts.topic-arn", "arn:aws:sns:eu-west-1:111122223333:alerts",
                        "spool.dir", folder.resolve(spool).toString()));
        return Settings.load(Path.of("routes"), "prod", given, Map.of());
    }
}
