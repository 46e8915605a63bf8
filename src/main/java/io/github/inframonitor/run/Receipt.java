package io.github.inframonitor.run;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one store took of one run, counted while it does so. A store's route carries it as the
 * exchange property {@code receipt} and ends with it as the body.
 */
public final class Receipt {
    private final AtomicLong samples = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong throttles = new AtomicLong();
    private final @Nullable Instant startedAt;

    private Receipt(@Nullable Instant startedAt) {
        this.startedAt = startedAt;
    }

    /** For {@code setProperty} in a route: one receipt a store and run. */
    public static Receipt of(Run run) {
        return new Receipt(run.startedAt());
    }

    /** One of what is no run, or of whichever doing of it. */
    public static Receipt open() {
        return new Receipt(null);
    }

    /** Whether it is of a doing of its run that started then: one that is done again is another. */
    public boolean isOf(Instant doing) {
        return startedAt == null || startedAt.equals(doing);
    }

    /** One request that the store answered, and how many of the items it took. */
    public void request(long taken) {
        requests.incrementAndGet();
        samples.addAndGet(taken);
    }

    /** The store said that it was asked too fast. */
    public void throttled() {
        throttles.incrementAndGet();
    }

    public long samples() {
        return samples.get();
    }

    public long requests() {
        return requests.get();
    }

    public long throttles() {
        return throttles.get();
    }
}
