package io.github.inframonitor.cold;

import io.github.inframonitor.sample.Sample;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row of the cold store. Its components, in lower snake case, are the columns of Athena. */
record ColdRow(
        Instant time,
        String runId,
        String resource,
        String resourceType,
        @Nullable String region,
        @Nullable String account,
        String type,
        String name,
        double value,
        String unit,
        Map<String, String> dimensions) {

    static ColdRow of(String runId, Sample sample) {
        return new ColdRow(
                sample.time(),
                runId,
                sample.resource(),
                sample.resourceType(),
                sample.region(),
                sample.account(),
                sample.type(),
                sample.name(),
                sample.value(),
                sample.unit().toString(),
                sample.dimensions());
    }

    /** What it is a row of: two of one are never in the store, also where a tag has changed. */
    List<Object> point() {
        Map<String, String> series = new HashMap<>(dimensions);
        series.keySet().removeIf(dimension -> dimension.startsWith(Sample.TAG));
        return List.of(
                time.toEpochMilli(),
                resource,
                resourceType,
                String.valueOf(region),
                String.valueOf(account),
                type,
                name,
                series);
    }
}
