package io.github.inframonitor.bench;

import java.util.Arrays;
import java.util.concurrent.Callable;

/** Times of the same thing done many times. */
public record Times(long[] nanos) {
    /**
     * Does it so often, and times each; what it does before that is not timed.
     *
     * @param warmUp how often it is done untimed first
     */
    public static Times of(int warmUp, int often, Callable<?> work) throws Exception {
        for (int i = 0; i < warmUp; i++) {
            work.call();
        }
        long[] nanos = new long[often];
        for (int i = 0; i < often; i++) {
            long started = System.nanoTime();
            work.call();
            nanos[i] = System.nanoTime() - started;
        }
        Arrays.sort(nanos);
        return new Times(nanos);
    }

    /** Milliseconds within which so many of a hundred ended. */
    public double millis(int percentile) {
        int index = (int) Math.ceil(nanos.length * percentile / 100.0) - 1;
        return nanos[Math.max(0, index)] / 1e6;
    }
}
