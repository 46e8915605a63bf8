package io.github.inframonitor.fleet;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One resource of the fleet.
 *
 * @param id such as {@code i-0123456789abcdef0} or the identifier of a database
 * @param dimensions by which values CloudWatch knows it or a part of it: {@code InstanceId}, and
 *     {@code VolumeId} with one for each volume
 * @param labels its tags that {@code fleet.labels} names, as {@code tag:<name>}
 */
public record Member(
        String id, Map<String, List<String>> dimensions, SortedMap<String, String> labels) {
    public Member {
        dimensions = Map.copyOf(dimensions);
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
}
