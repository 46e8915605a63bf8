package io.github.inframonitor.crash;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Kills the process at a moment of its own work rather than of the clock's. */
final class Trap {
    /** What the process does just now. */
    enum Moment {
        /** It asked something, and nothing of that is done. */
        ASKED,
        /** What it asked is done, and it has not learnt that. */
        DONE,
        /** A file of the spool came, or went. */
        SPOOLED
    }

    private ProcessHandle victim;
    private Moment moment;
    private int left;
    private CountDownLatch sprung = new CountDownLatch(1);

    /** The process is killed at the n-th such moment from now. */
    synchronized void arm(ProcessHandle victim, Moment moment, int n) {
        this.victim = victim;
        this.moment = moment;
        this.left = n;
        this.sprung = new CountDownLatch(1);
    }

    synchronized void disarm() {
        moment = null;
    }

    /**
     * @return whether the process was killed for it
     */
    synchronized boolean step(Moment now) {
        if (now != moment || --left > 0) {
            return false;
        }
        victim.destroyForcibly();
        moment = null;
        sprung.countDown();
        return true;
    }

    boolean await(long millis) throws InterruptedException {
        CountDownLatch latch;
        synchronized (this) {
            latch = sprung;
        }
        return latch.await(millis, TimeUnit.MILLISECONDS);
    }
}
