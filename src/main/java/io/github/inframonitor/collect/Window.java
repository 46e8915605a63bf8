package io.github.inframonitor.collect;

import io.github.inframonitor.settings.SettingException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/**
 * The stretch of time that rates are measured over: from the counters of the previous run to those
 * of this one, and on the first run a short window that is waited out.
 *
 * <p>One reads at a time. A run that has passed its timeout may still be inside when the next one
 * calls: that one is told so after a while, lest every run leave one more thread behind.
 *
 * @param <C> the counters
 */
final class Window<C extends Counters> {
    /** How long to wait for another run's reading, which takes the window and little more. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Duration patience;
    private final Duration length;
    private final Source<C> source;
    private final Pause pause;
    private final Lock reading = new ReentrantLock();
    private @Nullable C newest;

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
        this(length, source, pause, PATIENCE);
    }

    Window(String length, Source<C> source, Pause pause, Duration patience) {
        this.patience = patience;
        this.length = parse(length);
        this.source = source;
        this.pause = pause;
    }

    /**
     * Reads now, and compares with the run before. On the first run, and on one that comes too soon
     * after another to tell a rate, the window is waited out.
     *
     * @throws IOException if the operating system does not give the counters, or is still to give
     *     them to the run before
     */
    Span<C> next() throws IOException, InterruptedException {
        if (!reading.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException("the run before this one is still reading; the system hangs");
        }
        try {
            C previous = newest == null ? source.read() : newest;
            C now = newest == null ? previous : source.read();
            Duration apart = Duration.ofNanos(now.nanoTime() - previous.nanoTime());
            if (apart.compareTo(length) < 0) {
                pause.pause(length.minus(apart));
                now = source.read();
            }
            newest = now;
            return new Span<>(previous, now);
        } finally {
            reading.unlock();
        }
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
