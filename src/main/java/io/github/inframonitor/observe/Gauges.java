package io.github.inframonitor.observe;

import io.github.inframonitor.cost.Meter;
import io.github.inframonitor.run.CatchUp;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.run.Runs;
import io.github.inframonitor.spool.Spool;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * What is looked up when Prometheus asks. Each time from the context, since an edit of the routes
 * may put another bean in the place of one, and Micrometer would go on to ask the first.
 */
final class Gauges {
    /** With a dot: Micrometer cuts off what ends with _info. */
    private static final String INFO = "infra_monitor.info";

    private final CamelContext context;
    private final MeterRegistry registry;

    private Gauges(CamelContext context, MeterRegistry registry) {
        this.context = context;
        this.registry = registry;
    }

    static void register(CamelContext context, MeterRegistry registry) {
        if (registry.find(INFO).gauge() != null) {
            return; // Camel makes the beans of a file twice, and Micrometer warns of a second gauge
        }
        Gauges gauges = new Gauges(context, registry);
        gauges.process();
        gauges.spool();
        gauges.runs();
        Meter aws = context.getRegistry().findSingleByType(Meter.class);
        if (aws != null) {
            aws.measure(registry);
        }
    }

    private void process() {
        Runs runs = context.getRegistry().findSingleByType(Runs.class);
        String version = Gauges.class.getPackage().getImplementationVersion();
        Gauge.builder(INFO, () -> 1)
                .description("which pipeline this is, and of which version its program")
                .tag("pipeline", runs == null ? "" : runs.pipelineId())
                .tag("version", version == null ? "checkout" : version)
                .register(registry);
        TimeGauge.builder(
                        "process.start.time",
                        ManagementFactory.getRuntimeMXBean(),
                        TimeUnit.MILLISECONDS,
                        RuntimeMXBean::getStartTime)
                .description("when the process began, in seconds since 1970")
                .register(registry);
    }

    private void spool() {
        add("spool_runs", "runs that some store does not have", Spool.class, Spool::waitingRuns);
        add("spool_bytes", "size of what is in spool.dir", Spool.class, Spool::bytes);
        add("spool_max_bytes", "the setting spool.max-bytes", Spool.class, Spool::maxBytes);
    }

    private void runs() {
        add("run_due_timestamp_seconds", "when a run was due last", CatchUp.class, Gauges::due);
        for (Run.Status status : Run.Status.values()) {
            Gauge.builder(
                            Metrics.PREFIX + "last_run_timestamp_seconds",
                            context,
                            c -> value(c, RunMeters.class, meters -> meters.lastEnded(status)))
                    .description("when the last run ended that ended so; 0 if none did")
                    .tag("status", status.name())
                    .register(registry);
        }
    }

    /** 0 if none was within a day: what is older is not looked for. */
    private static double due(CatchUp schedule) {
        Instant due = schedule.lastDue();
        return due == null ? 0 : due.getEpochSecond();
    }

    private <B> void add(
            String name, String description, Class<B> type, ToDoubleFunction<B> value) {
        Gauge.builder(Metrics.PREFIX + name, context, c -> value(c, type, value))
                .description(description)
                .register(registry);
    }

    private static <B> double value(
            CamelContext context, Class<B> type, ToDoubleFunction<B> value) {
        @Nullable B bean = context.getRegistry().findSingleByType(type);
        return bean == null ? Double.NaN : value.applyAsDouble(bean);
    }
}
