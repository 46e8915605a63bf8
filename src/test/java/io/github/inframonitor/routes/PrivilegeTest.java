package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.inframonitor.api.Alarms;
import io.github.inframonitor.aws.Statement;
import io.github.inframonitor.aws.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/**
 * A role of the template may do what the routes of its process ask of AWS, and nothing that they do
 * not. The routes run as they stand, on stand-ins whose calls are recorded.
 */
abstract class PrivilegeTest extends RouteTest {
    final Template aws;

    PrivilegeTest(Map<String, String> parameters) {
        aws = Template.read(parameters);
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(aws.settings());
        settings.put("camel.main.configuration-classes", RecordedClients.class.getName());
        settings.put("collect.window", "20ms");
        settings.put("run.scheduled-time", TIME.toString()); // so that a run is done again
        return settings;
    }

    /** Puts one log object that can be processed and one that cannot, as somebody else would. */
    void putLogs() throws IOException {
        Files.createDirectories(incoming());
        Files.writeString(incoming().resolve("access.log"), LogRouteTest.COMBINED);
        Files.writeString(incoming().resolve("none.log"), "no log");
    }

    /** Lets a route that fires by itself process them. */
    void processLogsBy(String route) throws Exception {
        context.getRouteController().startRoute(route);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> messages().size() == 1 && Files.notExists(incoming()));
        context.getRouteController().stopRoute(route); // once it has ended what it does
    }

    private Path incoming() {
        return folder.resolve("local/s3")
                .resolve(settings().get("cold.bucket"))
                .resolve("logs/incoming/web");
    }

    /** Whatever is stored may be stored again, and then finds its object there. */
    void storeTwice() {
        send("store-cold", run(1));
        send("store-cold", run(1));
    }

    /** What the page asks of the hot store and of CloudWatch. */
    void lookAtThePage() {
        template.requestBodyAndHeader(
                "direct:read-series", null, Exchange.HTTP_RAW_QUERY, "type=cpu");
        context.getRegistry().lookupByNameAndType("alarms", Alarms.class).look();
    }

    void assertRoleFits(String role) {
        assertFits(aws.statements(role), accesses());
    }

    /** What the recorded calls ask of policies. */
    List<Access> accesses() {
        return client(Calls.class).all().stream()
                .flatMap(call -> Accesses.of(call, aws.settings()).stream())
                .distinct()
                .toList();
    }

    static void assertFits(List<Statement> statements, List<Access> accesses) {
        Policy policy = new Policy(statements);

        assertThat(accesses)
                .as("asked and not allowed")
                .filteredOn(a -> !policy.allows(a))
                .isEmpty();
        assertThat(statements.stream().flatMap(PrivilegeTest::parts))
                .as("allowed and not asked")
                .filteredOn(part -> !part.sid().startsWith("AskFor")) // the check asks what it can
                .filteredOn(part -> accesses.stream().noneMatch(a -> Policy.isAbout(part, a)))
                .isEmpty();
    }

    /** A statement by its single actions and resources, as far as they go together. */
    private static Stream<Statement> parts(Statement statement) {
        List<Statement> parts = new ArrayList<>();
        for (String action : statement.actions()) {
            parts.add(
                    new Statement(
                            statement.sid(),
                            statement.allows(),
                            List.of(action),
                            statement.resources(),
                            statement.conditions()));
        }
        for (String resource : statement.resources()) {
            parts.add(
                    new Statement(
                            statement.sid(),
                            statement.allows(),
                            statement.actions(),
                            List.of(resource),
                            statement.conditions()));
        }
        return parts.stream();
    }
}
