package io.github.inframonitor.local;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.RegionMetadata;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/**
 * The SNS message of an alarm that changed its state, byte for byte of the shape that CloudWatch
 * sends: one line of JSON, and a subject such as {@code ALARM: "infra-monitor-cpu" in US East (N.
 * Virginia)}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html">Notifying
 *     users on alarm changes</a>
 */
final class AlarmMessage {
    private static final int MAX_SUBJECT = 99;

    private AlarmMessage() {}

    /**
     * @param alarm in its new state
     * @param before the state that it was in
     */
    static PublishRequest of(String topicArn, MetricAlarm alarm, String before) {
        // arn:aws:cloudwatch:us-east-1:123456789012:alarm:name
        String[] arn = alarm.alarmArn().split(":", 7);
        String region = region(arn[3]);
        String subject =
                alarm.stateValueAsString() + ": \"" + alarm.alarmName() + "\" in " + region;
        return PublishRequest.builder()
                .topicArn(topicArn)
                .subject(subject.substring(0, Math.min(subject.length(), MAX_SUBJECT)))
                .message(body(alarm, before, arn[4], region))
                .build();
    }

    /** A region as people call it; one that the SDK does not know by its id. */
    private static String region(String id) {
        RegionMetadata metadata = RegionMetadata.of(Region.of(id));
        return metadata == null ? id : metadata.description();
    }

    private static String body(MetricAlarm alarm, String before, String account, String region) {
        try (JsonWriter json = JsonWriter.create()) {
            json.writeStartObject();
            text(json, "AlarmName", alarm.alarmName());
            json.writeFieldName("AlarmDescription");
            if (alarm.alarmDescription() == null) {
                json.writeNull();
            } else {
                json.writeValue(alarm.alarmDescription());
            }
            text(json, "AWSAccountId", account);
            time(
                    json,
                    "AlarmConfigurationUpdatedTimestamp",
                    alarm.alarmConfigurationUpdatedTimestamp());
            text(json, "NewStateValue", alarm.stateValueAsString());
            text(json, "NewStateReason", alarm.stateReason());
            time(json, "StateChangeTime", alarm.stateUpdatedTimestamp());
            text(json, "Region", region);
            text(json, "AlarmArn", alarm.alarmArn());
            text(json, "OldStateValue", before);
            list(json, "OKActions", alarm.okActions());
            list(json, "AlarmActions", alarm.alarmActions());
            list(json, "InsufficientDataActions", alarm.insufficientDataActions());
            json.writeFieldName("Trigger");
            trigger(json, alarm);
            json.writeEndObject();
            return new String(json.getBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void trigger(JsonWriter json, MetricAlarm alarm) {
        json.writeStartObject();
        text(json, "MetricName", alarm.metricName());
        text(json, "Namespace", alarm.namespace());
        text(json, "StatisticType", "Statistic");
        text(json, "Statistic", alarm.statisticAsString().toUpperCase(Locale.ROOT));
        json.writeFieldName("Unit");
        if (alarm.unit() == null) {
            json.writeNull();
        } else {
            json.writeValue(alarm.unitAsString());
        }
        json.writeFieldName("Dimensions").writeStartArray();
        for (Dimension dimension : alarm.dimensions()) {
            json.writeStartObject();
            text(json, "value", dimension.value());
            text(json, "name", dimension.name());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeFieldName("Period").writeValue(alarm.period());
        json.writeFieldName("EvaluationPeriods").writeValue(alarm.evaluationPeriods());
        if (alarm.datapointsToAlarm() != null) {
            json.writeFieldName("DatapointsToAlarm").writeValue(alarm.datapointsToAlarm());
        }
        text(json, "ComparisonOperator", alarm.comparisonOperatorAsString());
        json.writeFieldName("Threshold").writeValue(alarm.threshold());
        text(json, "TreatMissingData", AlarmEvaluation.treatMissingData(alarm));
        text(json, "EvaluateLowSampleCountPercentile", "");
        json.writeEndObject();
    }

    private static void text(JsonWriter json, String name, String value) {
        json.writeFieldName(name).writeValue(value);
    }

    private static void time(JsonWriter json, String name, Instant value) {
        text(json, name, AlarmReason.time(value));
    }

    private static void list(JsonWriter json, String name, List<String> values) {
        json.writeFieldName(name).writeStartArray();
        values.forEach(json::writeValue);
        json.writeEndArray();
    }
}
