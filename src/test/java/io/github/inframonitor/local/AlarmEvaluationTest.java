package io.github.inframonitor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.cloudwatch.model.StateValue.ALARM;
import static software.amazon.awssdk.services.cloudwatch.model.StateValue.OK;

import io.github.inframonitor.local.AlarmEvaluation.Datapoint;
import io.github.inframonitor.local.AlarmEvaluation.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** The rules of CloudWatch. In a series 0 is within the threshold, X breaches it, - is missing. */
class AlarmEvaluationTest {
    private static final Instant NOW = Instant.parse("2026-11-22T21:00:00Z");
    private static final List<String> TREATMENTS =
            List.of("missing", "ignore", "breaching", "notBreaching");

    /** M of N datapoints, and what is found in the range, as a series. */
    record Case(int toAlarm, int periods, String series) {
        Case with(String other) {
            return new Case(toAlarm, periods, other);
        }
    }

    /** The tables of CloudWatch's user guide, whose two editions differ in the last rows. */
    @ParameterizedTest
    @CsvSource({
        "3, 0-X-X, OK, OK, OK, OK",
        "3, 0----, OK, OK, OK, OK",
        "3, -----, INSUFFICIENT_DATA, kept, ALARM, OK",
        "3, 0XX-X, ALARM, ALARM, ALARM, ALARM",
        "3, ----X, INSUFFICIENT_DATA, kept, ALARM, OK",
        "3, X----, ALARM, kept, ALARM, OK",
        "3, --X--, ALARM, kept, ALARM, OK",
        "2, 0-X-X, ALARM, ALARM, ALARM, ALARM",
        "2, 00X0X, ALARM, ALARM, ALARM, ALARM",
        "2, 0-X--, OK, OK, ALARM, OK",
        "2, ----0, OK, OK, ALARM, OK",
        "2, ----X, INSUFFICIENT_DATA, kept, ALARM, OK",
        "2, ---X-, ALARM, kept, ALARM, OK",
    })
    void the_tables_of_the_user_guide_hold_for_three_periods(
            int toAlarm,
            String series,
            String missing,
            String ignore,
            String breaching,
            String notBreaching) {
        assertThat(TREATMENTS.stream().map(t -> state(new Case(toAlarm, 3, series), t)))
                .containsExactly(missing, ignore, breaching, notBreaching);
    }

    /** What the template's alarms have: one of one, ignoring; and two of two, breaching. */
    @ParameterizedTest
    @CsvSource({
        "1, ignore, --X, ALARM",
        "1, ignore, X--, ALARM",
        "1, ignore, X-0, OK",
        "1, ignore, ---, kept",
        "1, notBreaching, ---, OK",
        "2, breaching, ---0, OK",
        "2, breaching, 0---, OK",
        "2, breaching, ----, ALARM",
        "2, breaching, 00--, OK",
        "2, breaching, --XX, ALARM",
        "2, breaching, ---X, ALARM",
        "2, breaching, -0-X, OK",
    })
    void a_gap_is_judged_by_what_came_before_it(
            int periods, String treated, String series, String state) {
        assertThat(state(new Case(periods, periods, series), treated)).isEqualTo(state);
    }

    @ParameterizedTest
    @CsvSource({
        "GreaterThanThreshold, OK, OK, ALARM",
        "GreaterThanOrEqualToThreshold, OK, ALARM, ALARM",
        "LessThanThreshold, ALARM, OK, OK",
        "LessThanOrEqualToThreshold, ALARM, ALARM, OK",
    })
    void a_value_is_compared_with_the_threshold(
            String operator, StateValue below, StateValue at, StateValue above) {
        MetricAlarm alarm = alarm(1, 1, null).toBuilder().comparisonOperator(operator).build();

        assertThat(List.of(79.9, 80.0, 80.1))
                .extracting(value -> verdict(alarm, List.of(point(0, value))).state())
                .containsExactly(below, at, above);
    }

    @Test
    void an_alarm_on_a_band_is_none_of_these() {
        MetricAlarm alarm =
                alarm(1, 1, null).toBuilder()
                        .comparisonOperator(ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD)
                        .build();

        assertThatThrownBy(() -> AlarmEvaluation.of(alarm, List.of(point(0, 1))))
                .hasMessageContaining("GreaterThanUpperThreshold");
    }

    @Test
    void without_datapoints_to_alarm_all_must_breach_and_without_treatment_missing_is_missing() {
        MetricAlarm plain = alarm(1, 3, null).toBuilder().datapointsToAlarm((Integer) null).build();

        assertThat(verdict(plain, points("0XX")).state()).isEqualTo(OK);
        assertThat(verdict(plain, points("XXX")).state()).isEqualTo(ALARM);
        assertThat(verdict(plain, points("-----")).state()).isEqualTo(StateValue.INSUFFICIENT_DATA);
    }

    @Property
    void enough_datapoints_make_the_treatment_of_missing_ones_irrelevant(@ForAll("cases") Case of) {
        String series = of.series().replace('-', '0');

        assertThat(TREATMENTS)
                .extracting(treated -> state(of.with(series), treated))
                .containsOnly(plainCount(of.with(series)));
    }

    @Property
    void filling_is_as_if_the_fills_had_been_measured(@ForAll("cases") Case of) {
        int missing = Math.max(0, of.periods() - of.series().replace("-", "").length());
        String real = of.series().replace("-", "");

        assertThat(state(of, "breaching"))
                .isEqualTo(plainCount(of.with("X".repeat(missing) + real)));
        assertThat(state(of, "notBreaching"))
                .isEqualTo(plainCount(of.with("0".repeat(missing) + real)));
    }

    @Property
    void a_breach_more_never_ends_an_alarm(@ForAll("cases") Case of) {
        for (String treated : TREATMENTS) {
            if (state(of, treated).equals("ALARM")) {
                assertThat(state(of.with(of.series().replace('0', 'X')), treated))
                        .isEqualTo("ALARM");
            }
        }
    }

    @Property
    void no_treatment_alarms_sooner_than_breaching_or_later_than_not(@ForAll("cases") Case of) {
        for (String treated : List.of("missing", "ignore")) {
            String state = state(of, treated);
            if (state.equals("ALARM")) {
                assertThat(state(of, "breaching")).isEqualTo("ALARM");
            }
            if (state(of, "notBreaching").equals("ALARM")) {
                assertThat(state).isEqualTo("ALARM");
            }
        }
    }

    @Property
    void only_a_series_of_nothing_but_too_few_breaches_is_insufficient_or_kept(
            @ForAll("cases") Case of) {
        boolean undecided = !of.series().contains("0") && breaches(of.series()) < of.toAlarm();
        boolean waits = undecided && !of.series().matches(".*X.{" + (of.toAlarm() - 1) + ",}");

        assertThat(state(of, "ignore").equals("kept")).isEqualTo(undecided);
        assertThat(state(of, "missing").equals("INSUFFICIENT_DATA")).isEqualTo(waits);
    }

    @Property
    void the_order_in_which_datapoints_are_found_does_not_matter(@ForAll("cases") Case of) {
        List<Datapoint> points = new ArrayList<>(points(of.series()));
        MetricAlarm alarm = alarm(of.toAlarm(), of.periods(), "breaching");
        Verdict ordered = verdict(alarm, points);
        Collections.reverse(points);

        assertThat(verdict(alarm, points)).isEqualTo(ordered);
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<int[]> counts =
                Arbitraries.integers()
                        .between(1, 5)
                        .flatMap(
                                periods ->
                                        Arbitraries.integers()
                                                .between(1, periods)
                                                .map(toAlarm -> new int[] {toAlarm, periods}));
        return counts.flatMap(
                count ->
                        Combinators.combine(
                                        Arbitraries.just(count),
                                        Arbitraries.strings()
                                                .withChars("0X-")
                                                .ofLength(count[1] + 2))
                                .as((c, series) -> new Case(c[0], c[1], series)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void more_periods_are_looked_at_than_are_evaluated(int periods) {
        assertThat(AlarmEvaluation.range(alarm(1, periods, null))).isEqualTo(periods + 2);
    }

    private static String plainCount(Case of) {
        String newest = of.series().substring(of.series().length() - of.periods());
        return breaches(newest) >= of.toAlarm() ? "ALARM" : "OK";
    }

    private static long breaches(String series) {
        return series.chars().filter(c -> c == 'X').count();
    }

    private static String state(Case of, String treated) {
        return AlarmEvaluation.of(alarm(of.toAlarm(), of.periods(), treated), points(of.series()))
                .map(verdict -> verdict.state().toString())
                .orElse("kept");
    }

    private static Verdict verdict(MetricAlarm alarm, List<Datapoint> points) {
        return AlarmEvaluation.of(alarm, points).orElseThrow();
    }

    private static List<Datapoint> points(String series) {
        List<Datapoint> points = new ArrayList<>();
        for (int i = 0; i < series.length(); i++) {
            if (series.charAt(i) != '-') {
                points.add(point(series.length() - 1 - i, series.charAt(i) == 'X' ? 95 : 10));
            }
        }
        return points;
    }

    private static Datapoint point(int age, double value) {
        return new Datapoint(age, NOW.minusSeconds(300L * (age + 1)), 1, value);
    }

    private static MetricAlarm alarm(int toAlarm, int periods, String treated) {
        return MetricAlarm.builder()
                .alarmName("cpu")
                .statistic("Maximum")
                .period(300)
                .evaluationPeriods(periods)
                .datapointsToAlarm(toAlarm)
                .comparisonOperator("GreaterThanThreshold")
                .threshold(80.0)
                .treatMissingData(treated)
                .build();
    }
}
