package io.github.inframonitor.fleet;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One resource of the fleet.
 *
 * @param id such as {@code i-0123456789abcdef0} or the identifier of a database
 * @param dimensions by which values CloudWatch knows it or a part of it: {@code InstanceId}, and
 *     {@code VolumeId} with one for each volume
 * @param labels its tags that {@code fleet.labels} names, as {@code tag:<name>}
 * @param gone when it was first not listed any more, and so has no points of later; null if it is
 */
public record Member(
        String id,
        Map<String, List<String>> dimensions,
        SortedMap<String, String> labels,
        @Nullable Instant gone) {
    public Member {
        dimensions = Map.copyOf(dimensions);
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** One that is listed. */
    public Member(
            String id, Map<String, List<String>> dimensions, SortedMap<String, String> labels) {
        this(id, dimensions, labels, null);
    }

    Member gone(Instant since) {
        return new Member(id, dimensions, labels, since);
    }

    /** Whether it has points from a time on. */
    boolean isThereAfter(Instant time) {
        return gone == null || gone.isAfter(time);
    }
}
