package io.github.inframonitor.collect;

import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.BYTES;
import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.COUNT_SECOND;
import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.PERCENT;

import io.github.inframonitor.run.Reading;
import io.github.inframonitor.run.Run;
import java.io.IOException;

/**
 * Memory: {@code total_bytes}, {@code used_bytes} (total less available), {@code available_bytes},
 * {@code used_percent}; where there is swap {@code swap_total_bytes}, {@code swap_used_bytes},
 * {@code swap_used_percent}; {@code pages_in_per_second} and {@code pages_out_per_second}, the
 * pages that swapping moved.
 *
 * <p>In a container with a memory limit, total is the limit, used the working set as {@code kubectl
 * top} shows it, and swap and paging, which are the node's, are absent.
 */
public final class MemoryCollector {
    private final Window<MemoryCounters> window;

    /**
     * Measures a host.
     *
     * @param window how long the first run measures, such as {@code 500ms}
     * @param hostDir where {@code proc}, {@code sys} and {@code root} of the host are, if it is not
     *     the one this process runs on; else empty
     */
    public MemoryCollector(String window, String hostDir) {
        this(window, new Host(hostDir)::memory, Window.Pause.SLEEP);
    }

    MemoryCollector(String window, Window.Source<MemoryCounters> source, Window.Pause pause) {
        this.window = new Window<>(window, source, pause);
    }

    /**
     * Reads the counters and compares them with those of the previous run.
     *
     * @throws IOException if the system tells nothing of its memory
     */
    public Reading collect(Run run) throws IOException, InterruptedException {
        Window.Span<MemoryCounters> span = window.next();
        MemoryCounters now = span.now();
        Reading.Builder reading = Reading.of(run, "memory");
        Cgroup.MemoryLimit limit = now.limit();
        if (limit != null && limit.limit() < now.total()) {
            long used = Math.min(limit.used(), limit.limit());
            space(limit.limit(), used, limit.limit() - used, reading);
            return reading.build();
        }
        space(now.total(), now.total() - now.available(), now.available(), reading);
        if (now.swapTotal() > 0 && now.swapUsed() >= 0 && now.swapUsed() <= now.swapTotal()) {
            reading.add("swap_total_bytes", (double) now.swapTotal(), BYTES)
                    .add("swap_used_bytes", (double) now.swapUsed(), BYTES)
                    .add(
                            "swap_used_percent",
                            Rates.percent(now.swapUsed(), now.swapTotal()),
                            PERCENT);
        }
        MemoryCounters.Pages before = span.previous().pages();
        MemoryCounters.Pages after = now.pages();
        if (before != null && after != null && span.seconds() > 0) {
            paged("pages_in_per_second", after.in() - before.in(), span, reading);
            paged("pages_out_per_second", after.out() - before.out(), span, reading);
        }
        return reading.build();
    }

    private static void space(long total, long used, long available, Reading.Builder reading) {
        if (total <= 0 || used < 0 || available < 0) {
            return;
        }
        reading.add("total_bytes", (double) total, BYTES)
                .add("used_bytes", (double) used, BYTES)
                .add("available_bytes", (double) available, BYTES)
                .add("used_percent", Rates.percent(used, total), PERCENT);
    }

    private static void paged(
            String name, long pages, Window.Span<?> span, Reading.Builder reading) {
        if (pages >= 0) {
            reading.add(name, pages / span.seconds(), COUNT_SECOND);
        }
    }
}
