package io.github.inframonitor.local;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * How CloudWatch decides the state of an alarm: from the newest N datapoints that there are, of
 * which M must breach. It looks further back than N periods, and only where that range holds fewer
 * than N datapoints does it matter how missing ones are treated.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html">Evaluating
 *     an alarm</a>, with the tables that this is held to
 */
final class AlarmEvaluation {
    private AlarmEvaluation() {}

    /**
     * The statistic of one period that has data.
     *
     * @param age periods back from now; 0 is the current one
     * @param start of the period
     */
    record Datapoint(int age, Instant start, double sampleCount, double value) {}

    /**
     * @param datapoints those that it was decided by, newest first
     */
    record Verdict(StateValue state, String reason, List<Datapoint> datapoints) {}

    /** How many periods back CloudWatch looks. It does not say; its example has 5 for an N of 3. */
    static int range(MetricAlarm alarm) {
        return alarm.evaluationPeriods() + 2;
    }

    static int datapointsToAlarm(MetricAlarm alarm) {
        return alarm.datapointsToAlarm() == null
                ? alarm.evaluationPeriods()
                : alarm.datapointsToAlarm();
    }

    static boolean breaches(MetricAlarm alarm, double value) {
        double threshold = alarm.threshold();
        return switch (alarm.comparisonOperator()) {
            case GREATER_THAN_THRESHOLD -> value > threshold;
            case GREATER_THAN_OR_EQUAL_TO_THRESHOLD -> value >= threshold;
            case LESS_THAN_THRESHOLD -> value < threshold;
            case LESS_THAN_OR_EQUAL_TO_THRESHOLD -> value <= threshold;
            default ->
                    throw new IllegalArgumentException(
                            alarm.comparisonOperatorAsString() + " is of no fixed threshold");
        };
    }

    /**
     * The state by these datapoints; empty if it stays what it is.
     *
     * @param alarm with a fixed threshold and one of the plain statistics
     * @param found the datapoints of the {@link #range}, in any order
     */
    static Optional<Verdict> of(MetricAlarm alarm, List<Datapoint> found) {
        int periods = alarm.evaluationPeriods();
        int toAlarm = datapointsToAlarm(alarm);
        List<Datapoint> newest =
                found.stream()
                        .sorted(Comparator.comparingInt(Datapoint::age))
                        .limit(periods)
                        .toList();
        int missing = periods - newest.size();
        int breaching =
                (int) newest.stream().filter(point -> breaches(alarm, point.value())).count();
        String treated = missing == 0 ? "" : treatMissingData(alarm);
        switch (treated) {
            case "", "notBreaching" -> {
                return verdict(alarm, newest, breaching >= toAlarm);
            }
            case "breaching" -> {
                return verdict(alarm, newest, breaching + missing >= toAlarm);
            }
            default -> {
                if (breaching >= toAlarm) {
                    return verdict(alarm, newest, true);
                }
                if (breaching < newest.size()) {
                    return verdict(alarm, newest, false);
                }
                if (treated.equals("ignore")) {
                    return Optional.empty();
                }
                // too few, but all of them breach, and the oldest did when M could have been there
                if (newest.stream().anyMatch(point -> point.age() >= toAlarm - 1)) {
                    return verdict(alarm, newest, true);
                }
                return Optional.of(
                        new Verdict(
                                StateValue.INSUFFICIENT_DATA,
                                AlarmReason.insufficient(periods),
                                newest));
            }
        }
    }

    static String treatMissingData(MetricAlarm alarm) {
        return alarm.treatMissingData() == null ? "missing" : alarm.treatMissingData();
    }

    private static Optional<Verdict> verdict(
            MetricAlarm alarm, List<Datapoint> datapoints, boolean alarming) {
        StateValue state = alarming ? StateValue.ALARM : StateValue.OK;
        String reason = AlarmReason.crossed(alarm, alarming, datapoints);
        return Optional.of(new Verdict(state, reason, datapoints));
    }
}
