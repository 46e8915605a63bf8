package io.github.inframonitor.collect;

import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.COUNT_SECOND;
import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.NONE;
import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.PERCENT;

import io.github.inframonitor.run.Reading;
import io.github.inframonitor.run.Run;
import java.io.IOException;
import java.util.List;

/**
 * CPU: {@code usage_percent}, {@code user_percent}, {@code system_percent}, {@code iowait_percent},
 * {@code steal_percent}, {@code core_usage_percent} by core, {@code load_1m}, {@code load_5m},
 * {@code load_15m} (waiting and running tasks) and {@code context_switches_per_second}.
 *
 * <p>Percent is of the time of all cores; usage is all but idle and iowait. In a container with a
 * CPU quota, percent is of the quota, and what measures the node (cores, iowait, steal) is absent;
 * load and context switches stay those of the node.
 */
public final class CpuCollector {
    private static final List<String> LOADS = List.of("load_1m", "load_5m", "load_15m");

    private final Window<CpuCounters> window;

    /**
     * Measures a host.
     *
     * @param window how long the first run measures, such as {@code 500ms}
     * @param hostDir where {@code proc}, {@code sys} and {@code root} of the host are, if it is not
     *     the one this process runs on; else empty
     */
    public CpuCollector(String window, String hostDir) {
        this(window, new Host(hostDir)::cpu, Window.Pause.SLEEP);
    }

    CpuCollector(String window, Window.Source<CpuCounters> source, Window.Pause pause) {
        this.window = new Window<>(window, source, pause);
    }

    /**
     * Reads the counters and compares them with those of the previous run.
     *
     * @throws IOException if the system gives no counters
     */
    public Reading collect(Run run) throws IOException, InterruptedException {
        Window.Span<CpuCounters> span = window.next();
        CpuCounters previous = span.previous();
        CpuCounters now = span.now();
        Reading.Builder reading = Reading.of(run, "cpu");
        if (now.quota() == null) {
            ofNode(previous, now, reading);
        } else if (previous.quota() != null) {
            ofQuota(previous.quota(), now.quota(), now.cores().size(), span.seconds(), reading);
        }
        for (int i = 0; i < now.loads().size(); i++) {
            // negative is not given; NaN is none either, and counted as dropped
            if (!(now.loads().get(i) < 0)) {
                reading.add(LOADS.get(i), now.loads().get(i), NONE);
            }
        }
        Long before = previous.contextSwitches();
        Long after = now.contextSwitches();
        if (before != null && after != null && after >= before && span.seconds() > 0) {
            reading.add(
                    "context_switches_per_second", (after - before) / span.seconds(), COUNT_SECOND);
        }
        return reading.build();
    }

    private static void ofNode(CpuCounters previous, CpuCounters now, Reading.Builder reading) {
        CpuCounters.Ticks spent = now.total().since(previous.total());
        if (spent != null) {
            reading.add("usage_percent", usage(spent), PERCENT)
                    .add("user_percent", Rates.percent(spent.user(), spent.sum()), PERCENT)
                    .add("system_percent", Rates.percent(spent.system(), spent.sum()), PERCENT)
                    .add("iowait_percent", Rates.percent(spent.iowait(), spent.sum()), PERCENT)
                    .add("steal_percent", Rates.percent(spent.steal(), spent.sum()), PERCENT);
        }
        now.cores()
                .forEach(
                        (core, ticks) -> {
                            CpuCounters.Ticks before = previous.cores().get(core);
                            CpuCounters.Ticks busy = before == null ? null : ticks.since(before);
                            if (busy != null) {
                                reading.add(
                                        "core_usage_percent",
                                        usage(busy),
                                        PERCENT,
                                        "core",
                                        core.toString());
                            }
                        });
    }

    private static double usage(CpuCounters.Ticks spent) {
        return Rates.percent(spent.user() + spent.system() + spent.steal(), spent.sum());
    }

    private static void ofQuota(
            Cgroup.CpuQuota previous,
            Cgroup.CpuQuota now,
            int cores,
            double seconds,
            Reading.Builder reading) {
        boolean comparable =
                now.group().equals(previous.group())
                        && now.usageNanos() >= previous.usageNanos()
                        && now.userNanos() >= previous.userNanos()
                        && now.systemNanos() >= previous.systemNanos();
        // a quota of more cores than there are limits nothing
        double available = cores > 0 ? Math.min(now.cores(), cores) : now.cores();
        long allowed = (long) (available * seconds * 1e9);
        if (!comparable || allowed <= 0) {
            return;
        }
        // a group may run ahead of its quota for a moment, and pays for it later
        reading.add(
                        "usage_percent",
                        Rates.percent(now.usageNanos() - previous.usageNanos(), allowed),
                        PERCENT)
                .add(
                        "user_percent",
                        Rates.percent(now.userNanos() - previous.userNanos(), allowed),
                        PERCENT)
                .add(
                        "system_percent",
                        Rates.percent(now.systemNanos() - previous.systemNanos(), allowed),
                        PERCENT);
    }
}
