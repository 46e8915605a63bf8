package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Outcome.Result;
import io.github.inframonitor.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Who is told of log objects, and how often. */
class ReportLogsRouteTest extends LogRouteTest {
    private static final Map<String, AttributeValue> OPEN =
            Map.of("pk", AttributeValue.fromS("A#logs/web"), "sk", AttributeValue.fromS("open"));

    @Test
    void aThousandBadObjectsAmongGoodOnesAreOneMessageAServiceAndEachCounts() throws Exception {
        start();
        for (int i = 0; i < 5; i++) {
            report(bad("web", i));
            report(good("web"));
        }
        report(bad("api", 9));

        assertThat(messages()).hasSize(2);
        assertThat(messages().get(0)).startsWith("Subject: infra-monitor FAILED on logs/web");
        assertThat(messages().get(1)).startsWith("Subject: infra-monitor FAILED on logs/api");
        assertThat(processorErrors()).containsExactly(6.0, 11.0);
    }

    @Test
    void aGoodObjectEndsTheFailureAfterAWhile() throws Exception {
        start();
        report(bad("web", 1));
        report(good("web"));
        DynamoDbClient table = client(DynamoDbClient.class);
        Map<String, AttributeValue> open =
                new HashMap<>(table.getItem(g -> g.tableName("infra-monitor").key(OPEN)).item());
        open.put(
                "toldAt", AttributeValue.fromS(Instant.now().minus(Duration.ofDays(1)).toString()));
        table.putItem(p -> p.tableName("infra-monitor").item(open));

        report(good("web"));
        report(good("web"));

        assertThat(messages()).hasSize(2);
        assertThat(messages().get(1)).startsWith("Subject: infra-monitor RECOVERED on logs/web");
    }

    private void report(Run run) {
        template.sendBody("direct:report-logs", run);
    }

    private static Run bad(String service, int object) {
        String error =
                "a log object cannot be processed: logs/incoming/%s/%d".formatted(service, object);
        return run(service, outcome("logs", error), List.of());
    }

    private static Run good(String service) {
        return run(service, outcome("logs", null), List.of(outcome("cold", null)));
    }

    private static Run run(String service, Outcome branch, List<Outcome> stores) {
        return new Run(
                TIME,
                "logs-0123456789ab",
                service,
                TIME,
                run(1).samples(),
                List.of(branch),
                stores);
    }

    private static Outcome outcome(String name, @Nullable String error) {
        Result result = error == null ? Result.OK : Result.FAILED;
        return new Outcome(name, result, 1, 0, 1, 0, Duration.ofMillis(5), error);
    }
}
