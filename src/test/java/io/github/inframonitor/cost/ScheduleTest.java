package io.github.inframonitor.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    @ParameterizedTest
    @CsvSource({
        "0 0 0/3 * * ?, 240",
        "0 0/5 * * * ?, 8640",
        "0 0 0 * * ?, 30",
        "0 0 6 ? * MON-FRI, 22",
        "0 0 0 1 1 ? 2099, 0",
        "0 0 0 1 1 ? 2020, 0",
        "* * * * * ?, 2592000"
    })
    void countsTheFiringsOfThirtyDays(String cron, long firings) {
        // a Sunday, and a firing of the first of these
        assertThat(Schedule.firings(cron, Instant.parse("2026-11-22T21:00:00Z")))
                .isEqualTo(firings);
    }
}
