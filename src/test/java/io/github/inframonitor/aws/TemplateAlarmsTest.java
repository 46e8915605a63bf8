package io.github.inframonitor.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import java.util.stream.StreamSupport;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.CronExpression;

/** What the template promises of alarms, which the emulator of the tests ignores. */
class TemplateAlarmsTest {
    private final Template template = Template.read();

    @Test
    void eightAlarmsWatchThePipeline() {
        assertThat(template.resources("AWS::CloudWatch::Alarm"))
                .extracting(
                        alarm -> alarm.text("AlarmName"),
                        alarm -> alarm.text("MetricName"),
                        alarm -> alarm.text("Statistic"),
                        alarm -> alarm.text("ComparisonOperator"),
                        alarm -> alarm.number("Threshold"),
                        alarm -> alarm.text("DatapointsToAlarm"),
                        alarm -> alarm.text("EvaluationPeriods"),
                        alarm -> alarm.text("TreatMissingData"))
                .containsExactly(
                        above("cpu", "CPUUtilization", "Maximum", 80, "ignore"),
                        above("memory", "MemoryUtilization", "Maximum", 90, "ignore"),
                        above("disk", "DiskUtilization", "Maximum", 90, "ignore"),
                        above("collector-errors", "CollectorErrors", "Maximum", 0, "ignore"),
                        above("processor-errors", "ProcessorErrors", "Maximum", 0, "notBreaching"),
                        above("hot-store-throttles", "HotStoreThrottles", "Maximum", 0, "ignore"),
                        above(
                                "collection-duration",
                                "CollectionDuration",
                                "Maximum",
                                3000,
                                "ignore"),
                        tuple(
                                "infra-monitor-no-run",
                                "RunSuccess",
                                "Maximum",
                                "LessThanThreshold",
                                1.0,
                                "2",
                                "2",
                                "breaching"));
    }

    @Test
    void theDefaultPeriodIsThatOfTheDefaultSchedule() throws Exception {
        Properties settings = new Properties();
        settings.load(Files.newBufferedReader(Path.of("routes/application.properties")));
        CronExpression schedule = new CronExpression(settings.getProperty("schedule.cron"));
        schedule.setTimeZone(TimeZone.getTimeZone("UTC"));
        List<Duration> between = new ArrayList<>();
        Instant at = Instant.parse("2026-11-22T00:00:00Z");
        for (int i = 0; i < 8; i++) {
            Instant next = schedule.getNextValidTimeAfter(Date.from(at)).toInstant();
            between.add(Duration.between(at, next));
            at = next;
        }

        assertThat(template.resources("AWS::CloudWatch::Alarm"))
                .extracting(alarm -> Duration.ofSeconds((long) alarm.number("Period")))
                .containsOnly(between.toArray(Duration[]::new));
    }

    /** CloudWatch refuses an alarm that looks back too far. */
    @ParameterizedTest
    @CsvSource({"60, 86400", "1800, 86400", "3600, 604800", "86400, 604800"})
    void everyAlarmHasThePeriodOfTheParameterWithinTheBoundsOfCloudWatch(int period, int most) {
        Template other = Template.read(Map.of("PeriodSeconds", String.valueOf(period)));

        assertThat(other.resources("AWS::CloudWatch::Alarm"))
                .allSatisfy(alarm -> assertThat(alarm.number("Period")).isEqualTo(period))
                .allSatisfy(
                        alarm ->
                                assertThat(period * alarm.number("EvaluationPeriods"))
                                        .isLessThanOrEqualTo(most));
    }

    @Test
    void everyAlarmTellsTheTopicThatTakesItFromThisAccountOnly() {
        String topic = template.settings().get("alerts.topic-arn");

        assertThat(template.resources("AWS::CloudWatch::Alarm"))
                .allSatisfy(
                        alarm -> assertThat(alarm.list("AlarmActions")).isEqualTo(List.of(topic)))
                .allSatisfy(alarm -> assertThat(alarm.list("OKActions")).isEqualTo(List.of(topic)));
        assertThat(template.resource("TopicPolicy").list("PolicyDocument", "Statement"))
                .isEqualTo(
                        List.of(
                                Map.of(
                                        "Sid",
                                        "AlarmsOfThisAccount",
                                        "Effect",
                                        "Allow",
                                        "Principal",
                                        Map.of("Service", "cloudwatch.amazonaws.com"),
                                        "Action",
                                        "sns:Publish",
                                        "Resource",
                                        topic,
                                        "Condition",
                                        Map.of(
                                                "StringEquals",
                                                Map.of("aws:SourceAccount", "123456789012")))));
    }

    @Test
    void anAddressIsSubscribedIfThereIsOne() {
        assertThat(template.resources("AWS::SNS::Subscription")).isEmpty();
        assertThat(
                        Template.read(Map.of("AlertEmail", "ops@example.org"))
                                .resource("EmailSubscription")
                                .properties())
                .isEqualTo(
                        Map.of(
                                "TopicArn", template.settings().get("alerts.topic-arn"),
                                "Protocol", "email",
                                "Endpoint", "ops@example.org"));
    }

    @Test
    void theDashboardShowsEveryAlarmAndItsMetric() throws Exception {
        JsonNode body =
                new ObjectMapper().readTree(template.resource("Dashboard").text("DashboardBody"));
        List<String> texts =
                StreamSupport.stream(body.findValues("metrics").spliterator(), false)
                        .flatMap(metrics -> StreamSupport.stream(metrics.spliterator(), false))
                        .map(metric -> metric.get(0).asText() + " " + metric.get(1).asText())
                        .toList();

        assertThat(template.resources("AWS::CloudWatch::Alarm"))
                .allSatisfy(
                        alarm ->
                                assertThat(texts)
                                        .contains(
                                                alarm.text("Namespace")
                                                        + " "
                                                        + alarm.text("MetricName")));
        assertThat(body.findValue("alarms"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(
                        template.resources("AWS::CloudWatch::Alarm").stream()
                                .map(
                                        alarm ->
                                                "arn:aws:cloudwatch:us-east-1:123456789012:alarm:"
                                                        + alarm.text("AlarmName"))
                                .toList());
    }

    private static Tuple above(
            String name, String metric, String statistic, double threshold, String missing) {
        return tuple(
                "infra-monitor-" + name,
                metric,
                statistic,
                "GreaterThanThreshold",
                threshold,
                "1",
                "1",
                missing);
    }
}
