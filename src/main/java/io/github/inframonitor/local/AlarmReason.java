package io.github.inframonitor.local;

import io.github.inframonitor.local.AlarmEvaluation.Datapoint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;

/**
 * Why an alarm is in its state, in CloudWatch's own words, as its notifications have them: {@code
 * Threshold Crossed: 1 out of the last 1 datapoints [95.0 (22/11/26 18:01:00)] was greater than the
 * threshold (80.0) (minimum 1 datapoint for OK -> ALARM transition).}
 */
final class AlarmReason {
    static final String UNCHECKED = "Unchecked: Initial alarm creation";

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("dd/MM/yy HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private AlarmReason() {}

    /** A time as notifications have it, such as {@code 2026-11-22T21:00:05.120+0000}. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String insufficient(int periods) {
        return "Insufficient Data: " + count(periods, "datapoint") + were(periods) + "unknown.";
    }

    /**
     * @param evaluated the datapoints that there are, newest first
     */
    static String crossed(MetricAlarm alarm, boolean alarming, List<Datapoint> evaluated) {
        int periods = alarm.evaluationPeriods();
        List<Datapoint> telling =
                evaluated.stream()
                        .filter(p -> AlarmEvaluation.breaches(alarm, p.value()) == alarming)
                        .toList();
        String missing = missing(alarm, periods - evaluated.size());
        String text = "Threshold Crossed: ";
        if (telling.isEmpty()) {
            return text
                    + (evaluated.isEmpty() ? "no datapoints" : count(evaluated.size(), "datapoint"))
                    + (evaluated.size() == 1 ? " was" : " were")
                    + " received for "
                    + count(periods, "period")
                    + missing
                    + ".";
        }
        // who names how many of them must breach is told of how many they are
        boolean named = alarm.datapointsToAlarm() != null;
        text +=
                named
                        ? telling.size() + " out of the last " + periods + " datapoints"
                        : count(telling.size(), "datapoint");
        text +=
                telling.stream()
                        .map(AlarmReason::point)
                        .collect(Collectors.joining(", ", " [", "]"));
        text += were(telling.size()) + (alarming ? "" : "not ") + operator(alarm);
        text += " the threshold (" + alarm.threshold() + ")" + missing;
        if (named) {
            int least =
                    alarming ? alarm.datapointsToAlarm() : periods - alarm.datapointsToAlarm() + 1;
            text +=
                    " (minimum "
                            + count(least, "datapoint")
                            + (alarming ? " for OK -> ALARM" : " for ALARM -> OK")
                            + " transition)";
        }
        return text + ".";
    }

    /** The same for programs: {@code StateReasonData}. */
    static String data(MetricAlarm alarm, List<Datapoint> evaluated, Instant now) {
        try (JsonWriter json = JsonWriter.create()) {
            json.writeStartObject();
            json.writeFieldName("version").writeValue("1.0");
            json.writeFieldName("queryDate").writeValue(time(now));
            if (!evaluated.isEmpty()) {
                Instant oldest = evaluated.get(evaluated.size() - 1).start();
                json.writeFieldName("startDate").writeValue(time(oldest));
            }
            if (alarm.unit() != null) {
                json.writeFieldName("unit").writeValue(alarm.unitAsString());
            }
            json.writeFieldName("statistic").writeValue(alarm.statisticAsString());
            json.writeFieldName("period").writeValue(alarm.period());
            json.writeFieldName("recentDatapoints").writeStartArray();
            for (int i = evaluated.size() - 1; i >= 0; i--) {
                json.writeValue(evaluated.get(i).value());
            }
            json.writeEndArray();
            json.writeFieldName("threshold").writeValue(alarm.threshold());
            json.writeFieldName("evaluatedDatapoints").writeStartArray();
            for (Datapoint point : evaluated) {
                json.writeStartObject();
                json.writeFieldName("timestamp").writeValue(time(point.start()));
                json.writeFieldName("sampleCount").writeValue(point.sampleCount());
                json.writeFieldName("value").writeValue(point.value());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            return new String(json.getBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String missing(MetricAlarm alarm, int missing) {
        String treated = AlarmEvaluation.treatMissingData(alarm);
        if (missing == 0 || !treated.toLowerCase(Locale.ROOT).contains("breaching")) {
            return "";
        }
        return " and "
                + count(missing, "missing datapoint")
                + were(missing)
                + (treated.equals("breaching")
                        ? "treated as [Breaching]"
                        : "treated as [NonBreaching]");
    }

    private static String point(Datapoint point) {
        return point.value() + " (" + MINUTE.format(point.start()) + ")";
    }

    private static String operator(MetricAlarm alarm) {
        return switch (alarm.comparisonOperator()) {
            case GREATER_THAN_THRESHOLD -> "greater than";
            case GREATER_THAN_OR_EQUAL_TO_THRESHOLD -> "greater than or equal to";
            case LESS_THAN_THRESHOLD -> "less than";
            default -> "less than or equal to";
        };
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String were(int count) {
        return count == 1 ? " was " : " were ";
    }
}
