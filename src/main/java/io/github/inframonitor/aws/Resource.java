package io.github.inframonitor.aws;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A resource of the {@link Template}.
 *
 * @param id its logical id, such as {@code CpuAlarm}
 * @param type such as {@code AWS::CloudWatch::Alarm}
 * @param retained whether it outlives the stack, and a replacement by another
 * @param properties with every function evaluated: maps, lists and, for every scalar, texts
 */
public record Resource(String id, String type, boolean retained, Map<String, Object> properties) {

    /**
     * The text at a path of property names.
     *
     * @throws IllegalArgumentException if there is none
     */
    public String text(String... path) {
        if (find(path) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(id + " has no text " + String.join(".", path));
    }

    /**
     * The number at a path of property names.
     *
     * @throws IllegalArgumentException if there is none
     */
    public double number(String... path) {
        return Double.parseDouble(text(path));
    }

    /** The list at a path of property names; empty if there is none, of one for a single value. */
    public List<?> list(String... path) {
        Object found = find(path);
        if (found == null) {
            return List.of();
        }
        return found instanceof List<?> list ? list : List.of(found);
    }

    private @Nullable Object find(String... path) {
        Object found = properties;
        for (String name : path) {
            found = found instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return found;
    }
}
