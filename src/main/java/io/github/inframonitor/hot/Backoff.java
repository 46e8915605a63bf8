package io.github.inframonitor.hot;

import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.util.TimeUtils;

/**
 * How long to wait before unprocessed items are written again: exponential, with full jitter, so
 * that writers which were throttled together do not come back together.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html">AWS on
 *     retries</a>
 */
public final class Backoff {
    private static final int LARGEST_EXPONENT = 10;

    private final long firstMillis;

    /**
     * @param first {@code hot.unprocessed-delay}, such as 50ms: the most to wait before the first
     *     repetition, doubled for each further one
     */
    public Backoff(String first) {
        this.firstMillis = TimeUtils.toMilliSeconds(first);
    }

    /**
     * Milliseconds to wait.
     *
     * @param repetition 0 for the first
     */
    public long delay(int repetition) {
        long most = firstMillis << Math.min(repetition, LARGEST_EXPONENT);
        return ThreadLocalRandom.current().nextLong(most + 1);
    }
}
