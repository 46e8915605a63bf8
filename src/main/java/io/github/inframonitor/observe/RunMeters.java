package io.github.inframonitor.observe;

import static io.github.inframonitor.observe.Metrics.counter;

import io.github.inframonitor.run.Join;
import io.github.inframonitor.run.Run;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
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

    private static void begin(CamelContext context, MeterRegistry registry) {
        duration(registry);
        for (Run.Status status : Run.Status.values()) {
            runs(registry, status);
            lateRuns(registry, status);
            logObjects(registry, status);
        }
        for (Join join : context.getRegistry().findByType(Join.class)) {
            for (String part : join.parts(context)) {
                if (join.isOfStores()) {
                    PartMeters.ofStore(registry, part);
                } else {
                    PartMeters.ofBranch(registry, part);
                }
            }
        }
        Gauges.register(context, registry);
    }

    private static Counter runs(MeterRegistry registry, Run.Status status) {
        return counter(registry, "runs", "runs by how they ended", of(status));
    }

    private static Timer duration(MeterRegistry registry) {
        return Timer.builder(Metrics.PREFIX + "run_duration")
                .description("from the start of a run to its end")
                .distributionStatisticExpiry(Metrics.DAY)
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
        run.branches().forEach(o -> PartMeters.ofBranch(registry, o.name()).count(o));
        run.stores().forEach(o -> PartMeters.ofStore(registry, o.name()).count(o));
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.camelContext = context;
        Metrics.begin(context, RunMeters::begin);
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }
}
