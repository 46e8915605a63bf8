package io.github.inframonitor.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one branch or one store of a run went.
 *
 * @param name of the branch ({@code cpu}) or store ({@code cold})
 * @param result whether it succeeded
 * @param samples how many samples it gave, or took
 * @param dropped how many values it left out because no store takes them
 * @param requests how many requests it made of AWS
 * @param took from its start to its end; the timeout, if it timed out
 * @param error what went wrong and what to do about it, in one line; absent when it succeeded
 */
public record Outcome(
        String name,
        Result result,
        long samples,
        long dropped,
        long requests,
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

    static Outcome failed(String name, Duration took, String error) {
        return new Outcome(name, Result.FAILED, 0, 0, 0, took, error);
    }

    static Outcome timedOut(String name, Duration took) {
        return new Outcome(
                name,
                Result.TIMED_OUT,
                0,
                0,
                0,
                took,
                "no answer within " + took.toMillis() + " ms");
    }
}
