package io.github.inframonitor.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Reckoned by hand, from AWS's own units. */
class MonthTest {
    private static final Prices PRICES = Prices.read(Path.of("routes/prices.properties"));
    private static final double GB = 1073741824;

    private static final Use RUN =
            new Use(
                    List.of(),
                    new TreeMap<>(),
                    Map.of(
                            "s3.put", 1.0,
                            "s3.byte", GB / 240,
                            "dynamodb.write", 100.0,
                            "dynamodb.read", 2.0,
                            "dynamodb.byte", 60_000.0,
                            "cloudwatch.request", 2.0),
                    9,
                    0);

    @Test
    void addsUpWhatEachServiceAsksForOfOneHost() {
        Month month = Month.of(RUN, 240, 1, 7, PRICES);

        assertThat(month.dollars().get("S3")).isCloseTo(240 * 0.000005 + 0.023, within(1e-9));
        assertThat(month.dollars().get("DynamoDB"))
                .isCloseTo(24_000 * 0.000000625 + 480 * 0.000000125, within(1e-9));
        assertThat(month.dollars().get("CloudWatch")).isZero();
        assertThat(month.total()).isCloseTo(0.0012 + 0.023 + 0.015 + 0.00006, within(1e-9));
        assertThat(month.text())
                .isEqualTo(
                        "240 runs like this cost $0.0393 a month on AWS (DynamoDB 0.0151, S3"
                                + " 0.0242); prices of 2026-08");
    }

    @Test
    void theTableHoldsADaysShareOfTheMonth() {
        Use large = new Use(List.of(), new TreeMap<>(), Map.of("dynamodb.byte", GB), 0, 0);

        // of 60 runs each with a GB, 14 are there at a time
        assertThat(Month.of(large, 60, 1, 7, PRICES).total()).isZero();
        assertThat(Month.of(large, 120, 1, 7, PRICES).total())
                .isCloseTo((28 - 25) * 0.25, within(1e-9));
    }

    @Test
    void aHostMoreAddsItsOwnMetricsAndNoneOfWhatAllShare() {
        Use detailed = new Use(List.of(), new TreeMap<>(), Map.of(), 59, 50);

        assertThat(Month.of(detailed, 730, 1, 7, PRICES).total())
                .isCloseTo(49 * 0.30, within(1e-9));
        assertThat(Month.of(detailed, 730, 3, 7, PRICES).total())
                .isCloseTo((9 + 150 - 10) * 0.30, within(1e-9));
        assertThat(Month.of(RUN, 730, 100, 7, PRICES).dollars().get("CloudWatch")).isZero();
    }

    @Test
    void aMetricIsBilledInTheHoursThatHaveData() {
        Use detailed = new Use(List.of(), new TreeMap<>(), Map.of(), 73, 64);

        assertThat(Month.of(detailed, 240, 1, 7, PRICES).total())
                .isCloseTo((73 * 240 / 730.0 - 10) * 0.30, within(1e-9));
        // more than one run an hour makes no more hours
        assertThat(Month.of(detailed, 8640, 1, 7, PRICES).total())
                .isCloseTo(63 * 0.30, within(1e-9));
    }
}
