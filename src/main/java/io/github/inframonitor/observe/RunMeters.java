package io.github.inframonitor.observe;

import static io.github.inframonitor.observe.Metrics.counter;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Run;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;

/**
 * Counts runs and their parts for Prometheus, in the meter registry of the context; nothing where
 * there is none, since nobody would read it. {@code k8s/README.md} lists the metrics.
 *
 * <p>What can be foreseen is 0 from the start: of a counter that begins with its first failure
 * Prometheus would not see that failure.
 */
public final class RunMeters implements CamelContextAware {
    /** Of this time the longest is told: a schedule may fire only every few hours. */
    private static final Duration DAY = Duration.ofDays(1);

    private final Map<Run.Status, Instant> ended = new ConcurrentHashMap<>();
    private @Nullable CamelContext camelContext;

    /** A run that went through its branches and stores. */
    public void count(Run run) {
        MeterRegistry registry = Metrics.of(camelContext);
        if (registry != null) {
            Instant now = Instant.ofEpochMilli(registry.config().clock().wallTime());
            ended.put(run.status(), now);
            runs(registry, run.status()).increment();
            duration(registry).record(Duration.between(run.startedAt(), now));
            countParts(registry, run);
        }
    }

    /** A run that every store has by now, since it was sent again from the spool. */
    public void countLate(Run run) {
        MeterRegistry registry = Metrics.of(camelContext);
        if (registry != null) {
            lateRuns(registry, run.status()).increment();
        }
    }

    /** What was read of a log object, and stored as a run is. */
    public void countLog(Run run) {
        MeterRegistry registry = Metrics.of(camelContext);
        if (registry != null) {
            logObjects(registry, run.status()).increment();
            countParts(registry, run);
        }
    }

    /** When the last run ended that went so, in seconds since 1970; 0 if none did. */
    double lastEnded(Run.Status status) {
        Instant time = ended.get(status);
        return time == null ? 0 : time.toEpochMilli() / 1000.0;
    }

    private static void begin(MeterRegistry registry) {
        duration(registry);
        for (Run.Status status : Run.Status.values()) {
            runs(registry, status);
            lateRuns(registry, status);
            logObjects(registry, status);
        }
    }

    private static Counter runs(MeterRegistry registry, Run.Status status) {
        return counter(registry, "runs", "runs by how they ended", of(status));
    }

    private static Timer duration(MeterRegistry registry) {
        return Timer.builder(Metrics.PREFIX + "run_duration")
                .description("from the start of a run to its end")
                .distributionStatisticExpiry(DAY)
                .register(registry);
    }

    private static Counter lateRuns(MeterRegistry registry, Run.Status status) {
        String description = "runs that every store has since they were sent from the spool";
        return counter(registry, "late_runs", description, of(status));
    }

    private static Counter logObjects(MeterRegistry registry, Run.Status status) {
        String description = "log objects that were stored, by how that ended";
        return counter(registry, "log_objects", description, of(status));
    }

    private static Tag of(Run.Status status) {
        return Tag.of("status", status.name());
    }

    private static void countParts(MeterRegistry registry, Run run) {
        for (Outcome branch : run.branches()) {
            Tag tag = Tag.of("branch", branch.name());
            time(registry, "branch_duration", "from the start of a branch to its end", tag, branch);
            counter(registry, "samples", "samples that were collected", tag)
                    .increment(branch.samples());
            counter(registry, "dropped_values", "values left out, which no store takes", tag)
                    .increment(branch.dropped());
        }
        for (Outcome store : run.stores()) {
            Tag tag = Tag.of("store", store.name());
            time(registry, "store_duration", "from the start of a store to its end", tag, store);
            counter(registry, "store_requests", "requests that a store answered", tag)
                    .increment(store.requests());
            counter(registry, "store_throttles", "times that a store was asked too fast", tag)
                    .increment(store.throttles());
        }
    }

    /** The other results are there, too, from now on: at 0, if they have not come yet. */
    private static void time(
            MeterRegistry registry, String name, String description, Tag tag, Outcome outcome) {
        for (Outcome.Result result : Outcome.Result.values()) {
            Timer timer =
                    Timer.builder(Metrics.PREFIX + name)
                            .description(description)
                            .tags(List.of(tag, Tag.of("result", result.name())))
                            .distributionStatisticExpiry(DAY)
                            .register(registry);
            if (result == outcome.result()) {
                timer.record(outcome.took());
            }
        }
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.camelContext = context;
        Metrics.whenStarted(
                context,
                (started, before) -> {
                    MeterRegistry registry = Metrics.of(started);
                    if (registry != null) {
                        begin(registry);
                        Gauges.register(started, registry);
                    }
                });
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }
}
