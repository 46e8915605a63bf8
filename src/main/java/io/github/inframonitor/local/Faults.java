package io.github.inframonitor.local;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Faults on demand: what AWS does now and then and a stand-in never does by itself. The four
 * stand-ins of one {@code local.dir} share one, so a test asks here for the fault that it wants to
 * see handled. Operations go by AWS's names, such as {@code BatchWriteItem}.
 */
public final class Faults {
    private final Map<String, Queue<Supplier<RuntimeException>>> failures =
            new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> throttles = new ConcurrentHashMap<>();
    private final AtomicInteger unprocessed = new AtomicInteger();

    /** The next calls of an operation are throttled, each with the error of its service. */
    public void throttleNext(String operation, int times) {
        throttles.computeIfAbsent(operation, o -> new AtomicInteger()).addAndGet(times);
    }

    /**
     * The next {@code BatchWriteItem} stores all but so many items and returns those unprocessed.
     */
    public void unprocessedNext(int items) {
        unprocessed.set(items);
    }

    /** The next call of an operation fails; several failures of one operation come in turn. */
    public void failNext(String operation, RuntimeException failure) {
        Queue<Supplier<RuntimeException>> queue =
                failures.computeIfAbsent(operation, o -> new ArrayDeque<>());
        synchronized (queue) {
            queue.add(() -> failure);
        }
    }

    /** Called by a stand-in at the start of each operation. */
    void before(String operation, Supplier<RuntimeException> throttled) {
        Queue<Supplier<RuntimeException>> queue = failures.get(operation);
        if (queue != null) {
            synchronized (queue) {
                Supplier<RuntimeException> failure = queue.poll();
                if (failure != null) {
                    throw failure.get();
                }
            }
        }
        AtomicInteger left = throttles.get(operation);
        if (left != null && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw throttled.get();
        }
    }

    int takeUnprocessed() {
        return unprocessed.getAndSet(0);
    }
}
