package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Outcome.Result;
import io.github.inframonitor.run.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Who is told what, and how often. */
class ReportFailureRouteTest extends RouteTest {
    private static final Map<String, AttributeValue> OPEN =
            Map.of("pk", AttributeValue.fromS("A#web-7"), "sk", AttributeValue.fromS("open"));

    @Test
    void saysNothingOfARunThatIsComplete() throws Exception {
        start();

        report(complete());

        assertThat(messages()).isEmpty();
    }

    @Test
    void saysOnceWhatFailedAndWhatWasKept() throws Exception {
        start();

        report(diskFailed("IOException: broken"));
        report(diskFailed("IOException: broken"));

        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith("Subject: infra-monitor PARTIAL on web-7: disk\n")
                .contains("\nTopicArn: arn:aws:sns:us-east-1:000000000000:infra-monitor\n\n")
                .contains(
                        """
                        Run 20261122T210000Z-web-7 is PARTIAL.

                        What failed:
                        - disk FAILED after 70012 ms: IOException: broken

                        What was kept:
                        - collected: cpu, 1 samples
                        - stored in: cold
                        """);
    }

    @Test
    void sendsNoHeadersAlongAsAttributes() throws Exception {
        start();

        template.sendBodyAndHeader(
                "direct:report-failure", diskFailed("IOException: broken"), "fireTime", "now");

        assertThat(messages()).singleElement().asString().doesNotContain("Attribute");
    }

    @Test
    void theSameFailureInOtherWordsIsTheSame() throws Exception {
        start();

        report(diskFailed("IOException: request 1 was broken"));
        report(diskFailed("IOException: request 2 was broken"));

        assertThat(messages()).hasSize(1);
    }

    @Test
    void anotherFailureIsToldAtOnce() throws Exception {
        start();

        report(diskFailed("IOException: broken"));
        report(diskFailed("AccessDenied: no"));

        assertThat(messages()).hasSize(2);
    }

    @Test
    void theSameFailureIsToldAgainAfterAWhile() throws Exception {
        start();
        report(diskFailed("IOException: broken"));
        DynamoDbClient table = client(DynamoDbClient.class);
        Map<String, AttributeValue> open =
                new HashMap<>(table.getItem(g -> g.tableName("infra-monitor").key(OPEN)).item());
        open.put("toldAt", AttributeValue.fromS(TIME.minus(Duration.ofDays(1)).toString()));
        open.put("since", AttributeValue.fromS("2026-11-21T09:00:00Z"));
        table.putItem(p -> p.tableName("infra-monitor").item(open));

        report(diskFailed("IOException: broken"));

        assertThat(messages()).hasSize(2);
        assertThat(messages().get(1)).contains("first seen at 2026-11-21T09:00:00Z.");
    }

    @Test
    void theEndOfAFailureIsToldOnce() throws Exception {
        start();
        report(diskFailed("IOException: broken"));

        report(complete());
        report(complete());

        assertThat(messages()).hasSize(2);
        assertThat(messages().get(1))
                .startsWith("Subject: infra-monitor RECOVERED on web-7\n")
                .contains("\nPARTIAL: disk FAILED IOException\n");
    }

    @Test
    void whileTheTableIsDownMemoryKnowsWhatWasTold() throws Exception {
        start();
        faults().throttleNext("PutItem", 1);

        report(diskFailed("IOException: broken"));
        faults().throttleNext("GetItem", 1);
        report(diskFailed("IOException: broken"));

        assertThat(messages()).hasSize(1);
    }

    @Test
    void whatCouldNotBeSentIsSentWithTheNextRun() throws Exception {
        start();
        faults().failNext("Publish", new IllegalStateException("no route to host"));

        report(diskFailed("IOException: broken"));
        assertThat(messages()).isEmpty();

        report(diskFailed("IOException: broken"));
        assertThat(messages()).hasSize(1);
    }

    @Test
    void aFailureOutsideOfARunSendsItsOwnOnce() throws Exception {
        start();

        template.sendBody("direct:report-failure", new IOException("the schedule broke"));
        template.sendBody("direct:report-failure", new IOException("the schedule broke"));

        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith("Subject: infra-monitor FAILED outside a run\n")
                .contains("\nIOException: the schedule broke\n");
    }

    private void report(Run run) {
        send("report-failure", run);
    }

    private static Run complete() {
        return ended(outcome("disk", Result.OK, null));
    }

    private static Run diskFailed(String error) {
        return ended(outcome("disk", Result.FAILED, error));
    }

    private static Run ended(Outcome disk) {
        return new Run(
                TIME,
                "web-7",
                "web-7",
                TIME,
                run(1).samples(),
                List.of(outcome("cpu", Result.OK, null), disk),
                List.of(outcome("cold", Result.OK, null)));
    }

    private static Outcome outcome(String name, Result result, @Nullable String error) {
        return new Outcome(name, result, 1, 0, 1, 0, Duration.ofMillis(70_012), error);
    }
}
