package io.github.inframonitor.collect;

import com.sun.jna.Native;
import io.github.inframonitor.collect.DiskCounters.Space;
import io.github.inframonitor.collect.NetworkCounters.Traffic;
import io.github.inframonitor.settings.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.GlobalMemory;
import oshi.hardware.NetworkIF;
import oshi.hardware.VirtualMemory;
import oshi.software.os.linux.LinuxFileSystemJNA;
import oshi.util.FileUtil;
import oshi.util.GlobalConfig;
import oshi.util.driver.linux.proc.DiskStats;
import oshi.util.linux.ProcPath;
import oshi.util.linux.SysPath;

/**
 * Reads the counters of a host through OSHI, and where OSHI does not give one, from the file that
 * OSHI would read. The host is the one that this process runs on, or, from within a container, the
 * node whose {@code /proc}, {@code /sys} and {@code /} are mounted as {@code proc}, {@code sys} and
 * {@code root} in a directory ({@code collect.host-dir}). What belongs to a namespace is then read
 * as the node's first process sees it; the network is that of this process, so the container has to
 * share the node's.
 *
 * <p>The instant is taken after a reading: what loads slowly the first time then falls before both
 * ends of the window and not into it.
 */
final class Host {
    /** The type that Linux gives the loopback interface, ARPHRD_LOOPBACK. */
    private static final int LOOPBACK = 772;

    private final SystemInfo system;
    private final FileSystemSpace fileSystem;
    private final String root;
    private final Path process;
    private final Cgroup cgroup;

    /**
     * @param dir the {@code collect.host-dir}; empty for the host of this process
     */
    Host(String dir) {
        loadNativeCode();
        String proc = dir + "/proc";
        String sys = dir + "/sys";
        if (!Files.isReadable(Path.of(proc, "stat")) || !Files.isDirectory(Path.of(sys, "class"))) {
            throw new SettingException(
                    "collect.host-dir",
                    "neither " + proc + " nor " + sys + " may be missing; mount those of the node");
        }
        // OSHI takes them once, when the classes of its paths are loaded
        GlobalConfig.set(GlobalConfig.OSHI_UTIL_PROC_PATH, proc);
        GlobalConfig.set(GlobalConfig.OSHI_UTIL_SYS_PATH, sys);
        if (!ProcPath.PROC.equals(proc)) {
            throw new SettingException(
                    "collect.host-dir",
                    "this process measures " + ProcPath.PROC + "; start it anew for " + proc);
        }
        this.system = new SystemInfo();
        this.fileSystem = new FileSystemSpace();
        this.root = dir.isEmpty() ? "" : dir + "/root";
        this.process = Path.of(proc, dir.isEmpty() ? "self" : "1");
        this.cgroup = new Cgroup(Path.of(sys, "fs", "cgroup"), process.resolve("cgroup"));
    }

    /**
     * OSHI calls the system through JNA, which unpacks its library into a temporary directory; else
     * each branch would fail, and the disk's have no file systems, at each run.
     */
    private static void loadNativeCode() {
        try {
            Native.isProtected();
        } catch (LinkageError e) {
            throw new SettingException(
                    "java.io.tmpdir",
                    "native code does not load from "
                            + System.getProperty("java.io.tmpdir")
                            + ", which must be writable and not mounted noexec (docker: --tmpfs"
                            + " /tmp:exec); name another by"
                            + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=");
        }
    }

    /** The call {@code statvfs}, which OSHI keeps for its own list of file systems. */
    private static final class FileSystemSpace extends LinuxFileSystemJNA {
        @Nullable Space of(String path) {
            long[] s = queryStatvfs(path);
            // inodes, free inodes, bytes, bytes that programs can write, free bytes
            return s == null ? null : new Space(s[2], s[2] - s[4], s[3], s[0], s[1]);
        }
    }

    CpuCounters cpu() throws IOException {
        List<Double> loads =
                Arrays.stream(system.getHardware().getProcessor().getSystemLoadAverage(3))
                        .boxed()
                        .toList();
        Cgroup.CpuQuota quota = cgroup.cpuQuota();
        List<String> stat = FileUtil.readFile(ProcPath.STAT);
        return CpuCounters.of(System.nanoTime(), stat, loads, quota);
    }

    MemoryCounters memory() throws IOException {
        // anew each time, since OSHI's values are kept for 300 ms
        GlobalMemory memory = new SystemInfo().getHardware().getMemory();
        VirtualMemory virtual = memory.getVirtualMemory();
        if (memory.getTotal() <= 0) {
            throw new IOException(ProcPath.MEMINFO + " does not tell the total memory");
        }
        MemoryCounters.Pages pages =
                Files.isReadable(Path.of(ProcPath.VMSTAT))
                        ? new MemoryCounters.Pages(
                                virtual.getSwapPagesIn(), virtual.getSwapPagesOut())
                        : null;
        return new MemoryCounters(
                System.nanoTime(),
                memory.getTotal(),
                memory.getAvailable(),
                virtual.getSwapTotal(),
                virtual.getSwapUsed(),
                pages,
                cgroup.memoryLimit());
    }

    DiskCounters disk() throws IOException {
        String list = process.resolve("mounts").toString();
        List<String> mounts = FileUtil.readFile(list);
        if (mounts.isEmpty()) {
            throw new IOException(list + " lists no mounts");
        }
        SortedMap<String, Space> spaces =
                FileSystems.onDisk(mounts, path -> fileSystem.of(root + path));
        Map<String, Map<DiskStats.IoStat, Long>> stats = DiskStats.getDiskStats();
        long nanoTime = System.nanoTime();
        return new DiskCounters(nanoTime, spaces, DiskCounters.devices(stats, Host::isDisk));
    }

    /** Only what has hardware, or a hypervisor's stand-in for it, beneath has a device link. */
    private static boolean isDisk(String name) {
        return Files.exists(Path.of(SysPath.SYS, "block", name.replace('/', '!'), "device"));
    }

    NetworkCounters network() throws IOException {
        List<NetworkIF> found = system.getHardware().getNetworkIFs(true);
        SortedMap<String, Map<Traffic, Long>> interfaces = new TreeMap<>();
        for (NetworkIF each : found) {
            // read again: the first time, making the list takes much of the window;
            // false if it is gone, or the system gives no counters
            if (each.getIfType() != LOOPBACK && each.updateAttributes()) {
                interfaces.put(each.getName(), traffic(each));
            }
        }
        long nanoTime = System.nanoTime();
        List<String> tcp = new ArrayList<>(FileUtil.readFile(ProcPath.NET + "/tcp"));
        // not there without IPv6, which is nothing to log
        tcp.addAll(FileUtil.readFile(ProcPath.NET + "/tcp6", false));
        if (interfaces.isEmpty() && tcp.isEmpty()) {
            throw new IOException("neither interfaces nor " + ProcPath.NET + "/tcp can be read");
        }
        return new NetworkCounters(nanoTime, interfaces, NetworkCounters.connections(tcp));
    }

    private static Map<Traffic, Long> traffic(NetworkIF of) {
        Map<Traffic, Long> traffic = new EnumMap<>(Traffic.class);
        traffic.put(Traffic.RECEIVED_BYTES, of.getBytesRecv());
        traffic.put(Traffic.SENT_BYTES, of.getBytesSent());
        traffic.put(Traffic.RECEIVED_PACKETS, of.getPacketsRecv());
        traffic.put(Traffic.SENT_PACKETS, of.getPacketsSent());
        traffic.put(Traffic.RECEIVE_ERRORS, of.getInErrors());
        traffic.put(Traffic.SEND_ERRORS, of.getOutErrors());
        traffic.put(Traffic.RECEIVE_DROPS, of.getInDrops());
        // OSHI has no drops of sent packets
        List<String> sendDrops =
                FileUtil.readFile(SysPath.NET + of.getName() + "/statistics/tx_dropped", false);
        if (!sendDrops.isEmpty()) {
            traffic.put(Traffic.SEND_DROPS, Long.parseUnsignedLong(sendDrops.get(0).strip()));
        }
        return traffic;
    }
}
