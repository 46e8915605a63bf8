package io.github.inframonitor.collect;

/**
 * What the operating system has counted up to one instant. Two of them make a rate.
 *
 * <p>The instant is of {@link System#nanoTime}, which no step of the wall clock moves.
 */
interface Counters {
    long nanoTime();
}
