package io.github.inframonitor.collect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The limits that control groups set on this process, version 1 or 2: what a container has of its
 * node.
 *
 * <p>A limit may stand on any group from the process's own up to the root, so the smallest on that
 * way counts, together with the usage of the group that it stands on.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/memory.html">v1, memory</a>
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/cpuacct.html">v1, cpuacct</a>
 */
final class Cgroup {
    /** The kernel counts {@code cpuacct.stat} in hundredths of a second wherever Java 17 runs. */
    private static final long TICK_NANOS = 10_000_000;

    private final Path root;
    private final Path membership;

    /**
     * @param root where the hierarchies are mounted, {@code /sys/fs/cgroup}
     * @param membership which groups the process is in, {@code /proc/self/cgroup}
     */
    Cgroup(Path root, Path membership) {
        this.root = root;
        this.membership = membership;
    }

    /**
     * A limit on CPU time, and the time used under it.
     *
     * @param group the group that it stands on
     * @param cores how many cores' worth of time the group may use
     * @param usageNanos CPU time the group has used
     * @param userNanos of it in user mode
     * @param systemNanos of it in the kernel
     */
    record CpuQuota(
            String group, double cores, long usageNanos, long userNanos, long systemNanos) {}

    /**
     * A limit on memory.
     *
     * @param limit bytes the group may use
     * @param used its working set: usage without the file cache that the kernel can drop at once
     */
    record MemoryLimit(long limit, long used) {}

    /** The smallest limit on CPU time; "none" is written as {@code max} or -1. */
    @Nullable CpuQuota cpuQuota() throws IOException {
        CpuQuota smallest = null;
        boolean v2 = isV2();
        for (Path group : groups(v2 ? "" : "cpu")) {
            CpuQuota quota = v2 ? quotaV2(group) : quotaV1(group);
            if (quota != null && (smallest == null || quota.cores < smallest.cores)) {
                smallest = quota;
            }
        }
        return smallest;
    }

    /** The smallest limit on memory; version 1 writes "none" as a number above any memory. */
    @Nullable MemoryLimit memoryLimit() throws IOException {
        MemoryLimit smallest = null;
        boolean v2 = isV2();
        for (Path group : groups(v2 ? "" : "memory")) {
            MemoryLimit limit =
                    v2
                            ? memory(group, "memory.max", "memory.current", "inactive_file")
                            : memory(
                                    group,
                                    "memory.limit_in_bytes",
                                    "memory.usage_in_bytes",
                                    "total_inactive_file");
            if (limit != null && (smallest == null || limit.limit < smallest.limit)) {
                smallest = limit;
            }
        }
        return smallest;
    }

    private static @Nullable CpuQuota quotaV2(Path group) throws IOException {
        String[] max = text(group.resolve("cpu.max")).orElse("max").split(" ", -1);
        if (max.length < 2 || max[0].equals("max")) {
            return null;
        }
        Map<String, Long> stat = numbers(group.resolve("cpu.stat"));
        return quota(
                group,
                Double.parseDouble(max[0]) / Double.parseDouble(max[1]),
                1_000,
                stat.get("usage_usec"),
                1_000,
                stat.get("user_usec"),
                stat.get("system_usec"));
    }

    private @Nullable CpuQuota quotaV1(Path group) throws IOException {
        Optional<Long> quota = number(group.resolve("cpu.cfs_quota_us"));
        Optional<Long> period = number(group.resolve("cpu.cfs_period_us"));
        if (quota.isEmpty() || period.isEmpty() || quota.get() <= 0 || period.get() <= 0) {
            return null;
        }
        Path accounting = hierarchy("cpuacct").resolve(hierarchy("cpu").relativize(group));
        Map<String, Long> stat = numbers(accounting.resolve("cpuacct.stat"));
        return quota(
                group,
                (double) quota.get() / period.get(),
                1,
                number(accounting.resolve("cpuacct.usage")).orElse(null),
                TICK_NANOS,
                stat.get("user"),
                stat.get("system"));
    }

    private static CpuQuota quota(
            Path group,
            double cores,
            long usageUnit,
            @Nullable Long usage,
            long modeUnit,
            @Nullable Long user,
            @Nullable Long system)
            throws IOException {
        if (usage == null || user == null || system == null) {
            throw new IOException(group + " has a CPU quota, but the time used is not to be read");
        }
        return new CpuQuota(
                group.toString(), cores, usage * usageUnit, user * modeUnit, system * modeUnit);
    }

    private static @Nullable MemoryLimit memory(
            Path group, String limitFile, String usageFile, String cache) throws IOException {
        Optional<Long> limit = number(group.resolve(limitFile));
        Optional<Long> usage = number(group.resolve(usageFile));
        if (limit.isEmpty() || usage.isEmpty()) {
            return null;
        }
        long droppable = numbers(group.resolve("memory.stat")).getOrDefault(cache, 0L);
        return new MemoryLimit(limit.get(), Math.max(0, usage.get() - droppable));
    }

    private boolean isV2() {
        return Files.exists(root.resolve("cgroup.controllers"));
    }

    /** Where a controller is mounted; version 1 mounts some together, not always with a link. */
    private Path hierarchy(String controller) {
        boolean joined = controller.startsWith("cpu") && !Files.exists(root.resolve(controller));
        return root.resolve(joined ? "cpu,cpuacct" : controller);
    }

    /**
     * The process's group and its ancestors. A container often sees its own group as the root, and
     * its path as the node's: the groups of that path that are not there have no files.
     */
    private List<Path> groups(String controller) throws IOException {
        Path top = hierarchy(controller);
        Path own = top.resolve("." + path(controller)).normalize();
        return own.startsWith(top)
                ? Stream.iterate(own, group -> group.startsWith(top), Path::getParent).toList()
                : List.of(top);
    }

    /** Lines are {@code id:controllers:path}; version 2 has the one line {@code 0::path}. */
    private String path(String controller) throws IOException {
        if (!Files.isReadable(membership)) {
            return "/";
        }
        for (String line : Files.readAllLines(membership)) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && List.of(fields[1].split(",")).contains(controller)) {
                return fields[2];
            }
        }
        return "/";
    }

    private static Optional<String> text(Path file) throws IOException {
        return Files.isReadable(file)
                ? Optional.of(Files.readString(file).strip())
                : Optional.empty();
    }

    private static Optional<Long> number(Path file) throws IOException {
        return text(file).filter(n -> n.matches("-?\\d{1,19}")).map(Long::parseLong);
    }

    private static Map<String, Long> numbers(Path file) throws IOException {
        Map<String, Long> numbers = new HashMap<>();
        for (String line : text(file).orElse("").lines().toList()) {
            String[] fields = line.split(" ", -1);
            if (fields.length == 2 && fields[1].matches("\\d{1,18}")) {
                numbers.put(fields[0], Long.parseLong(fields[1]));
            }
        }
        return numbers;
    }
}
