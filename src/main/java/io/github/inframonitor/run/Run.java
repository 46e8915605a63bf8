package io.github.inframonitor.run;

import io.github.inframonitor.sample.Sample;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One firing of the schedule, with what it collected and how that went.
 *
 * @param scheduledTime when the schedule meant it to fire, to the second: with the pipeline's id it
 *     is the run's identity, so that a retry, a replay or a second replica writes the same keys
 * @param pipelineId which pipeline; replicas of one pipeline share it
 * @param resource the host that the host collectors measure
 * @param startedAt when it really started
 * @param samples what the branches collected
 * @param branches how each branch went, in the order of the route; empty until collected
 * @param stores how each store went; empty until stored
 * @param watermarks up to where it settles what it read of CloudWatch; empty for a host
 */
public record Run(
        Instant scheduledTime,
        String pipelineId,
        String resource,
        Instant startedAt,
        List<Sample> samples,
        List<Outcome> branches,
        List<Outcome> stores,
        List<Watermark> watermarks) {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** How a whole run went. */
    public enum Status {
        /** Every branch and every store succeeded. */
        COMPLETE,
        /** Some branch or store failed. */
        PARTIAL,
        /** Nothing was collected, or nothing was stored. */
        FAILED
    }

    public Run {
        samples = List.copyOf(samples);
        branches = List.copyOf(branches);
        stores = List.copyOf(stores);
        // a spool of an earlier version has none
        watermarks = watermarks == null ? List.of() : List.copyOf(watermarks);
    }

    /** A run that reads nothing of CloudWatch. */
    public Run(
            Instant scheduledTime,
            String pipelineId,
            String resource,
            Instant startedAt,
            List<Sample> samples,
            List<Outcome> branches,
            List<Outcome> stores) {
        this(scheduledTime, pipelineId, resource, startedAt, samples, branches, stores, List.of());
    }

    /**
     * The scheduled time and the pipeline, {@code 20261122T210000Z-web-7}: the key of everything.
     */
    public String id() {
        return SECONDS.format(scheduledTime) + "-" + pipelineId;
    }

    /** UTC date of the scheduled time, {@code 2026-11-22}: the partition in the cold store. */
    public String date() {
        return scheduledTime.toString().substring(0, 10);
    }

    public Status status() {
        boolean collected = !samples.isEmpty(); // a branch that failed may have some
        boolean stored = stores.stream().anyMatch(Outcome::ok);
        if (!collected || !stored) {
            return Status.FAILED;
        }
        return failures().isEmpty() ? Status.COMPLETE : Status.PARTIAL;
    }

    /** The branches and stores that did not succeed. */
    public List<Outcome> failures() {
        return Stream.concat(branches.stream(), stores.stream()).filter(o -> !o.ok()).toList();
    }

    /** By its key alone: routes ask a body for it often, and there may be a million samples. */
    @Override
    public int hashCode() {
        return Objects.hash(scheduledTime, pipelineId);
    }

    Run collected(List<Sample> samples, List<Outcome> branches, List<Watermark> watermarks) {
        return with(samples, branches, stores, watermarks);
    }

    /** The run with how its stores went. */
    public Run stored(List<Outcome> stores) {
        return with(samples, branches, stores, watermarks);
    }

    /** The run with the watermarks that hold of it: none, if nothing of it is to be settled. */
    public Run settling(List<Watermark> watermarks) {
        return with(samples, branches, stores, watermarks);
    }

    /**
     * The samples that no run reads again: those that are measured once, and those before a
     * watermark of this run.
     */
    public List<Sample> settled() {
        return samples(true);
    }

    /** The samples that a later run reads again. */
    public List<Sample> unsettled() {
        return samples(false);
    }

    private List<Sample> samples(boolean settled) {
        Map<String, Instant> until =
                watermarks.stream().collect(Collectors.toMap(Watermark::key, Watermark::time));
        return samples.stream().filter(sample -> isSettled(sample, until) == settled).toList();
    }

    private static boolean isSettled(Sample sample, Map<String, Instant> until) {
        return sample.watermark() == null || isBefore(sample, until);
    }

    private static boolean isBefore(Sample sample, Map<String, Instant> until) {
        Instant time = sample.watermark() == null ? null : until.get(sample.watermark());
        return time != null && sample.time().isBefore(time);
    }

    /**
     * The run, done again before all stores had what it was: with what it settled then, and does
     * not now. Its watermarks may have moved since, and nobody else would store that.
     */
    public Run after(Run before) {
        Set<String> own = watermarks.stream().map(Watermark::key).collect(Collectors.toSet());
        List<Watermark> only =
                before.watermarks.stream().filter(w -> !own.contains(w.key())).toList();
        if (only.isEmpty()) {
            return this;
        }
        Map<String, Instant> until =
                only.stream().collect(Collectors.toMap(Watermark::key, Watermark::time));
        return with(
                Stream.concat(
                                samples.stream().filter(sample -> !isBefore(sample, until)),
                                before.samples.stream().filter(sample -> isBefore(sample, until)))
                        .toList(),
                branches,
                stores,
                Stream.concat(watermarks.stream(), only.stream()).toList());
    }

    /** The run without its samples, or with what was read of them. */
    public Run with(List<Sample> samples) {
        return with(samples, branches, stores, watermarks);
    }

    private Run with(
            List<Sample> samples,
            List<Outcome> branches,
            List<Outcome> stores,
            List<Watermark> watermarks) {
        return new Run(
                scheduledTime,
                pipelineId,
                resource,
                startedAt,
                samples,
                branches,
                stores,
                watermarks);
    }
}
