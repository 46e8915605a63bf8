package io.github.inframonitor.local;

import io.github.inframonitor.aws.Resource;
import io.github.inframonitor.aws.Template;
import io.github.inframonitor.settings.SettingException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * The alarms of the CloudFormation template, as if it had been deployed where the topic of the
 * messages is, by that topic's name, for the schedule in force.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html">AWS::CloudWatch::Alarm</a>
 */
final class AlarmDefinitions {
    private static final Logger logger = LoggerFactory.getLogger(AlarmDefinitions.class);
    // a period is a multiple of a minute, of a day at most
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    // so many gaps of a schedule show its longest: nights and weekends of an hourly one, say
    private static final int FIRINGS = 100;

    private AlarmDefinitions() {}

    /**
     * @param topicArn {@code alerts.topic-arn}
     * @param namespace {@code cloudwatch.namespace}
     * @param cron {@code schedule.cron}
     */
    static List<MetricAlarm> read(String topicArn, String namespace, String cron) {
        // arn:aws:sns:us-east-1:123456789012:name
        String[] arn = topicArn.split(":", 6);
        if (arn.length != 6) {
            throw new SettingException(
                    "alerts.topic-arn",
                    "'"
                            + topicArn
                            + "' is no ARN of a topic; write it as arn:aws:sns:us-east-1:000000000000:infra-monitor");
        }
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("PipelineName", arn[5]);
        parameters.put("Namespace", namespace);
        parameters.put("AWS::Partition", arn[1]);
        parameters.put("AWS::Region", arn[3]);
        parameters.put("AWS::AccountId", arn[4]);
        try {
            parameters.put("PeriodSeconds", Long.toString(period(cron).toSeconds()));
        } catch (ParseException e) {
            // the route that fires by it refuses to start, and says why
            logger.debug("schedule.cron", e);
        }
        String alarmArn = String.join(":", arn[0], arn[1], "cloudwatch", arn[3], arn[4], "alarm:");
        List<MetricAlarm> alarms = new ArrayList<>();
        for (Resource resource : Template.read(parameters).resources("AWS::CloudWatch::Alarm")) {
            try {
                alarms.add(alarm(resource, alarmArn));
            } catch (IllegalArgumentException e) {
                logger.warn(
                        "alarm {} of the template is not evaluated here: {}",
                        resource.id(),
                        e.getMessage());
            }
        }
        return alarms;
    }

    /** The longest that a schedule has from one run to the next, in whole minutes. */
    static Duration period(String cron) throws ParseException {
        CronExpression schedule = new CronExpression(cron);
        schedule.setTimeZone(TimeZone.getTimeZone("UTC"));
        Duration longest = SHORTEST;
        Date last = schedule.getNextValidTimeAfter(Date.from(Instant.now()));
        for (int i = 0; i < FIRINGS && last != null; i++) {
            Date next = schedule.getNextValidTimeAfter(last);
            if (next != null) {
                Duration gap = Duration.between(last.toInstant(), next.toInstant());
                longest = gap.compareTo(longest) > 0 ? gap : longest;
            }
            last = next;
        }
        Duration whole = Duration.ofMinutes((longest.toSeconds() + 59) / 60);
        return whole.compareTo(LONGEST) > 0 ? LONGEST : whole;
    }

    private static MetricAlarm alarm(Resource resource, String arn) {
        String name = resource.text("AlarmName");
        MetricAlarm alarm =
                MetricAlarm.builder()
                        .alarmName(name)
                        .alarmArn(arn + name)
                        .alarmDescription(optional(resource, "AlarmDescription"))
                        .actionsEnabled(!"false".equals(optional(resource, "ActionsEnabled")))
                        .namespace(resource.text("Namespace"))
                        .metricName(resource.text("MetricName"))
                        .dimensions(
                                resource.list("Dimensions").stream()
                                        .map(AlarmDefinitions::dimension)
                                        .toList())
                        .statistic(resource.text("Statistic"))
                        .unit(optional(resource, "Unit"))
                        .period((int) resource.number("Period"))
                        .evaluationPeriods((int) resource.number("EvaluationPeriods"))
                        .datapointsToAlarm(
                                resource.list("DatapointsToAlarm").isEmpty()
                                        ? null
                                        : (int) resource.number("DatapointsToAlarm"))
                        .comparisonOperator(resource.text("ComparisonOperator"))
                        .threshold(resource.number("Threshold"))
                        .treatMissingData(optional(resource, "TreatMissingData"))
                        .okActions(texts(resource, "OKActions"))
                        .alarmActions(texts(resource, "AlarmActions"))
                        .insufficientDataActions(texts(resource, "InsufficientDataActions"))
                        .build();
        MetricTable.statistic(alarm.statisticAsString());
        AlarmEvaluation.breaches(alarm, 0);
        if (alarm.unit() == StandardUnit.UNKNOWN_TO_SDK_VERSION) {
            throw new IllegalArgumentException(alarm.unitAsString() + " is no unit");
        }
        return alarm;
    }

    private static @Nullable String optional(Resource resource, String property) {
        return resource.list(property).isEmpty() ? null : resource.text(property);
    }

    private static List<String> texts(Resource resource, String property) {
        return resource.list(property).stream().map(String::valueOf).toList();
    }

    private static Dimension dimension(Object properties) {
        Map<?, ?> map = (Map<?, ?>) properties;
        return Dimension.builder()
                .name(String.valueOf(map.get("Name")))
                .value(String.valueOf(map.get("Value")))
                .build();
    }
}
