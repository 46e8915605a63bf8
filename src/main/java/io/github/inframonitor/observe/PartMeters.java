package io.github.inframonitor.observe;

import static io.github.inframonitor.observe.Metrics.counter;
import static java.util.Objects.requireNonNull;

import io.github.inframonitor.run.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The meters of one branch or store. They are at 0 from when they are first asked for, those of
 * results that have not come yet too.
 */
record PartMeters(
        Map<Outcome.Result, Timer> durations, Map<Counter, ToLongFunction<Outcome>> counters) {

    static PartMeters ofBranch(MeterRegistry registry, String name) {
        Tag branch = Tag.of("branch", name);
        return new PartMeters(
                durations(registry, "branch_duration", branch),
                Map.of(
                        counter(registry, "samples", "samples that were collected", branch),
                        Outcome::samples,
                        counter(registry, "dropped_values", "values that no store takes", branch),
                        Outcome::dropped));
    }

    static PartMeters ofStore(MeterRegistry registry, String name) {
        Tag store = Tag.of("store", name);
        return new PartMeters(
                durations(registry, "store_duration", store),
                Map.of(
                        counter(registry, "store_requests", "requests that were answered", store),
                        Outcome::requests,
                        counter(registry, "store_throttles", "times it was asked too fast", store),
                        Outcome::throttles));
    }

    void count(Outcome outcome) {
        requireNonNull(durations.get(outcome.result())).record(outcome.took());
        counters.forEach((counter, of) -> counter.increment(of.applyAsLong(outcome)));
    }

    private static Map<Outcome.Result, Timer> durations(
            MeterRegistry registry, String name, Tag part) {
        Map<Outcome.Result, Timer> durations = new EnumMap<>(Outcome.Result.class);
        for (Outcome.Result result : Outcome.Result.values()) {
            durations.put(
                    result,
                    Timer.builder(Metrics.PREFIX + name)
                            .description("from its start to its end")
                            .tags(List.of(part, Tag.of("result", result.name())))
                            .distributionStatisticExpiry(Metrics.DAY)
                            .register(registry));
        }
        return durations;
    }
}
