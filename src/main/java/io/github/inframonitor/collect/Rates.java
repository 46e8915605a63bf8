package io.github.inframonitor.collect;

import java.util.EnumMap;
import java.util.Map;

/** The arithmetic of counters that only grow, and of parts of a whole. */
final class Rates {
    private Rates() {}

    /** At most 100, above which the rounding of doubles can lead. */
    static double percent(long part, long whole) {
        return Math.min(100, 100.0 * part / whole);
    }

    /**
     * How fast the counters of one device grew, in their unit a second.
     *
     * <p>Nothing, if no time passed or any counter went backwards: it wrapped, or another device
     * has taken the name, and then none of the differences means anything. A counter that either
     * reading lacks has no rate.
     *
     * @param <K> the kinds of counter
     */
    static <K extends Enum<K>> Map<K, Double> perSecond(
            Class<K> kinds, Map<K, Long> previous, Map<K, Long> now, double seconds) {
        Map<K, Double> rates = new EnumMap<>(kinds);
        if (seconds <= 0) {
            return rates;
        }
        for (Map.Entry<K, Long> counter : now.entrySet()) {
            Long before = previous.get(counter.getKey());
            if (before == null) {
                continue;
            }
            long grown = counter.getValue() - before;
            if (grown < 0) {
                return Map.of();
            }
            rates.put(counter.getKey(), grown / seconds);
        }
        return rates;
    }
}
