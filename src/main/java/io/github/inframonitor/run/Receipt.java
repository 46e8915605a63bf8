package io.github.inframonitor.run;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one store took of one run, counted while it does so. A store's route carries it as the
 * exchange property {@code receipt} and ends with it as the body.
 */
public final class Receipt {
    private final AtomicLong samples = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong throttles = new AtomicLong();

    /** For {@code setProperty} in a route: one receipt a store and run. */
    public static Receipt open() {
        return new Receipt();
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
