package io.github.inframonitor.collect;

import org.jspecify.annotations.Nullable;

/**
 * The memory at one instant. Sizes in bytes.
 *
 * @param total physical memory
 * @param available what programs can still get without swapping
 * @param swapTotal 0 without swap
 * @param pages swapped in and out so far, or null if not given
 * @param limit the container's limit, if it has one
 */
record MemoryCounters(
        long nanoTime,
        long total,
        long available,
        long swapTotal,
        long swapUsed,
        @Nullable Pages pages,
        Cgroup.@Nullable MemoryLimit limit)
        implements Counters {

    /** Pages of memory moved between memory and swap since the start of the system. */
    record Pages(long in, long out) {}
}
