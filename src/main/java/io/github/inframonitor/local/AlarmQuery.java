package io.github.inframonitor.local;

import java.util.List;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsRequest;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.InvalidFormatException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidNextTokenException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterCombinationException;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.SetAlarmStateRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * What CloudWatch takes as a question about alarms, and which of them answer it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html">DescribeAlarms</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html">SetAlarmState</a>
 */
final class AlarmQuery {
    private static final int MAX_RECORDS = 100;
    private static final int MAX_REASON = 1023;

    private AlarmQuery() {}

    static void check(DescribeAlarmsRequest request) {
        if (request.hasAlarmNames() && request.alarmNamePrefix() != null) {
            throw ServiceErrors.error(
                    InvalidParameterCombinationException.builder(),
                    "CloudWatch",
                    "InvalidParameterCombination",
                    400,
                    "AlarmNames and AlarmNamePrefix are mutually exclusive.");
        }
        if (request.alarmNames().size() > MAX_RECORDS) {
            throw MetricRules.invalid(
                    "The collection AlarmNames must not have a size greater than "
                            + MAX_RECORDS
                            + ".");
        }
        Integer max = request.maxRecords();
        if (max != null && (max < 1 || max > MAX_RECORDS)) {
            throw MetricRules.invalid("The value " + max + " for parameter MaxRecords is invalid.");
        }
        check(request.stateValue(), request.stateValueAsString());
    }

    static void check(SetAlarmStateRequest request) {
        if (request.alarmName() == null) {
            throw MetricRules.missing("The parameter AlarmName is required.");
        }
        if (request.stateReason() == null) {
            throw MetricRules.missing("The parameter StateReason is required.");
        }
        if (request.stateValue() == null) {
            throw MetricRules.missing("The parameter StateValue is required.");
        }
        check(request.stateValue(), request.stateValueAsString());
        if (request.stateReason().length() > MAX_REASON) {
            throw MetricRules.invalid(
                    "StateReason must not be longer than " + MAX_REASON + " characters.");
        }
        if (request.stateReasonData() != null) {
            try {
                JsonNode.parser().parse(request.stateReasonData());
            } catch (RuntimeException e) {
                throw ServiceErrors.error(
                        InvalidFormatException.builder(),
                        "CloudWatch",
                        "InvalidFormat",
                        400,
                        "StateReasonData is not valid JSON");
            }
        }
    }

    private static void check(StateValue state, String given) {
        if (state == StateValue.UNKNOWN_TO_SDK_VERSION) {
            throw MetricRules.invalid(
                    "The value " + given + " for parameter StateValue is invalid.");
        }
    }

    /**
     * @param alarms all of them, by name
     */
    static DescribeAlarmsResponse page(DescribeAlarmsRequest request, List<MetricAlarm> alarms) {
        List<MetricAlarm> wanted = alarms.stream().filter(alarm -> wanted(alarm, request)).toList();
        int max = request.maxRecords() == null ? MAX_RECORDS : request.maxRecords();
        int from = from(request, wanted.size());
        int to = Math.min(from + max, wanted.size());
        return DescribeAlarmsResponse.builder()
                .metricAlarms(wanted.subList(from, to))
                .nextToken(to < wanted.size() ? Integer.toString(to) : null)
                .build();
    }

    private static boolean wanted(MetricAlarm alarm, DescribeAlarmsRequest request) {
        String actionPrefix = request.actionPrefix();
        return (!request.hasAlarmTypes() || request.alarmTypes().contains(AlarmType.METRIC_ALARM))
                && (!request.hasAlarmNames() || request.alarmNames().contains(alarm.alarmName()))
                && (request.alarmNamePrefix() == null
                        || alarm.alarmName().startsWith(request.alarmNamePrefix()))
                && (request.stateValue() == null || request.stateValue() == alarm.stateValue())
                && (actionPrefix == null
                        || alarm.alarmActions().stream().anyMatch(a -> a.startsWith(actionPrefix)));
    }

    private static int from(DescribeAlarmsRequest request, int size) {
        String token = request.nextToken();
        if (token == null) {
            return 0;
        }
        if (token.matches("\\d{1,9}") && Integer.parseInt(token) <= size) {
            return Integer.parseInt(token);
        }
        throw ServiceErrors.error(
                InvalidNextTokenException.builder(),
                "CloudWatch",
                "InvalidNextToken",
                400,
                "The next token specified is invalid.");
    }
}
