package io.github.inframonitor.logs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one line of a log says.
 *
 * @param time when, in UTC
 * @param status the HTTP status; 0 for none
 * @param error whether it tells of an error: a status of 500 or more, or a level of error or worse
 * @param latencyMillis how long a request took; NaN where the line does not say
 */
record LogLine(Instant time, int status, boolean error, double latencyMillis) {
    /**
     * Times of machines that never set their clock, and of no log at all: outside of what the cold
     * store's partitions are for.
     */
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("2100-01-01T00:00:00Z");

    /** Eleven days: nothing that takes longer is a request. */
    private static final double LONGEST_MILLIS = 1e9;

    /** A line, or null if no clock that is right could have given its time. */
    static @Nullable LogLine of(Instant time, int status, boolean error, double latencyMillis) {
        if (time.isBefore(FIRST) || !time.isBefore(LAST)) {
            return null;
        }
        boolean measured = latencyMillis >= 0 && latencyMillis <= LONGEST_MILLIS;
        return new LogLine(
                time, status, error || status >= 500, measured ? latencyMillis : Double.NaN);
    }
}
