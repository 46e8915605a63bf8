package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private final EmulatedClock clock = new EmulatedClock(Instant.parse("2026-11-22T21:00:00Z"));
    private final Remembered<String> remembered = new Remembered<>(Duration.ofMinutes(10), clock);

    @Test
    void aListingHoldsForAWhileAndIsThenMadeAnewOfTheOneBefore() {
        assertThat(remembered.get("a", before -> "first " + before.orElse("none")))
                .isEqualTo("first none");
        clock.advance(Duration.ofSeconds(599));
        assertThat(remembered.get("a", before -> "second")).isEqualTo("first none");
        clock.advance(Duration.ofSeconds(1));
        assertThat(remembered.get("a", before -> "second, " + before.orElse("none")))
                .isEqualTo("second, first none");
    }

    @Test
    void aListingThatFailsIsNotRemembered() {
        assertThatThrownBy(() -> remembered.get("a", RememberedTest::fail)).hasMessage("throttled");

        assertThat(remembered.get("a", before -> "now")).isEqualTo("now");
        clock.advance(Duration.ofHours(1));
        assertThatThrownBy(() -> remembered.get("a", RememberedTest::fail)).hasMessage("throttled");
        assertThat(remembered.get("a", before -> "again, " + before.orElse("none")))
                .isEqualTo("again, now");
    }

    private static String fail(Optional<String> before) {
        throw new IllegalStateException("throttled");
    }
}
