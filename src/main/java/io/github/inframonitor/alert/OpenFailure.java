package io.github.inframonitor.alert;

import java.time.Instant;

/**
 * The failure that people were last told of and that has not ended.
 *
 * @param what failed, without what differs from run to run; empty when nothing is open
 * @param since when it was first seen
 * @param toldAt when people were last told
 */
record OpenFailure(String what, Instant since, Instant toldAt) {
    static final OpenFailure NONE = new OpenFailure("", Instant.EPOCH, Instant.EPOCH);

    boolean isOpen() {
        return !what.isEmpty();
    }
}
