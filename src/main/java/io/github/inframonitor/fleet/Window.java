package io.github.inframonitor.fleet;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The stretch of time that one run reads of the metrics of one period and delay, on the borders of
 * the period.
 *
 * <p>Data of CloudWatch comes late, so the last periods are read again and again. Up to {@code
 * settled} a point is read for the last time, and the watermark goes there: the next run begins
 * with it.
 *
 * @param from the first datapoint's time
 * @param settled up to where the next run will not read again; {@code from} if nothing is
 * @param to the end, of no datapoint
 * @param skipped how much before {@code from} nobody has read, and nobody will
 */
public record Window(Instant from, Instant settled, Instant to, Duration skipped) {
    /**
     * The window of a run.
     *
     * @param scheduled its scheduled time
     * @param watermark where the run before left off; null for the first, which settles one period
     * @param reread how many periods are read again
     * @param backfill most that is read to make up for a time in which no run read
     */
    static Window of(
            Instant scheduled,
            @Nullable Instant watermark,
            Duration period,
            Duration delay,
            int reread,
            Duration backfill) {
        Instant to = floor(scheduled.minus(delay), period);
        Instant settled = to.minus(period.multipliedBy(reread));
        if (watermark == null) {
            return new Window(settled.minus(period), settled, to, Duration.ZERO);
        }
        if (!watermark.isBefore(settled)) {
            return new Window(settled, settled, to, Duration.ZERO);
        }
        Instant oldest = floor(settled.minus(backfill), period);
        return watermark.isBefore(oldest)
                ? new Window(oldest, settled, to, Duration.between(watermark, oldest))
                : new Window(watermark, settled, to, Duration.ZERO);
    }

    /** Whether the watermark moves. */
    boolean settles() {
        return from.isBefore(settled);
    }

    /** The same, of whose gap another tells. */
    Window saidOnce() {
        return new Window(from, settled, to, Duration.ZERO);
    }

    boolean covers(Instant time) {
        return !time.isBefore(from) && time.isBefore(to);
    }

    private static Instant floor(Instant time, Duration period) {
        long seconds = time.getEpochSecond();
        return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, period.toSeconds()));
    }
}
