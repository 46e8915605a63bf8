package io.github.inframonitor.run;

import io.github.inframonitor.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * What one branch of a run measured, or a part of it: a source, a cell of a fleet, a request.
 *
 * @param samples the samples; those of a series together and in order
 * @param dropped how many values were left out because {@linkplain Sample#storable no store takes
 *     them}
 * @param watermarks up to where it settles what it read of CloudWatch
 * @param unread the keys of watermarks that stay where they are, since something of theirs is
 *     missing
 * @param missing what could not be read, a line each: where, and why
 */
public record Reading(
        List<Sample> samples,
        int dropped,
        Set<Watermark> watermarks,
        Set<String> unread,
        List<String> missing) {
    /** Nothing was there to read. */
    public static final Reading NONE = new Reading(List.of(), 0);

    public Reading {
        samples = List.copyOf(samples);
        watermarks = Set.copyOf(watermarks);
        unread = Set.copyOf(unread);
        missing = List.copyOf(missing);
    }

    /** A reading of which nothing is missing, and nothing is read again. */
    public Reading(List<Sample> samples, int dropped) {
        this(samples, dropped, Set.of(), Set.of(), List.of());
    }

    /** Starts the reading of one branch: samples of the run's host, at the run's scheduled time. */
    public static Builder of(Run run, String type) {
        return new Builder(run, type);
    }

    /**
     * A reading of one value, for a branch that is written in YAML alone.
     *
     * @param unit a CloudWatch unit, such as {@code Count}
     * @throws IllegalArgumentException for a unit that CloudWatch does not have
     */
    public static Reading gauge(Run run, String type, String name, String unit, double value) {
        StandardUnit standardUnit = StandardUnit.fromValue(unit);
        if (standardUnit == StandardUnit.UNKNOWN_TO_SDK_VERSION) {
            throw new IllegalArgumentException(
                    name + ": '" + unit + "' is no CloudWatch unit; take one of " + units());
        }
        return of(run, type).add(name, value, standardUnit).build();
    }

    private static List<String> units() {
        return StandardUnit.knownValues().stream().map(StandardUnit::toString).sorted().toList();
    }

    /** Gathers samples and counts what cannot be one. */
    public static final class Builder {
        private static final SortedMap<String, String> NONE = new TreeMap<>();

        private final Run run;
        private final String type;
        private final List<Sample> samples = new ArrayList<>();
        private int dropped;

        private Builder(Run run, String type) {
            this.run = run;
            this.type = type;
        }

        /** Adds a value without dimensions. */
        public Builder add(String name, double value, StandardUnit unit) {
            return add(name, value, unit, NONE);
        }

        /** Adds a value of one device, mount, interface or core. */
        public Builder add(
                String name, double value, StandardUnit unit, String dimension, String of) {
            SortedMap<String, String> dimensions = new TreeMap<>();
            dimensions.put(dimension, of);
            return add(name, value, unit, dimensions);
        }

        private Builder add(
                String name,
                double value,
                StandardUnit unit,
                SortedMap<String, String> dimensions) {
            if (Sample.storable(value)) {
                samples.add(
                        new Sample(
                                run.scheduledTime(),
                                run.resource(),
                                "host",
                                null,
                                null,
                                type,
                                name,
                                value,
                                unit,
                                dimensions));
            } else {
                dropped++;
            }
            return this;
        }

        public Reading build() {
            return new Reading(samples, dropped);
        }
    }
}
