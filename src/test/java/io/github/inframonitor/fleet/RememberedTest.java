package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private final EmulatedClock clock = new EmulatedClock(Instant.parse("2026-11-22T21:00:00Z"));
    private final Remembered<String> remembered = new Remembered<>(Duration.ofMinutes(10), clock);

    @Test
    void aListingHoldsForAWhileAndIsThenMadeAnew() {
        assertThat(remembered.get("a", () -> "first")).isEqualTo("first");
        clock.advance(Duration.ofSeconds(599));
        assertThat(remembered.get("a", () -> "second")).isEqualTo("first");
        clock.advance(Duration.ofSeconds(1));
        assertThat(remembered.get("a", () -> "second")).isEqualTo("second");
    }

    @Test
    void aListingThatFailsIsNotRemembered() {
        assertThatThrownBy(() -> remembered.get("a", RememberedTest::fail)).hasMessage("throttled");

        assertThat(remembered.get("a", () -> "now")).isEqualTo("now");
        clock.advance(Duration.ofHours(1));
        assertThatThrownBy(() -> remembered.get("a", RememberedTest::fail)).hasMessage("throttled");
        assertThat(remembered.get("a", () -> "again")).isEqualTo("again");
    }

    private static String fail() {
        throw new IllegalStateException("throttled");
    }
}
