package io.github.inframonitor.cold;

import io.github.inframonitor.sample.Sample;
import java.util.List;

/**
 * What of a run is of one day, and so is one object.
 *
 * @param date the UTC day of the samples, {@code 2026-11-22}: the partition
 * @param runId of the run
 * @param samples those of that day
 */
public record ColdObject(String date, String runId, List<Sample> samples) {
    public ColdObject {
        samples = List.copyOf(samples);
    }
}
