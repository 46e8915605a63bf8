package io.github.inframonitor.cold;

import io.github.inframonitor.sample.Sample;
import java.util.List;
import java.util.Objects;

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

    /** How many samples it has. */
    public int count() {
        return samples.size();
    }

    /** By its key alone: routes ask a body for it often, and there may be a million samples. */
    @Override
    public int hashCode() {
        return Objects.hash(date, runId);
    }
}
