package io.github.inframonitor.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A CPU whose use was recorded beforehand, for tests of routes. */
public final class RecordedCpu {
    private RecordedCpu() {}

    /**
     * @param percents the use that each collection in turn finds
     */
    public static CpuCollector of(int... percents) {
        List<CpuCounters> counters = new ArrayList<>();
        CpuCounters.Ticks ticks = new CpuCounters.Ticks(0, 0, 0, 0, 0);
        counters.add(counters(0, ticks));
        for (int percent : percents) {
            ticks =
                    new CpuCounters.Ticks(
                            ticks.user() + percent, 0, ticks.idle() + 100 - percent, 0, 0);
            counters.add(counters(counters.size() * Recorded.SECOND, ticks));
        }
        Recorded<CpuCounters> recorded = new Recorded<>(counters.toArray(CpuCounters[]::new));
        return new CpuCollector("500ms", recorded, recorded);
    }

    private static CpuCounters counters(long nanoTime, CpuCounters.Ticks ticks) {
        return new CpuCounters(
                nanoTime, ticks, new TreeMap<>(), null, List.of(-1.0, -1.0, -1.0), null);
    }
}
