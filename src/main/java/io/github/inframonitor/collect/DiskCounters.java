package io.github.inframonitor.collect;

import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.BYTES_SECOND;
import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.COUNT_SECOND;
import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.PERCENT;

import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import oshi.util.driver.linux.proc.DiskStats.IoStat;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * The file systems at one instant, and what the disks have done since the start of the system.
 *
 * @param mounts the space of each file system, by where it is mounted
 * @param devices the counters of each disk, by its name
 */
record DiskCounters(
        long nanoTime, SortedMap<String, Space> mounts, SortedMap<String, Map<Io, Long>> devices)
        implements Counters {

    /**
     * The space of one file system.
     *
     * @param total bytes, what is reserved for root among them
     * @param used bytes
     * @param free bytes that programs can still write, as {@code df} shows them
     * @param inodes how many files it can hold; 0 where there is no such limit, as on btrfs
     * @param inodesFree how many more files it can take
     */
    record Space(long total, long used, long free, long inodes, long inodesFree) {}

    /**
     * A counter of a disk.
     *
     * @see <a href="https://docs.kernel.org/admin-guide/iostats.html">I/O statistics fields</a>
     */
    enum Io {
        READS(IoStat.READS, 1, "reads_per_second", COUNT_SECOND),
        WRITES(IoStat.WRITES, 1, "writes_per_second", COUNT_SECOND),
        // a sector of this file is 512 bytes, whatever the disk's own are
        READ_BYTES(IoStat.READS_SECTOR, 512, "read_bytes_per_second", BYTES_SECOND),
        WRITTEN_BYTES(IoStat.WRITES_SECTOR, 512, "written_bytes_per_second", BYTES_SECOND),
        BUSY_MILLIS(IoStat.IO_MS, 1, "busy_percent", PERCENT);

        private final IoStat field;
        private final long unitsPerCount;
        final String sample;
        final StandardUnit unit;

        Io(IoStat field, long unitsPerCount, String sample, StandardUnit unit) {
            this.field = field;
            this.unitsPerCount = unitsPerCount;
            this.sample = sample;
            this.unit = unit;
        }
    }

    /**
     * Takes the whole disks out of {@code /proc/diskstats}.
     *
     * <p>OSHI's own list of disks needs libudev, which containers lack; its parser of this file
     * does not.
     *
     * @param stats as {@link oshi.util.driver.linux.proc.DiskStats} gives them
     * @param isDisk whether a name is a disk of its own: partitions and what is stacked upon disks
     *     (dm, md, loop) would count the same bytes again, and ram and zram are memory
     */
    static SortedMap<String, Map<Io, Long>> devices(
            Map<String, Map<IoStat, Long>> stats, Predicate<String> isDisk) {
        SortedMap<String, Map<Io, Long>> devices = new TreeMap<>();
        stats.forEach(
                (name, fields) -> {
                    if (isDisk.test(name)) {
                        devices.put(name, counters(fields));
                    }
                });
        return devices;
    }

    private static Map<Io, Long> counters(Map<IoStat, Long> fields) {
        Map<Io, Long> counters = new EnumMap<>(Io.class);
        for (Io io : Io.values()) {
            Long count = fields.get(io.field);
            if (count != null) {
                counters.put(io, count * io.unitsPerCount);
            }
        }
        return counters;
    }
}
