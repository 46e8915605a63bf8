package io.github.inframonitor.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.local.AlarmEvaluation.Datapoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;

/** CloudWatch's sentences, as people have quoted them from its messages. */
class AlarmReasonTest {
    private static final Instant NOW = Instant.parse("2026-08-26T16:18:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|1|missing|GreaterThanThreshold|2.0|Threshold Crossed: 1 out of the last 1"
                        + " datapoints [2.0 (26/08/26 16:17:00)] was greater than the threshold"
                        + " (1.0) (minimum 1 datapoint for OK -> ALARM transition).",
                "1|1|missing|GreaterThanThreshold|0.0|Threshold Crossed: 1 out of the last 1"
                        + " datapoints [0.0 (26/08/26 16:17:00)] was not greater than the threshold"
                        + " (1.0) (minimum 1 datapoint for ALARM -> OK transition).",
                "2|2|missing|GreaterThanOrEqualToThreshold|2.0,1.0|Threshold Crossed: 2 out of the"
                        + " last 2 datapoints [2.0 (26/08/26 16:17:00), 1.0 (26/08/26 16:16:00)]"
                        + " were greater than or equal to the threshold (1.0) (minimum 2 datapoints"
                        + " for OK -> ALARM transition).",
                "3|5|missing|GreaterThanThreshold|0.0,0.0,2.0,0.0,2.0|Threshold Crossed: 3 out of"
                        + " the last 5 datapoints [0.0 (26/08/26 16:17:00), 0.0 (26/08/26"
                        + " 16:16:00), 0.0 (26/08/26 16:14:00)] were not greater than the threshold"
                        + " (1.0) (minimum 3 datapoints for ALARM -> OK transition).",
                "|1|missing|GreaterThanThreshold|99.83333333333333|Threshold Crossed: 1 datapoint"
                        + " [99.83333333333333 (26/08/26 16:17:00)] was greater than the threshold"
                        + " (1.0).",
                "|2|breaching|LessThanThreshold|0.0,0.5|Threshold Crossed: 2 datapoints [0.0"
                        + " (26/08/26 16:17:00), 0.5 (26/08/26 16:16:00)] were less than the"
                        + " threshold (1.0).",
                "|3|breaching|LessThanThreshold|1.0|Threshold Crossed: 1 datapoint [1.0 (26/08/26"
                        + " 16:17:00)] was not less than the threshold (1.0) and 2 missing"
                        + " datapoints were treated as [Breaching].",
                "2|3|breaching|LessThanThreshold|1.0|Threshold Crossed: 1 datapoint was received"
                        + " for 3 periods and 2 missing datapoints were treated as [Breaching].",
                "2|2|breaching|LessThanThreshold||Threshold Crossed: no datapoints were received"
                        + " for 2 periods and 2 missing datapoints were treated as [Breaching].",
                "1|1|notBreaching|GreaterThanThreshold||Threshold Crossed: no datapoints were"
                        + " received for 1 period and 1 missing datapoint was treated as"
                        + " [NonBreaching].",
                "1|1|missing|LessThanOrEqualToThreshold||Insufficient Data: 1 datapoint was"
                        + " unknown.",
                "3|3|missing|LessThanOrEqualToThreshold||Insufficient Data: 3 datapoints were"
                        + " unknown.",
            })
    void the_reason_has_the_words_of_cloudwatch(
            Integer toAlarm,
            int periods,
            String treated,
            String operator,
            String values,
            String reason) {
        MetricAlarm alarm =
                MetricAlarm.builder()
                        .evaluationPeriods(periods)
                        .datapointsToAlarm(toAlarm)
                        .comparisonOperator(operator)
                        .threshold(1.0)
                        .treatMissingData(treated)
                        .build();

        assertThat(AlarmEvaluation.of(alarm, newestFirst(values)).orElseThrow().reason())
                .isEqualTo(reason);
    }

    private static List<Datapoint> newestFirst(String values) {
        List<Datapoint> points = new ArrayList<>();
        if (values != null) {
            for (String value : values.split(",")) {
                int age = points.size();
                points.add(
                        new Datapoint(
                                age,
                                NOW.minusSeconds(60L * (age + 1)),
                                1,
                                Double.parseDouble(value)));
            }
        }
        return points;
    }
}
