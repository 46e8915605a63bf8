package io.github.inframonitor.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one branch or one store of a run went.
 *
 * @param name of the branch ({@code cpu}) or store ({@code cold})
 * @param result whether it succeeded
 * @param samples how many samples it gave; how many items, datapoints or rows it took
 * @param dropped how many values it left out because no store takes them
 * @param requests how many requests of a store succeeded
 * @param throttles how often a store said that it was asked too fast
 * @param took from its start to its end; the timeout, if it timed out
 * @param error what went wrong and what to do about it, in one line; absent when it succeeded
 */
public record Outcome(
        String name,
        Result result,
        long samples,
        long dropped,
        long requests,
        long throttles,
        Duration took,
        @Nullable String error) {

    /** The three ways a part of a run can end. */
    public enum Result {
        OK,
        FAILED,
        TIMED_OUT
    }

    public boolean ok() {
        return result == Result.OK;
    }

    /** A branch's outcome: one of which a part is missing has failed, with what it did read. */
    static Outcome collected(String name, Reading reading, Duration took) {
        boolean whole = reading.missing().isEmpty();
        return new Outcome(
                name,
                whole ? Result.OK : Result.FAILED,
                reading.samples().size(),
                reading.dropped(),
                0,
                0,
                took,
                whole ? null : String.join("; ", reading.missing()));
    }

    /** A store's outcome, or a failed branch's; what a failed store did take is still counted. */
    static Outcome stored(String name, Receipt receipt, Duration took, @Nullable String error) {
        return new Outcome(
                name,
                error == null ? Result.OK : Result.FAILED,
                receipt.samples(),
                0,
                receipt.requests(),
                receipt.throttles(),
                took,
                error);
    }

    static Outcome timedOut(String name, Duration took) {
        String error = "no answer within " + took.toMillis() + " ms";
        return new Outcome(name, Result.TIMED_OUT, 0, 0, 0, 0, took, error);
    }
}
