package io.github.inframonitor.sample;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Dimensions that do not change, so that all samples of a series share them: of a million samples a
 * copy each would be most of the heap.
 */
@SuppressWarnings("JdkObsolete") // a sample's is a sorted map, and nobody needs more of it
final class Dimensions extends AbstractMap<String, String> implements SortedMap<String, String> {
    private final SortedMap<String, String> map;

    private Dimensions(SortedMap<String, String> map) {
        this.map = map;
    }

    static Dimensions of(SortedMap<String, String> dimensions) {
        return dimensions instanceof Dimensions shared
                ? shared
                : new Dimensions(Collections.unmodifiableSortedMap(new TreeMap<>(dimensions)));
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return map.entrySet();
    }

    @Override
    public @Nullable Comparator<? super String> comparator() {
        return map.comparator();
    }

    @Override
    public SortedMap<String, String> subMap(String from, String to) {
        return map.subMap(from, to);
    }

    @Override
    public SortedMap<String, String> headMap(String to) {
        return map.headMap(to);
    }

    @Override
    public SortedMap<String, String> tailMap(String from) {
        return map.tailMap(from);
    }

    @Override
    public String firstKey() {
        return map.firstKey();
    }

    @Override
    public String lastKey() {
        return map.lastKey();
    }

    @Override
    public @Nullable String get(Object key) {
        return map.get(key);
    }
}
