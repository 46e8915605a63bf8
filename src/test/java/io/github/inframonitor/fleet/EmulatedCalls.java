package io.github.inframonitor.fleet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the double was asked. */
public final class EmulatedCalls {
    private static final long SECOND = 1_000_000_000L;

    /**
     * How often something was asked of a cell. AssumeRole is counted where it leads to.
     *
     * @param metrics that were asked for, as GetMetricData is billed; further pages cost none
     * @param refused throttled or failed, or invalid, of these requests
     */
    public record Count(
            String service,
            String operation,
            String account,
            String region,
            long requests,
            long metrics,
            long refused) {}

    private static final class Mutable {
        private long requests;
        private long metrics;
        private long refused;
    }

    private final Map<List<String>, Mutable> counts =
            new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    private final Map<EmulatedCell, Integer> reading = new HashMap<>();
    private final Map<EmulatedCell, Integer> mostReading = new HashMap<>();
    private final Map<EmulatedCell, ArrayDeque<Long>> lastSecond = new HashMap<>();
    private final Map<EmulatedCell, Integer> mostInASecond = new HashMap<>();
    private int allReading;
    private int mostAllReading;

    synchronized void count(
            String service, String operation, EmulatedCell cell, int metrics, boolean refused) {
        Mutable count =
                counts.computeIfAbsent(
                        List.of(service, operation, cell.account(), cell.region()),
                        any -> new Mutable());
        count.requests++;
        count.metrics += metrics;
        count.refused += refused ? 1 : 0;
    }

    /** A GetMetricData begins. */
    synchronized void begin(EmulatedCell cell) {
        mostReading.merge(cell, reading.merge(cell, 1, Integer::sum), Math::max);
        mostAllReading = Math.max(mostAllReading, ++allReading);
        long now = System.nanoTime();
        ArrayDeque<Long> calls = lastSecond.computeIfAbsent(cell, any -> new ArrayDeque<>());
        calls.add(now);
        while (now - calls.peek() > SECOND) {
            calls.remove();
        }
        mostInASecond.merge(cell, calls.size(), Math::max);
    }

    synchronized void end(EmulatedCell cell) {
        reading.merge(cell, -1, Integer::sum);
        allReading--;
    }

    /** All counts since the start, or since they were forgotten. */
    public synchronized List<Count> all() {
        List<Count> all = new ArrayList<>();
        counts.forEach(
                (of, count) ->
                        all.add(
                                new Count(
                                        of.get(0),
                                        of.get(1),
                                        of.get(2),
                                        of.get(3),
                                        count.requests,
                                        count.metrics,
                                        count.refused)));
        return all;
    }

    /** How often an operation was asked for, of all cells. */
    public long requests(String operation) {
        return all().stream()
                .filter(count -> count.operation().equals(operation))
                .mapToLong(Count::requests)
                .sum();
    }

    /** How many metrics GetMetricData was asked for. */
    public long metrics() {
        return all().stream().mapToLong(Count::metrics).sum();
    }

    /** How many GetMetricData of a cell there were at once, at most. */
    public synchronized Map<EmulatedCell, Integer> mostAtOnce() {
        return Map.copyOf(mostReading);
    }

    /** The same of all cells together. */
    public synchronized int mostOfAllAtOnce() {
        return mostAllReading;
    }

    /** How many GetMetricData of a cell began within a second, at most. */
    public synchronized Map<EmulatedCell, Integer> mostInASecond() {
        return Map.copyOf(mostInASecond);
    }

    public synchronized void forget() {
        counts.clear();
        mostReading.clear();
        mostInASecond.clear();
        lastSecond.clear();
        mostAllReading = allReading;
    }
}
