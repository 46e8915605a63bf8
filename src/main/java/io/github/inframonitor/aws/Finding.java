package io.github.inframonitor.aws;

import java.util.List;
import java.util.Locale;

/**
 * What one question of the check found.
 *
 * @param state whether it is as it must be
 * @param what was asked about
 * @param note what it is, what is wrong and the remedy, or why nobody knows
 * @param allow what the policy of the role lacks, if that is it
 */
record Finding(State state, String what, String note, List<Statement> allow) {
    /** In the order in which they outweigh one another. */
    enum State {
        OK,
        UNKNOWN,
        MISSING
    }

    static Finding ok(String what, String note) {
        return new Finding(State.OK, what, note, List.of());
    }

    static Finding missing(String what, String note) {
        return new Finding(State.MISSING, what, note, List.of());
    }

    static Finding unknown(String what, String note) {
        return new Finding(State.UNKNOWN, what, note, List.of());
    }

    static Finding denied(String what, String note, Statement allow) {
        return new Finding(State.MISSING, what, note, List.of(allow));
    }

    boolean isMissing() {
        return state == State.MISSING;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-8s %-12s %s",
                state.toString().toLowerCase(Locale.ROOT),
                what,
                note);
    }
}
