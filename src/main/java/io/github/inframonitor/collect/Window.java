package io.github.inframonitor.collect;

import io.github.inframonitor.settings.SettingException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/**
 * The stretch of time that rates are measured over: from the counters of the previous run to those
 * of this one, and on the first run a short window that is waited out.
 *
 * <p>A run that has passed its timeout may still be inside when the next one calls. Each measures
 * between two readings of its own, and only newer counters ever replace the previous ones.
 *
 * @param <C> the counters
 */
final class Window<C extends Counters> {
    private final Duration length;
    private final Source<C> source;
    private final Pause pause;
    private final AtomicReference<@Nullable C> newest = new AtomicReference<>();

    /** Reads the counters of this instant. */
    @FunctionalInterface
    interface Source<C> {
        C read() throws IOException;
    }

    /** Waits; in tests it does not. */
    @FunctionalInterface
    interface Pause {
        Pause SLEEP = length -> Thread.sleep(length.toMillis());

        void pause(Duration length) throws InterruptedException;
    }

    /**
     * Two successive readings.
     *
     * @param <C> the counters
     */
    record Span<C extends Counters>(C previous, C now) {
        double seconds() {
            return (now.nanoTime() - previous.nanoTime()) / 1e9;
        }
    }

    /**
     * @param length of the first window, as Camel writes a duration: {@code 500ms}
     * @throws SettingException if it is no duration, or none that can be waited
     */
    Window(String length, Source<C> source, Pause pause) {
        this.length = parse(length);
        this.source = source;
        this.pause = pause;
    }

    /**
     * Reads now; on the first run twice, with the window between.
     *
     * @throws IOException if the operating system does not give the counters
     */
    Span<C> next() throws IOException, InterruptedException {
        C previous = newest.get();
        if (previous == null) {
            previous = read();
            pause.pause(length);
        }
        return new Span<>(previous, read());
    }

    private C read() throws IOException {
        C now = source.read();
        newest.accumulateAndGet(now, Window::newer);
        return now;
    }

    private static <C extends Counters> C newer(@Nullable C one, C other) {
        return one != null && one.nanoTime() - other.nanoTime() > 0 ? one : other;
    }

    private static Duration parse(String length) {
        Duration duration;
        try {
            duration = TimeUtils.toDuration(length);
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw new SettingException(
                    "collect.window", "'" + length + "' is no duration; write one such as 500ms");
        }
        if (duration.isZero() || duration.isNegative()) {
            throw new SettingException(
                    "collect.window", "'" + length + "' is no time to measure in; take 500ms");
        }
        return duration;
    }
}
