package io.github.inframonitor.crash;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** When the emulated AWS misbehaves, and how: now and then, and at times one service altogether. */
final class Trouble {
    /** Of a hundred requests, how many are answered badly while nothing is out. */
    private static final int PERCENT = 4;

    /** What becomes of a request. */
    enum Kind {
        NONE,
        ERROR,
        THROTTLED,
        /** Some items of a batch are not written. */
        UNPROCESSED,
        /** Nothing is done, and nothing answered until the client gave up. */
        SILENT,
        /** The connection is cut before anything is done, */
        CUT,
        /** or when it is done and not answered. */
        CUT_WHEN_DONE,
        /** It is done, and answered when the client gave up. */
        LATE
    }

    private static final Kind[] BAD = Kind.values();

    private final Random random;
    private final Map<Kind, Integer> counted = new TreeMap<>();
    private boolean on = true;
    private Asked.Service out;
    private long outUntil;

    Trouble(long seed) {
        this.random = new Random(seed);
    }

    synchronized Kind next(Asked asked) {
        Kind kind = Kind.NONE;
        if (on && asked.service() == out && System.nanoTime() < outUntil) {
            kind = random.nextInt(4) == 0 ? bad() : Kind.ERROR;
        } else if (on && random.nextInt(100) < PERCENT) {
            kind = bad();
        }
        counted.merge(kind, 1, Integer::sum);
        return kind;
    }

    private Kind bad() {
        return BAD[1 + random.nextInt(BAD.length - 1)];
    }

    /** One life of the process in four has a service that is out for up to some seconds. */
    synchronized void newLife() {
        out = null;
        if (random.nextInt(4) == 0) {
            out = Asked.Service.values()[random.nextInt(Asked.Service.values().length)];
            outUntil = System.nanoTime() + (2_000 + random.nextInt(6_000)) * 1_000_000L;
        }
    }

    /** From now on all goes well. */
    synchronized void end() {
        on = false;
    }

    /** How many requests there were of each kind. */
    synchronized Map<Kind, Integer> counted() {
        return new TreeMap<>(counted);
    }
}
