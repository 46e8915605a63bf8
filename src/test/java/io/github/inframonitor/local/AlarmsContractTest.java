package io.github.inframonitor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.InvalidFormatException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidNextTokenException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterCombinationException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MissingRequiredParameterException;
import software.amazon.awssdk.services.cloudwatch.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** What a reader of alarms relies on in CloudWatch. The stand-in alone is held to it. */
class AlarmsContractTest {
    private static final Instant NOW = Instant.parse("2026-11-22T21:10:00Z");
    private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:ops";

    private LocalStore store;
    private Alarms alarms;
    private CloudWatchClient cloudWatch;

    @BeforeEach
    void open(@TempDir Path dir) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        store = new LocalStore(dir);
        List<MetricAlarm> defined =
                Stream.concat(
                                Stream.of(alarm("zebra")),
                                IntStream.range(0, 120)
                                        .mapToObj(i -> alarm("web-%03d".formatted(i))))
                        .toList();
        alarms = new Alarms(store, defined, message -> dir, clock);
        cloudWatch = new LocalCloudWatch(store, new Faults(), clock, alarms);
    }

    @AfterEach
    void close() {
        alarms.close();
        store.close();
    }

    @Test
    void a_new_alarm_has_insufficient_data_and_says_that_it_is_unchecked() {
        assertThat(cloudWatch.describeAlarms(r -> r.alarmNames("zebra")).metricAlarms())
                .containsExactly(
                        alarm("zebra").toBuilder()
                                .stateValue(StateValue.INSUFFICIENT_DATA)
                                .stateReason("Unchecked: Initial alarm creation")
                                .stateUpdatedTimestamp(NOW)
                                .stateTransitionedTimestamp(NOW)
                                .alarmConfigurationUpdatedTimestamp(NOW)
                                .build());
    }

    @Test
    void alarms_come_by_name_in_pages_of_100_at_most() {
        DescribeAlarmsResponse first = cloudWatch.describeAlarms();
        DescribeAlarmsResponse second =
                cloudWatch.describeAlarms(r -> r.nextToken(first.nextToken()));

        assertThat(first.metricAlarms()).hasSize(100);
        assertThat(second.metricAlarms()).hasSize(21);
        assertThat(second.nextToken()).isNull();
        assertThat(Stream.of(first, second).flatMap(page -> page.metricAlarms().stream()))
                .extracting(MetricAlarm::alarmName)
                .isSorted()
                .doesNotHaveDuplicates()
                .endsWith("zebra");
        assertThat(names(cloudWatch.describeAlarms(r -> r.maxRecords(2))))
                .containsExactly("web-000", "web-001");
        assertThat(cloudWatch.describeAlarmsPaginator(r -> r.maxRecords(7)).metricAlarms().stream())
                .hasSize(121);
    }

    @Test
    void alarms_are_found_by_the_start_of_their_name_and_by_state_together() {
        set("web-007", StateValue.ALARM);
        set("web-107", StateValue.ALARM);
        set("zebra", StateValue.ALARM);

        assertThat(
                        names(
                                cloudWatch.describeAlarms(
                                        r ->
                                                r.alarmNamePrefix("web-")
                                                        .stateValue(StateValue.ALARM)
                                                        .maxRecords(1))))
                .containsExactly("web-007");
        assertThat(names(cloudWatch.describeAlarms(r -> r.alarmNamePrefix("web-10")))).hasSize(10);
        assertThat(names(cloudWatch.describeAlarms(r -> r.alarmNames("zebra", "yak"))))
                .containsExactly("zebra");
        assertThat(names(cloudWatch.describeAlarms(r -> r.alarmNamePrefix("Web")))).isEmpty();
        assertThat(names(cloudWatch.describeAlarms(r -> r.actionPrefix("arn:aws:lambda:"))))
                .isEmpty();
        assertThat(names(cloudWatch.describeAlarms(r -> r.alarmTypesWithStrings("CompositeAlarm"))))
                .isEmpty();
    }

    @Test
    void a_state_that_is_set_is_there_with_its_reason() {
        cloudWatch.setAlarmState(
                r ->
                        r.alarmName("zebra")
                                .stateValue(StateValue.ALARM)
                                .stateReason("trying the email")
                                .stateReasonData("{\"by\":\"me\"}"));

        assertThat(cloudWatch.describeAlarms(r -> r.alarmNames("zebra")).metricAlarms())
                .singleElement()
                .satisfies(
                        alarm -> {
                            assertThat(alarm.stateValue()).isEqualTo(StateValue.ALARM);
                            assertThat(alarm.stateReason()).isEqualTo("trying the email");
                            assertThat(alarm.stateReasonData()).isEqualTo("{\"by\":\"me\"}");
                            assertThat(alarm.stateUpdatedTimestamp()).isEqualTo(NOW);
                        });
    }

    @Test
    void names_and_a_prefix_exclude_each_other() {
        assertThatThrownBy(
                        () ->
                                cloudWatch.describeAlarms(
                                        r -> r.alarmNames("zebra").alarmNamePrefix("z")))
                .isInstanceOf(InvalidParameterCombinationException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101})
    void a_page_has_1_to_100_alarms(int records) {
        assertThatThrownBy(() -> cloudWatch.describeAlarms(r -> r.maxRecords(records)))
                .isInstanceOf(InvalidParameterValueException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"122", "next", "-1"})
    void a_token_that_was_never_given_is_refused(String token) {
        assertThatThrownBy(() -> cloudWatch.describeAlarms(r -> r.nextToken(token)))
                .isInstanceOf(InvalidNextTokenException.class);
    }

    @Test
    void a_state_is_set_of_an_alarm_that_there_is_by_a_name_and_with_a_reason() {
        assertThatThrownBy(() -> set("yak", StateValue.OK))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(
                        () ->
                                cloudWatch.setAlarmState(
                                        r -> r.alarmName("zebra").stateValue(StateValue.OK)))
                .isInstanceOf(MissingRequiredParameterException.class);
        assertThatThrownBy(
                        () ->
                                cloudWatch.setAlarmState(
                                        r ->
                                                r.alarmName("zebra")
                                                        .stateValue("FINE")
                                                        .stateReason("x")))
                .isInstanceOf(InvalidParameterValueException.class);
        assertThatThrownBy(
                        () ->
                                cloudWatch.setAlarmState(
                                        r ->
                                                r.alarmName("zebra")
                                                        .stateValue(StateValue.OK)
                                                        .stateReason("x".repeat(1024))))
                .isInstanceOf(InvalidParameterValueException.class);
        assertThatThrownBy(
                        () ->
                                cloudWatch.setAlarmState(
                                        r ->
                                                r.alarmName("zebra")
                                                        .stateValue(StateValue.OK)
                                                        .stateReason("x")
                                                        .stateReasonData("no json")))
                .isInstanceOf(InvalidFormatException.class);
    }

    private void set(String name, StateValue state) {
        cloudWatch.setAlarmState(r -> r.alarmName(name).stateValue(state).stateReason("a test"));
    }

    private static List<String> names(DescribeAlarmsResponse response) {
        return response.metricAlarms().stream().map(MetricAlarm::alarmName).toList();
    }

    private static MetricAlarm alarm(String name) {
        return MetricAlarm.builder()
                .alarmName(name)
                .alarmArn("arn:aws:cloudwatch:us-east-1:000000000000:alarm:" + name)
                .actionsEnabled(true)
                .namespace("InfraMonitor")
                .metricName("CPUUtilization")
                .dimensions(List.of())
                .statistic("Maximum")
                .period(10800)
                .evaluationPeriods(1)
                .comparisonOperator("GreaterThanThreshold")
                .threshold(80.0)
                .okActions(TOPIC)
                .alarmActions(TOPIC)
                .insufficientDataActions(List.of())
                .build();
    }
}
