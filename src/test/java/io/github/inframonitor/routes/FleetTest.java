package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.aws.AwsClients;
import io.github.inframonitor.fleet.EmulatedFleet;
import io.github.inframonitor.fleet.ExpectedPoints;
import io.github.inframonitor.fleet.FleetAws;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The routes with a fleet to read, whose accounts and regions {@link FleetAws} plays. */
abstract class FleetTest extends RouteTest {
    final FleetAws aws = aws();
    final ExpectedPoints expected = new ExpectedPoints(aws, "ec2", "rds");

    /** The fleet, as {@link EmulatedFleet#of} takes it. */
    abstract String[] fleet();

    private FleetAws aws() {
        try {
            return new FleetAws(EmulatedFleet.of(fleet()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterEach
    void closeAws() {
        aws.close();
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("collect.sources", "ec2,rds");
        settings.put("aws.region", "eu-west-1");
        settings.put("fleet.regions", String.join(",", aws.fleet().regions()));
        settings.put("fleet.roles", String.join(",", aws.fleet().roles()));
        settings.put("fleet.external-id", aws.fleet().externalId());
        settings.put("retry.attempts", "1");
        return settings;
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext created = super.createCamelContext();
        bindClients(created, aws);
        return created;
    }

    /** Has a fleet read where it is played. */
    static void bindClients(CamelContext created, FleetAws aws) {
        created.getRegistry()
                .bind(
                        "awsClients",
                        AwsClients.class,
                        new AwsClients(
                                created,
                                builder ->
                                        builder.endpointOverride(aws.endpoint())
                                                .credentialsProvider(
                                                        StaticCredentialsProvider.create(
                                                                AwsBasicCredentials.create(
                                                                        "own", "secret")))));
    }

    /** Does a run of a time, at that time. */
    Run runAt(Instant time) {
        aws.clock().set(time);
        return template.requestBody("direct:run", begun(time), Run.class);
    }

    static Run begun(Instant time) {
        Run run = run();
        return new Run(
                time,
                run.pipelineId(),
                run.resource(),
                time,
                run.samples(),
                run.branches(),
                run.stores());
    }

    /** Up to where a run of a time reads the metrics of a period. */
    static Instant end(Instant scheduled, long period) {
        long delay = period == 60 ? 120 : 300;
        long second = scheduled.getEpochSecond() - delay;
        return Instant.ofEpochSecond(second - second % period);
    }

    /** Up to where such a run settles them. */
    static Instant settled(Instant scheduled, long period) {
        return end(scheduled, period).minus(Duration.ofSeconds(3 * period));
    }

    /** The samples are these points, all of them, and none twice. */
    static void assertPoints(Stream<Sample> samples, SortedMap<String, Double> expected) {
        assertThat(expected).isNotEmpty();
        assertThat(ExpectedPoints.problems(ExpectedPoints.of(samples), expected)).isEmpty();
    }

    static void assertWhole(Run run) {
        assertThat(run.failures()).isEmpty();
    }
}
