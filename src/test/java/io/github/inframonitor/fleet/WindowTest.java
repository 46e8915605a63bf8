package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final Instant SCHEDULED = at("21:07:30");

    @Test
    void theFirstRunSettlesOnePeriodAndReadsTheOthersToo() {
        assertThat(window(null))
                .isEqualTo(new Window(at("20:40"), at("20:45"), at("21:00"), Duration.ZERO));
    }

    @Test
    void aRunReadsOnFromTheWatermark() {
        assertThat(window(at("20:40")))
                .isEqualTo(new Window(at("20:40"), at("20:45"), at("21:00"), Duration.ZERO));
        assertThat(window(at("20:15")))
                .isEqualTo(new Window(at("20:15"), at("20:45"), at("21:00"), Duration.ZERO));
    }

    @Test
    void aRunWithinThePeriodOfTheLastOneReadsAgainAndSettlesNothing() {
        Window window = window(at("20:45"));

        assertThat(window)
                .isEqualTo(new Window(at("20:45"), at("20:45"), at("21:00"), Duration.ZERO));
        assertThat(window.settles()).isFalse();
    }

    @Test
    void aRunOfAnEarlierTimeMovesNoWatermarkBack() {
        Window window = window(at("22:00"));

        assertThat(window)
                .isEqualTo(new Window(at("20:45"), at("20:45"), at("21:00"), Duration.ZERO));
        assertThat(window.settles()).isFalse();
    }

    @Test
    void afterALongTimeWithoutARunTheOldestIsSkippedAndSaidSo() {
        assertThat(window(at("12:00")))
                .isEqualTo(
                        new Window(at("19:45"), at("20:45"), at("21:00"), Duration.ofMinutes(465)));
    }

    @Test
    void withoutReadingAgainAllIsSettled() {
        assertThat(
                        Window.of(
                                SCHEDULED,
                                at("20:55"),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(5),
                                0,
                                Duration.ofHours(1)))
                .isEqualTo(new Window(at("20:55"), at("21:00"), at("21:00"), Duration.ZERO));
    }

    @Test
    void coversItsBeginAndNotItsEnd() {
        Window window = window(null);

        assertThat(window.covers(at("20:40"))).isTrue();
        assertThat(window.covers(at("20:59:59"))).isTrue();
        assertThat(window.covers(at("20:39:59"))).isFalse();
        assertThat(window.covers(at("21:00"))).isFalse();
    }

    private static Window window(Instant watermark) {
        return Window.of(
                SCHEDULED,
                watermark,
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                3,
                Duration.ofHours(1));
    }

    private static Instant at(String time) {
        return Instant.parse("2026-11-22T" + (time.length() == 5 ? time + ":00" : time) + "Z");
    }
}
