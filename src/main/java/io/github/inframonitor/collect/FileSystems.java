package io.github.inframonitor.collect;

import io.github.inframonitor.collect.DiskCounters.Space;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which mounts are file systems on a disk, each counted once, so that they may be summed.
 *
 * <p>On a disk are: whatever is mounted from a block device, ZFS, and the root, which in a
 * container is an overlay. Network, FUSE and virtual file systems are not even asked for their
 * space: one whose server is gone would never answer.
 *
 * <p>Not {@code getFileStores} of OSHI: it starts {@code lsblk} each time, asks FUSE and some
 * network file systems (ceph, 9p, lustre), and lists a device once for every bind mount.
 */
final class FileSystems {
    /** Images, full by nature. */
    private static final Set<String> IMAGES =
            Set.of("squashfs", "erofs", "cramfs", "iso9660", "udf");

    /** Roots of memory or of the network. */
    private static final Set<String> NO_ROOT =
            Set.of("rootfs", "tmpfs", "ramfs", "nfs", "nfs4", "cifs", "ceph", "9p", "virtiofs");

    private FileSystems() {}

    private record Mount(String volume, String path, String type) {
        boolean isOnDisk() {
            if (IMAGES.contains(type)) {
                return false;
            }
            boolean blockDevice = volume.startsWith("/dev/") && !type.startsWith("devtmpfs");
            return blockDevice || type.equals("zfs") || (isRoot() && !NO_ROOT.contains(type));
        }

        boolean isRoot() {
            return path.equals("/");
        }
    }

    /**
     * The space of each file system on a disk.
     *
     * @param mounts the lines of {@code /proc/mounts}: volume, path, type, options
     * @param statvfs asks for the space at a path; null if it cannot be had
     * @return the space by path; of several paths to one file system, the shortest
     */
    static SortedMap<String, Space> onDisk(
            List<String> mounts, Function<String, @Nullable Space> statvfs) {
        Map<String, Mount> byPath = new LinkedHashMap<>();
        for (String line : mounts) {
            String[] fields = line.split(" ", -1);
            if (fields.length > 2) {
                // what is mounted last upon a path hides what was there
                String path = fields[1].replace("\\040", " ");
                byPath.put(path, new Mount(fields[0], path, fields[2]));
            }
        }
        List<Mount> shortestFirst =
                byPath.values().stream()
                        .filter(Mount::isOnDisk)
                        .sorted(
                                Comparator.comparingInt((Mount m) -> m.path().length())
                                        .thenComparing(Mount::path))
                        .toList();
        return spaces(shortestFirst, statvfs);
    }

    private static SortedMap<String, Space> spaces(
            Collection<Mount> mounts, Function<String, @Nullable Space> statvfs) {
        SortedMap<String, Space> spaces = new TreeMap<>();
        Set<String> volumes = new HashSet<>();
        Space overlay = null;
        for (Mount mount : mounts) {
            if (volumes.contains(mount.volume())) {
                continue;
            }
            Space space = statvfs.apply(mount.path());
            if (space == null || space.total() <= 0 || isSame(overlay, space)) {
                continue;
            }
            volumes.add(mount.volume());
            spaces.put(mount.path(), space);
            if (mount.isRoot() && !mount.volume().startsWith("/dev/")) {
                overlay = space;
            }
        }
        return spaces;
    }

    /**
     * Whether a device is the one an overlay lies on, mounted into the container as well ({@code
     * /etc/hosts}, an emptyDir): an overlay shows the space of its disk. Free space is allowed 1
     * percent, for what was written between the two looks.
     */
    private static boolean isSame(@Nullable Space overlay, Space device) {
        return overlay != null
                && overlay.total() == device.total()
                && overlay.inodes() == device.inodes()
                && Math.abs(overlay.free() - device.free()) <= device.total() / 100;
    }
}
