package io.github.inframonitor.fleet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Listings for a while. Of several that want the same one asks and the others wait; a listing that
 * fails is not remembered.
 *
 * @param <V> a listing
 */
final class Remembered<V> {
    private final Duration ttl;
    private final Clock clock;
    private final Map<String, Entry<V>> entries = new ConcurrentHashMap<>();

    private static final class Entry<V> {
        private @Nullable V value;
        private Instant until = Instant.MIN;
    }

    Remembered(Duration ttl, Clock clock) {
        this.ttl = ttl;
        this.clock = clock;
    }

    /**
     * A listing.
     *
     * @param load makes a new one
     */
    V get(String key, Supplier<V> load) {
        Entry<V> entry = entries.computeIfAbsent(key, k -> new Entry<>());
        synchronized (entry) {
            V known = entry.value;
            if (known != null && clock.instant().isBefore(entry.until)) {
                return known;
            }
            V listed = load.get();
            entry.value = listed;
            entry.until = clock.instant().plus(ttl);
            return listed;
        }
    }
}
