package io.github.inframonitor.fleet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The double's own time, which stands still unless it is told to go. */
public final class EmulatedClock extends Clock {
    private Instant base;
    private long since = System.nanoTime();
    private double speed;

    EmulatedClock(Instant base) {
        this.base = base;
    }

    public synchronized void set(Instant now) {
        base = now;
        since = System.nanoTime();
    }

    public synchronized void advance(Duration by) {
        set(instant().plus(by));
    }

    /**
     * @param speed seconds of this in a second; 0 to stand still
     */
    public synchronized void run(double speed) {
        set(instant());
        this.speed = speed;
    }

    @Override
    public synchronized Instant instant() {
        return base.plusNanos((long) ((System.nanoTime() - since) * speed));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
