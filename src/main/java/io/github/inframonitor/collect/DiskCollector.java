package io.github.inframonitor.collect;

import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.BYTES;
import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.COUNT;
import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.PERCENT;

import io.github.inframonitor.collect.DiskCounters.Io;
import io.github.inframonitor.collect.DiskCounters.Space;
import io.github.inframonitor.run.Reading;
import io.github.inframonitor.run.Run;
import java.io.IOException;
import java.util.Map;

/**
 * Disks. By mount: {@code total_bytes}, {@code used_bytes}, {@code free_bytes}, {@code
 * used_percent} (as {@code df}: of what programs can use, without root's reserve) and, where the
 * file system limits them, {@code inodes_used}, {@code inodes_free}, {@code inodes_used_percent}.
 * By device: {@code read_bytes_per_second}, {@code written_bytes_per_second}, {@code
 * reads_per_second}, {@code writes_per_second}, {@code busy_percent} (of the time, some request was
 * under way).
 *
 * <p>A device that was not there in the previous run has no rates yet; one that is gone has none.
 */
public final class DiskCollector {
    /** The kernel counts busy time in ticks of up to 10 ms, which may overshoot by so much. */
    private static final double ROUNDING_PERCENT = 5;

    private final Window<DiskCounters> window;

    /**
     * Measures a host.
     *
     * @param window how long the first run measures, such as {@code 500ms}
     * @param hostDir where {@code proc}, {@code sys} and {@code root} of the host are, if it is not
     *     the one this process runs on; else empty
     */
    public DiskCollector(String window, String hostDir) {
        this(window, new Host(hostDir)::disk, Window.Pause.SLEEP);
    }

    DiskCollector(String window, Window.Source<DiskCounters> source, Window.Pause pause) {
        this.window = new Window<>(window, source, pause);
    }

    /**
     * Reads the counters and compares them with those of the previous run.
     *
     * @throws IOException if the system tells nothing of its mounts
     */
    public Reading collect(Run run) throws IOException, InterruptedException {
        Window.Span<DiskCounters> span = window.next();
        Reading.Builder reading = Reading.of(run, "disk");
        span.now().mounts().forEach((path, space) -> addMount(path, space, reading));
        span.now()
                .devices()
                .forEach(
                        (device, counters) -> {
                            Map<Io, Long> before = span.previous().devices().get(device);
                            if (before != null) {
                                Rates.perSecond(Io.class, before, counters, span.seconds())
                                        .forEach((io, rate) -> addRate(device, io, rate, reading));
                            }
                        });
        return reading.build();
    }

    private static void addMount(String path, Space space, Reading.Builder reading) {
        if (space.total() > 0 && space.used() >= 0 && space.free() >= 0) {
            reading.add("total_bytes", (double) space.total(), BYTES, "mount", path)
                    .add("used_bytes", (double) space.used(), BYTES, "mount", path)
                    .add("free_bytes", (double) space.free(), BYTES, "mount", path);
            long usable = space.used() + space.free();
            if (usable > 0) {
                reading.add(
                        "used_percent",
                        Rates.percent(space.used(), usable),
                        PERCENT,
                        "mount",
                        path);
            }
        }
        long inodesUsed = space.inodes() - space.inodesFree();
        if (space.inodes() > 0 && space.inodesFree() >= 0 && inodesUsed >= 0) {
            reading.add("inodes_used", (double) inodesUsed, COUNT, "mount", path)
                    .add("inodes_free", (double) space.inodesFree(), COUNT, "mount", path)
                    .add(
                            "inodes_used_percent",
                            Rates.percent(inodesUsed, space.inodes()),
                            PERCENT,
                            "mount",
                            path);
        }
    }

    private static void addRate(String device, Io io, double rate, Reading.Builder reading) {
        if (io != Io.BUSY_MILLIS) {
            reading.add(io.sample, rate, io.unit, "device", device);
            return;
        }
        double percent = rate / 10;
        if (percent <= 100 + ROUNDING_PERCENT) {
            reading.add(io.sample, Math.min(100, percent), io.unit, "device", device);
        }
    }
}
