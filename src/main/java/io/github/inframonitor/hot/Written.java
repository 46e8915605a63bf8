package io.github.inframonitor.hot;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.util.Arrays;

/**
 * What of a fleet's samples this process wrote that the next run reads again: most of them are as
 * they were, and each write of one costs as much as the first.
 *
 * <p>It knows samples by a hash of 64 bits over series, time and value. Of the half million points
 * that 100,000 series have in a window two are taken for one another once in a hundred million
 * runs.
 */
final class Written {
    private volatile long[] sorted = new long[0];

    /** Whether a sample is in the table with this value. */
    boolean has(Sample sample) {
        return sample.watermark() != null && Arrays.binarySearch(sorted, hash(sample)) >= 0;
    }

    /**
     * All of a run was written: what of it will be read again is known from now on, and no other.
     */
    void all(Run run) {
        sorted = run.unsettled().stream().mapToLong(Written::hash).sorted().toArray();
    }

    private static long hash(Sample sample) {
        long hash = text(0xcbf29ce484222325L, sample.resource());
        hash = text(hash, sample.type());
        hash = text(hash, sample.name());
        hash = text(hash, sample.series());
        hash = (hash ^ sample.time().toEpochMilli()) * 0x100000001b3L;
        hash = (hash ^ Double.doubleToLongBits(sample.value())) * 0x100000001b3L;
        return hash ^ (hash >>> 32);
    }

    /** FNV-1a. */
    private static long text(long hash, String text) {
        long of = hash;
        for (int i = 0; i < text.length(); i++) {
            of = (of ^ text.charAt(i)) * 0x100000001b3L;
        }
        return (of ^ 0xff) * 0x100000001b3L;
    }
}
