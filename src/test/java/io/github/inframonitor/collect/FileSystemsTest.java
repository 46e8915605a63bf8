package io.github.inframonitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.collect.DiskCounters.Space;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FileSystemsTest {
    private static final Space DISK = new Space(1000, 600, 300, 100, 75);
    private static final Space OTHER = new Space(5000, 600, 4400, 100, 75);

    @Test
    void takesDisksAndNeitherVirtualNorNetworkFileSystemsNorImages() {
        Set<String> asked = new HashSet<>();

        var spaces =
                FileSystems.onDisk(
                        List.of(
                                "proc /proc proc rw 0 0",
                                "tmpfs /run tmpfs rw 0 0",
                                "/dev/sda1 / ext4 rw 0 0",
                                "/dev/mapper/vg-data /data xfs rw 0 0",
                                "tank/home /home zfs rw 0 0",
                                "server:/export /nfs nfs4 rw 0 0",
                                "10.0.0.1:6789:/ /ceph ceph rw 0 0",
                                "me@server: /sshfs fuse.sshfs rw 0 0",
                                "/dev/loop3 /snap/core/1 squashfs ro 0 0",
                                "/dev/sr0 /cdrom iso9660 ro 0 0",
                                "overlay /var/lib/docker/overlay2/ab/merged overlay rw 0 0"),
                        path -> {
                            asked.add(path);
                            return DISK;
                        });

        assertThat(spaces).containsOnlyKeys("/", "/data", "/home");
        assertThat(asked).containsExactlyInAnyOrder("/", "/data", "/home");
    }

    @Test
    void countsADeviceOnceByItsShortestPath() {
        assertThat(
                        FileSystems.onDisk(
                                List.of(
                                        "/dev/sdb /var/lib/kubelet/pods/1/volumes/a ext4 rw 0 0",
                                        "/dev/sdb /srv ext4 rw 0 0",
                                        "/dev/sdb /mnt/bound ext4 rw 0 0"),
                                path -> DISK))
                .isEqualTo(Map.of("/srv", DISK));
    }

    @Test
    void countsTheRootOfAContainerOnceWithTheDiskBeneathIt() {
        Space aMomentLater = new Space(1000, 601, 299, 100, 75);

        assertThat(
                        FileSystems.onDisk(
                                List.of(
                                        "overlay / overlay rw,lowerdir=/l 0 0",
                                        "/dev/nvme0n1p1 /etc/hosts ext4 rw 0 0",
                                        "/dev/nvme0n1p1 /cache ext4 rw 0 0",
                                        "/dev/nvme1n1 /data ext4 rw 0 0"),
                                path ->
                                        switch (path) {
                                            case "/" -> DISK;
                                            case "/data" -> OTHER;
                                            default -> aMomentLater;
                                        }))
                .isEqualTo(Map.of("/", DISK, "/data", OTHER));
    }

    @Test
    void countsTwoDisksOfOneSizeAsTwo() {
        assertThat(
                        FileSystems.onDisk(
                                List.of("/dev/sda1 / ext4 rw 0 0", "/dev/sdb1 /data ext4 rw 0 0"),
                                path -> DISK))
                .containsOnlyKeys("/", "/data");
    }

    @Test
    void leavesOutADiskThatSomethingElseIsMountedUpon() {
        assertThat(
                        FileSystems.onDisk(
                                List.of("/dev/sdb1 /data ext4 rw 0 0", "tmpfs /data tmpfs rw 0 0"),
                                path -> DISK))
                .isEmpty();
    }

    @Test
    void triesTheNextPathOfADeviceThatDoesNotTellItsSpace() {
        assertThat(
                        FileSystems.onDisk(
                                List.of(
                                        "/dev/sdb1 /a ext4 rw 0 0",
                                        "/dev/sdb1 /with\\040space ext4 rw 0 0"),
                                path -> path.equals("/a") ? null : DISK))
                .isEqualTo(Map.of("/with space", DISK));
    }
}
