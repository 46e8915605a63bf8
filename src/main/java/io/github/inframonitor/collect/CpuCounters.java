package io.github.inframonitor.collect;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the CPUs have done since the start of the system.
 *
 * @param total of all cores
 * @param cores by the number of the core; one that is offline is not there
 * @param contextSwitches of all cores, or null if not given
 * @param loads run queue averaged over 1, 5 and 15 minutes; negative if not given
 * @param quota the container's limit on CPU time, if it has one
 */
record CpuCounters(
        long nanoTime,
        Ticks total,
        SortedMap<Integer, Ticks> cores,
        @Nullable Long contextSwitches,
        List<Double> loads,
        Cgroup.@Nullable CpuQuota quota)
        implements Counters {

    /**
     * Time by what it went into, in ticks. Guest time is part of user time.
     *
     * @param user in user mode, niced or not
     * @param system in the kernel, interrupts among it
     * @param idle with nothing to do
     * @param iowait with nothing to do but wait for a device
     * @param steal taken by the hypervisor for others
     */
    record Ticks(long user, long system, long idle, long iowait, long steal) {

        /** What went by since, or null if the counters went backwards and so tell nothing. */
        @Nullable Ticks since(Ticks previous) {
            Ticks spent =
                    new Ticks(
                            user - previous.user,
                            system - previous.system,
                            // the kernel says of these two that they may step back a little
                            Math.max(0, idle - previous.idle),
                            Math.max(0, iowait - previous.iowait),
                            steal - previous.steal);
            boolean grown = spent.user >= 0 && spent.system >= 0 && spent.steal >= 0;
            return grown && spent.sum() > 0 ? spent : null;
        }

        long sum() {
            return user + system + idle + iowait + steal;
        }
    }

    /**
     * Reads {@code /proc/stat}. OSHI reads the same file, but counts cores by their place in it,
     * which is not their number once a core is offline, and keeps its values for 300 ms.
     *
     * @see <a href="https://docs.kernel.org/filesystems/proc.html">proc, 1.8 on /proc/stat</a>
     */
    static CpuCounters of(
            long nanoTime,
            List<String> procStat,
            List<Double> loads,
            Cgroup.@Nullable CpuQuota quota)
            throws IOException {
        Ticks total = null;
        SortedMap<Integer, Ticks> cores = new TreeMap<>();
        Long contextSwitches = null;
        for (String line : procStat) {
            String[] fields = line.split(" +");
            if (fields[0].equals("cpu")) {
                total = ticks(fields);
            } else if (fields[0].startsWith("cpu")) {
                cores.put(Integer.valueOf(fields[0].substring(3)), ticks(fields));
            } else if (fields[0].equals("ctxt")) {
                contextSwitches = Long.valueOf(fields[1]);
            }
        }
        if (total == null) {
            throw new IOException("/proc/stat has no line of the CPUs");
        }
        return new CpuCounters(nanoTime, total, cores, contextSwitches, loads, quota);
    }

    /** Fields: cpu user nice system idle iowait irq softirq steal guest guest_nice. */
    private static Ticks ticks(String[] fields) throws IOException {
        if (fields.length < 9) {
            throw new IOException("/proc/stat has too few fields for " + fields[0]);
        }
        long[] t = new long[9];
        for (int i = 1; i < t.length; i++) {
            t[i] = Long.parseLong(fields[i]);
        }
        return new Ticks(t[1] + t[2], t[3] + t[6] + t[7], t[4], t[5], t[8]);
    }
}
