package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.inframonitor.aws.AwsClients;
import io.github.inframonitor.fleet.ExpectedPoints;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.run.Watermark;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultRegistry;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A fleet of four cells that is dispatched, and taken by one process. */
class DispatchedFleetTest extends FleetTest {
    /** Whatever day it is, this one is over. */
    private static final Instant FIRING = Instant.parse("2020-11-22T21:00:00Z");

    private static final List<String> CELLS =
            List.of(
                    "222200000001/eu-west-1",
                    "222200000001/us-east-1",
                    "222200000002/eu-west-1",
                    "222200000002/us-east-1");

    private final List<Run> runs = new CopyOnWriteArrayList<>();

    @Override
    String[] fleet() {
        return new String[] {
            "accounts=3",
            "regions=eu-west-1,us-east-1",
            "instances=3",
            "databases=1",
            "external-id=x1"
        };
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(super.settings());
        settings.put("dispatch", "sqs");
        settings.put("dispatch.queue-url", "http://127.0.0.1:1/000000000000/infra-monitor-cells");
        return settings;
    }

    @Override
    protected Registry createCamelRegistry() {
        Registry registry = new DefaultRegistry();
        registry.bind("clock", Clock.class, from(FIRING));
        return registry;
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext created = super.createCamelContext();
        AwsClients clients = created.getRegistry().findSingleByType(AwsClients.class);
        created.getRegistry()
                .bind("sqs", SqsClient.class, clients.make(SqsClient.builder(), null, null));
        return created;
    }

    @Test
    void eachCellIsReadOnceByARunOfItsOwnThatWritesKeysOfItsOwn() throws Exception {
        aws.trouble().set("late=0");
        aws.clock().set(FIRING);
        AdviceWith.adviceWith(context, "schedule", false, a -> a.replaceFromWith("direct:tick"));
        AdviceWith.adviceWith(
                context,
                "run",
                false,
                advice ->
                        advice.weaveById("show-run")
                                .before()
                                .process(e -> runs.add(e.getMessage().getBody(Run.class))));
        start();
        context.getRouteController().startRoute("schedule");
        template.requestBodyAndHeader("direct:tick", null, "scheduledFireTime", Date.from(FIRING));
        assertThat(aws.queues().bodies("infra-monitor-cells")).hasSize(4);

        context.getRouteController().startRoute("take-cell");
        await().atMost(Duration.ofSeconds(120))
                .until(() -> aws.queues().bodies("infra-monitor-cells").isEmpty());

        assertThat(aws.queues().bodies("infra-monitor-cells-dead")).isEmpty();
        assertThat(runs)
                .extracting(Run::id)
                .containsExactlyInAnyOrderElementsOf(
                        CELLS.stream().map(DispatchedFleetTest::runId).toList());
        assertThat(runs)
                .allSatisfy(
                        run -> {
                            assertWhole(run);
                            assertThat(ExpectedPoints.of(run.samples().stream()))
                                    .isNotEmpty()
                                    .isEqualTo(pointsOf(run));
                        });
        assertThat(objects())
                .containsExactlyInAnyOrderElementsOf(
                        CELLS.stream()
                                .map(
                                        cell ->
                                                "metrics/dt=2020-11-22/%s.parquet"
                                                        .formatted(runId(cell)))
                                .toList());
        List<String> watermarks =
                runs.stream()
                        .flatMap(run -> run.watermarks().stream())
                        .map(Watermark::key)
                        .toList();
        assertThat(watermarks)
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allMatch(key -> key.endsWith("#web-7"), "of the pipeline that fired");
        assertThat(aws.complaints()).isEmpty();
    }

    private static String runId(String cell) {
        return "20201122T210000Z-web-7-" + cell.replace('/', '-');
    }

    private Map<String, Double> pointsOf(Run run) {
        return expected.all(
                period -> settled(FIRING, period).minusSeconds(period),
                period -> end(FIRING, period),
                series -> run.id().equals(runId(series.cell().toString())));
    }

    private List<String> objects() {
        List<String> keys = new ArrayList<>();
        Stream<S3Object> found =
                client(S3Client.class)
                        .listObjectsV2(list -> list.bucket("infra-monitor").prefix("metrics/"))
                        .contents()
                        .stream();
        found.forEach(object -> keys.add(object.key()));
        return keys;
    }
}
