package io.github.inframonitor.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** How many runs a month is reckoned to have. */
class CostsTest {
    private static final Instant EVENING = Instant.parse("2026-11-22T21:00:00Z");

    @Test
    void aMonthBeginsWithItsFirstDay() {
        Costs costs = costs("0 0 6 22 NOV ? 2026");

        assertThat(runs(costs, EVENING)).isEqualTo(1);
        assertThat(runs(costs, EVENING.plus(Duration.ofDays(1)))).isZero();
        assertThat(runs(costs, EVENING)).isEqualTo(1);
    }

    @Test
    void theRunsOfADayDoNotCountItsSecondsAnew() {
        Costs costs = costs("* * * * * ?");

        long before = System.nanoTime();
        assertThat(runs(costs, EVENING)).isEqualTo(Duration.ofDays(30).toSeconds());
        long once = System.nanoTime() - before;
        for (int run = 0; run < 1000; run++) {
            runs(costs, EVENING.plusSeconds(run));
        }

        assertThat(System.nanoTime() - before).isLessThan(100 * once);
    }

    private static Costs costs(String cron) {
        Costs costs = new Costs("routes/prices.properties", cron, 7);
        costs.setCamelContext(new DefaultCamelContext());
        return costs;
    }

    private static long runs(Costs costs, Instant time) {
        return costs.of("run", time).month().runs();
    }
}
