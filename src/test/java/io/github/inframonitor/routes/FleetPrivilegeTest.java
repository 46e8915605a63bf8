package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.inframonitor.aws.Destinations;
import io.github.inframonitor.aws.Statement;
import io.github.inframonitor.aws.Template;
import io.github.inframonitor.fleet.EmulatedCalls;
import io.github.inframonitor.fleet.EmulatedFleet;
import io.github.inframonitor.fleet.FleetAws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The collector's role where it reads a fleet, which it shares out and takes by a queue. */
abstract class FleetPrivilegeTest extends PrivilegeTest {
    private static final Instant FIRING = Instant.parse("2020-11-22T21:00:00Z");

    private final CellQueue queue = new CellQueue();
    private final FleetAws fleet;

    FleetPrivilegeTest(EmulatedFleet fleet) {
        super(
                Map.of(
                        "OneProcess", "false",
                        "Fleet", "true",
                        "FleetRoles", String.join(",", fleet.roles()),
                        "DispatchQueue", "true"));
        try {
            this.fleet = new FleetAws(fleet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void closeFleet() {
        fleet.close();
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(super.settings());
        settings.put("collect.sources", "ec2,rds");
        settings.put("fleet.regions", "us-east-1");
        settings.put("fleet.external-id", "x1");
        settings.put("dispatch", "sqs");
        settings.put("run.scheduled-time", FIRING.toString());
        settings.put("retry.attempts", "0");
        return settings;
    }

    @Override
    protected Registry createCamelRegistry() {
        Registry registry = new DefaultRegistry();
        registry.bind("clock", Clock.class, from(FIRING));
        return registry;
    }

    @Override
    protected void bindToRegistry(Registry registry) {
        registry.bind("sqs", SqsClient.class, queue);
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext created = super.createCamelContext();
        FleetTest.bindClients(created, fleet);
        return created;
    }

    @Test
    void theCollectorMayDoWhatItDoesAndNoMore() throws Exception {
        queue.before(request -> client(Calls.class).note(request));
        fleet.clock().set(FIRING);
        AdviceWith.adviceWith(context, "catch-up", false, a -> a.replaceFromWith("direct:tick"));
        start();

        Destinations.check(context);
        context.getRouteController().startRoute("catch-up");
        template.sendBody("direct:tick", null);
        faults().failNext(
                        "PutMetricData",
                        (CloudWatchException)
                                CloudWatchException.builder().statusCode(403).build());
        template.sendBody("direct:fire", runs().start(null));
        context.getRouteController().startRoute("take-cell");
        await().atMost(Duration.ofSeconds(60)).until(() -> queue.deleted.size() == 1);
        // as the consumer does with the message of a run that goes on
        queue.changeMessageVisibilityBatch(
                change -> change.queueUrl(settings().get("dispatch.queue-url")));
        lookAtThePage();

        storeTwice();

        assertThat(messages()).hasSize(1);
        assertFits(
                aws.statements("CollectorRole"),
                Stream.of(accesses(), asked(false)).flatMap(List::stream).toList());
        assertFits(ofRole(), asked(true));
        assertThat(fleet.complaints()).isEmpty();
    }

    /** What a role of the fleet may do; nothing, if there is none. */
    private List<Statement> ofRole() {
        return fleet.fleet().roles().isEmpty()
                ? List.of()
                : Template.ofFleetRole(Map.of("CollectorAccount", "123456789012"))
                        .statements("FleetRole");
    }

    /** What was asked of the fleet, by its roles or not. */
    private List<Access> asked(boolean byRole) {
        boolean roles = !fleet.fleet().roles().isEmpty();
        return fleet.calls().all().stream()
                .filter(call -> !call.operation().equals("GetCallerIdentity")) // anybody may
                .filter(call -> (roles && !call.service().equals("sts")) == byRole)
                .map(this::access)
                .distinct()
                .toList();
    }

    private Access access(EmulatedCalls.Count call) {
        String service = call.service().equals("monitoring") ? "cloudwatch" : call.service();
        String on =
                fleet.fleet().roles().stream()
                        .filter(role -> service.equals("sts") && role.contains(call.account()))
                        .findAny()
                        .orElse("*");
        return Access.of(service + ":" + call.operation(), on);
    }
}
