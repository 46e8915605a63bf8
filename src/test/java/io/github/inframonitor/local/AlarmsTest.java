package io.github.inframonitor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** The template's alarms on the stand-in for CloudWatch, by the hour of a clock that is set. */
class AlarmsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T21:00:05.120Z");
    private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:infra-monitor";
    private static final String EVERY_3_HOURS = "0 0 0/3 * * ?";

    @TempDir Path dir;

    private final SetClock clock = new SetClock(NOW);
    private ScheduledExecutorService thread;
    private LocalStore store;
    private Alarms alarms;
    private LocalCloudWatch cloudWatch;

    /** A clock that stands until it is set. */
    private static final class SetClock extends Clock {
        private volatile Instant now;

        SetClock(Instant now) {
            this.now = now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void open() {
        open(EVERY_3_HOURS);
    }

    private void open(String cron) {
        thread = Executors.newSingleThreadScheduledExecutor();
        store = new LocalStore(dir);
        LocalSns sns = new LocalSns(dir.resolve("sns"), new Faults(), clock);
        List<MetricAlarm> defined = AlarmDefinitions.read(TOPIC, "InfraMonitor", cron);
        alarms = new Alarms(store, defined, sns::deliver, clock, thread);
        cloudWatch = new LocalCloudWatch(store, new Faults(), clock, alarms);
    }

    @AfterEach
    void close() {
        alarms.close();
        store.close();
    }

    @Test
    void an_alarm_sends_the_message_that_cloudwatch_sends() throws Exception {
        put("CPUUtilization", 95, StandardUnit.PERCENT);

        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith("Subject: ALARM: \"infra-monitor-cpu\" in US East (N. Virginia)\n")
                .contains("\nTopicArn: " + TOPIC + "\n")
                .endsWith(
                        "\n\n{\"AlarmName\":\"infra-monitor-cpu\","
                                + "\"AlarmDescription\":\"CPU use of some host is over 80 %.\","
                                + "\"AWSAccountId\":\"000000000000\","
                                + "\"AlarmConfigurationUpdatedTimestamp\":"
                                + "\"2026-11-22T21:00:05.120+0000\","
                                + "\"NewStateValue\":\"ALARM\","
                                + "\"NewStateReason\":\"Threshold Crossed: 1 out of the last 1"
                                + " datapoints [95.0 (22/11/26 18:01:00)] was greater than the"
                                + " threshold (80.0) (minimum 1 datapoint for OK -> ALARM"
                                + " transition).\","
                                + "\"StateChangeTime\":\"2026-11-22T21:00:05.120+0000\","
                                + "\"Region\":\"US East (N. Virginia)\","
                                + "\"AlarmArn\":\"arn:aws:cloudwatch:us-east-1:000000000000:alarm:"
                                + "infra-monitor-cpu\","
                                + "\"OldStateValue\":\"INSUFFICIENT_DATA\","
                                + ("\"OKActions\":[\"" + TOPIC + "\"],")
                                + ("\"AlarmActions\":[\"" + TOPIC + "\"],")
                                + "\"InsufficientDataActions\":[],"
                                + "\"Trigger\":{\"MetricName\":\"CPUUtilization\","
                                + "\"Namespace\":\"InfraMonitor\",\"StatisticType\":\"Statistic\","
                                + "\"Statistic\":\"MAXIMUM\",\"Unit\":\"Percent\","
                                + "\"Dimensions\":[],\"Period\":10800,\"EvaluationPeriods\":1,"
                                + "\"DatapointsToAlarm\":1,"
                                + "\"ComparisonOperator\":\"GreaterThanThreshold\","
                                + "\"Threshold\":80.0,\"TreatMissingData\":\"ignore\","
                                + "\"EvaluateLowSampleCountPercentile\":\"\"}}");
    }

    @Test
    void a_state_that_stays_is_told_once_and_a_change_each_time() throws Exception {
        put("CPUUtilization", 95, StandardUnit.PERCENT);
        clock.pass(Duration.ofHours(3));
        put("CPUUtilization", 99, StandardUnit.PERCENT);
        clock.pass(Duration.ofHours(3));
        put("CPUUtilization", 10, StandardUnit.PERCENT);
        clock.pass(Duration.ofHours(3));
        put("CPUUtilization", 11, StandardUnit.PERCENT);

        assertThat(subjects())
                .containsExactly("ALARM: \"infra-monitor-cpu\"", "OK: \"infra-monitor-cpu\"");
    }

    @Test
    void the_state_survives_a_restart() throws Exception {
        put("CPUUtilization", 95, StandardUnit.PERCENT);
        close();
        clock.pass(Duration.ofMinutes(10));

        open();
        put("CPUUtilization", 97, StandardUnit.PERCENT);

        assertThat(messages()).hasSize(1);
        assertThat(state("infra-monitor-cpu"))
                .satisfies(
                        alarm -> {
                            assertThat(alarm.stateValue()).isEqualTo(StateValue.ALARM);
                            assertThat(alarm.stateUpdatedTimestamp())
                                    .isEqualTo("2026-11-22T21:00:05.120Z");
                            assertThat(alarm.alarmConfigurationUpdatedTimestamp())
                                    .isEqualTo("2026-11-22T21:00:05.120Z");
                        });
    }

    @Test
    void a_new_definition_leaves_the_state_as_it_is() throws Exception {
        put("CPUUtilization", 95, StandardUnit.PERCENT);
        close();
        clock.pass(Duration.ofMinutes(10));

        open("0 * * * * ?");

        assertThat(state("infra-monitor-cpu"))
                .satisfies(
                        alarm -> {
                            assertThat(alarm.period()).isEqualTo(60);
                            assertThat(alarm.stateValue()).isEqualTo(StateValue.ALARM);
                            assertThat(alarm.alarmConfigurationUpdatedTimestamp())
                                    .isEqualTo("2026-11-22T21:10:05.120Z");
                        });
    }

    @Test
    void without_a_run_for_four_periods_there_is_an_alarm_and_the_next_good_run_ends_it()
            throws Exception {
        put("RunSuccess", 1, StandardUnit.COUNT);
        assertThat(subjects()).containsExactly("OK: \"infra-monitor-no-run\"");

        clock.pass(Duration.ofHours(11));
        thread.submit(alarms::tick).get();
        assertThat(subjects()).doesNotContain("ALARM: \"infra-monitor-no-run\"");
        clock.pass(Duration.ofHours(1));
        thread.submit(alarms::tick).get();
        assertThat(messages())
                .last()
                .asString()
                .contains(
                        "\"NewStateReason\":\"Threshold Crossed: no datapoints were received for 2"
                                + " periods and 2 missing datapoints were treated as [Breaching].\"");
        clock.pass(Duration.ofSeconds(1));
        put("RunSuccess", 1, StandardUnit.COUNT);

        assertThat(subjects())
                .containsExactly(
                        "OK: \"infra-monitor-no-run\"",
                        // where a log object is processed now and then, none is no error
                        "OK: \"infra-monitor-processor-errors\"",
                        "ALARM: \"infra-monitor-no-run\"",
                        "OK: \"infra-monitor-no-run\"");
    }

    @Test
    void all_alarms_are_evaluated_every_minute_of_the_clock() throws Exception {
        alarms.start();
        clock.pass(Duration.ofSeconds(59));
        thread.submit(alarms::tick).get();
        assertThat(messages()).isEmpty();

        clock.pass(Duration.ofSeconds(1));

        await().untilAsserted(
                        () -> assertThat(subjects()).contains("ALARM: \"infra-monitor-no-run\""));
    }

    @Test
    void a_state_that_was_set_lasts_until_the_next_evaluation() throws Exception {
        put("CPUUtilization", 10, StandardUnit.PERCENT);
        clock.pass(Duration.ofSeconds(1)); // so that the messages' names have an order
        cloudWatch.setAlarmState(
                r ->
                        r.alarmName("infra-monitor-cpu")
                                .stateValue(StateValue.ALARM)
                                .stateReason("trying the email"));
        assertThat(messages())
                .last()
                .asString()
                .contains("\"NewStateReason\":\"trying the email\"");
        clock.pass(Duration.ofSeconds(1));

        put("CPUUtilization", 11, StandardUnit.PERCENT);

        assertThat(subjects())
                .containsExactly(
                        "OK: \"infra-monitor-cpu\"",
                        "ALARM: \"infra-monitor-cpu\"",
                        "OK: \"infra-monitor-cpu\"");
    }

    @Test
    void only_data_of_the_metric_with_its_unit_and_without_dimensions_count() throws Exception {
        put("CPUUtilization", 95, StandardUnit.COUNT);
        cloudWatch.putMetricData(
                r ->
                        r.namespace("InfraMonitor")
                                .metricData(
                                        datum("CPUUtilization", 95, StandardUnit.PERCENT)
                                                .dimensions(d -> d.name("host").value("web-7"))
                                                .build()));
        cloudWatch.putMetricData(
                r ->
                        r.namespace("Another")
                                .metricData(
                                        datum("CPUUtilization", 95, StandardUnit.PERCENT).build()));
        alarms.close();

        assertThat(state("infra-monitor-cpu").stateValue()).isEqualTo(StateValue.INSUFFICIENT_DATA);
    }

    @Test
    void what_was_put_before_the_end_is_evaluated_before_it() throws Exception {
        cloudWatch.putMetricData(
                r ->
                        r.namespace("InfraMonitor")
                                .metricData(
                                        datum("CPUUtilization", 95, StandardUnit.PERCENT).build()));

        alarms.close();

        assertThat(messages()).hasSize(1);
        assertThatCode(() -> putOnly("CPUUtilization", 10, StandardUnit.PERCENT))
                .doesNotThrowAnyException();
    }

    @Test
    void a_fault_in_evaluation_does_not_reach_who_puts_the_data() throws Exception {
        store.transaction(
                connection -> {
                    try (var statement = connection.createStatement()) {
                        return statement.execute("drop table cloudwatch_alarms");
                    }
                });

        assertThatCode(() -> put("CPUUtilization", 95, StandardUnit.PERCENT))
                .doesNotThrowAnyException();
        assertThat(messages()).isEmpty();
    }

    @Test
    void a_topic_that_takes_no_message_leaves_the_state_changed() throws Exception {
        Files.writeString(dir.resolve("sns"), "a file where the folder of the topics belongs");

        put("CPUUtilization", 95, StandardUnit.PERCENT);

        assertThat(state("infra-monitor-cpu").stateValue()).isEqualTo(StateValue.ALARM);
    }

    private MetricAlarm state(String name) {
        return alarms.all().stream()
                .filter(alarm -> alarm.alarmName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Puts a datapoint of now, and waits until it is evaluated. */
    private void put(String metric, double value, StandardUnit unit) throws Exception {
        putOnly(metric, value, unit);
        thread.submit(() -> {}).get();
    }

    private void putOnly(String metric, double value, StandardUnit unit) {
        cloudWatch.putMetricData(
                r -> r.namespace("InfraMonitor").metricData(datum(metric, value, unit).build()));
    }

    private MetricDatum.Builder datum(String metric, double value, StandardUnit unit) {
        return MetricDatum.builder()
                .metricName(metric)
                .timestamp(clock.instant())
                .value(value)
                .unit(unit);
    }

    private List<String> subjects() throws IOException {
        List<String> subjects = new ArrayList<>();
        for (String message : messages()) {
            String subject = message.lines().findFirst().orElse("");
            subjects.add(subject.substring("Subject: ".length(), subject.indexOf(" in US East")));
        }
        return subjects;
    }

    private List<String> messages() throws IOException {
        Path topic = dir.resolve("sns/infra-monitor");
        if (!Files.isDirectory(topic)) {
            return List.of();
        }
        List<String> messages = new ArrayList<>();
        try (Stream<Path> files = Files.list(topic)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".txt")).sorted().toList()) {
                messages.add(Files.readString(file));
            }
        }
        return messages;
    }
}
