package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import org.apache.camel.builder.AdviceWith;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** Looks at the alarms, what is told of them, and what one who asks is answered. */
class WatchAlarmsRouteTest extends ApiRouteTest {
    private final List<JsonNode> told = new CopyOnWriteArrayList<>();

    @Override
    Map<String, String> settings() {
        return Map.of("alarms.poll", "1s");
    }

    @Test
    void beforeTheFirstLookThereAreNone() {
        start();

        assertThat(get("list-alarms", "")).isEqualTo(Answer.of("{\"alarms\": []}"));
    }

    @Test
    void anAlarmIsToldWithAllThatItIs() throws Exception {
        lookByHand();
        MetricAlarm alarm = set(StateValue.ALARM, "it is not well");
        look();

        ObjectNode expected = new JsonMapper().createObjectNode();
        expected.put("name", alarm.alarmName())
                .put("description", alarm.alarmDescription())
                .put("state", "ALARM")
                .put("reason", "it is not well")
                .put("since", alarm.stateUpdatedTimestamp().toString())
                .put("metric", alarm.metricName())
                .put("statistic", alarm.statisticAsString())
                .put("comparison", alarm.comparisonOperatorAsString())
                .put("threshold", alarm.threshold())
                .put("periodSeconds", alarm.period());
        assertThat(alarm(alarm.alarmName())).isEqualTo(expected);
        assertThat(all().path("alarms")).hasSize(defined().size());
    }

    @Test
    void theFirstLookTellsNothingAndAChangeIsToldOnce() throws Exception {
        lookByHand();
        look();
        assertThat(told).isEmpty();

        MetricAlarm alarm = set(StateValue.ALARM, "it is not well");
        look();
        look();

        assertThat(told).singleElement().isEqualTo(alarm(alarm.alarmName()));
    }

    @Test
    void whileCloudWatchIsDownTheAlarmsAreAsTheyWereAndAChangeIsToldAfterwards() throws Exception {
        lookByHand();
        look();
        JsonNode before = all();
        MetricAlarm alarm = set(StateValue.ALARM, "meanwhile");

        faults().failNext(
                        "DescribeAlarms",
                        CloudWatchException.builder().message("down").statusCode(500).build());
        look();

        ObjectNode failed = before.deepCopy();
        assertThat(all()).isEqualTo(failed.put("error", "AWS 500: down"));
        assertThat(told).isEmpty();

        look();

        assertThat(all().has("error")).isFalse();
        assertThat(told).singleElement().isEqualTo(alarm(alarm.alarmName()));
    }

    @Test
    void looksEveryPoll() throws Exception {
        start();
        context.getRouteController().startRoute("watch-alarms");

        Awaitility.await().until(() -> all().has("lookedAt"));
        String first = all().path("lookedAt").asText();
        Awaitility.await().until(() -> !all().path("lookedAt").asText().equals(first));
        assertThat(Instant.parse(all().path("lookedAt").asText())).isAfter(Instant.parse(first));
    }

    /** Notes what is told; nothing is looked at by a timer. */
    private void lookByHand() throws Exception {
        AdviceWith.adviceWith(
                context,
                "watch-alarms",
                false,
                advice -> {
                    advice.replaceFromWith("direct:look");
                    advice.weaveById("tell-alarm")
                            .before()
                            .process(e -> told.add(node(e.getMessage().getBody())));
                });
        start();
        context.getRouteController().startRoute("watch-alarms");
    }

    private void look() {
        template.sendBody("direct:look", "");
    }

    /** Brings an alarm on one metric to a state. */
    private MetricAlarm set(StateValue state, String reason) {
        String name =
                defined().stream()
                        .filter(alarm -> alarm.metricName() != null)
                        .findFirst()
                        .orElseThrow()
                        .alarmName();
        client(CloudWatchClient.class)
                .setAlarmState(set -> set.alarmName(name).stateValue(state).stateReason(reason));
        return defined().stream()
                .filter(alarm -> alarm.alarmName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<MetricAlarm> defined() {
        return client(CloudWatchClient.class).describeAlarms().metricAlarms();
    }

    private JsonNode all() {
        return get("list-alarms", "").body();
    }

    private JsonNode alarm(String name) {
        return StreamSupport.stream(all().path("alarms").spliterator(), false)
                .filter(alarm -> alarm.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** As it is when it was read from text, where numbers have no types. */
    private static JsonNode node(Object body) {
        return json(new JsonMapper().valueToTree(body).toString());
    }
}
