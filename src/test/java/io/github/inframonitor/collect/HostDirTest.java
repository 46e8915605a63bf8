package io.github.inframonitor.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.inframonitor.settings.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node of a container, by what is mounted of it; a process of its own, as OSHI needs. */
class HostDirTest {
    @TempDir Path node;

    @Test
    void measuresTheNodeWhoseFilesAreMountedAndNotTheContainer() throws Exception {
        write("proc/stat", "cpu  10 0 10 60 20 0 0 0 0 0\ncpu0 10 0 10 60 20 0 0 0 0 0\nctxt 7\n");
        write(
                "proc/meminfo",
                "MemTotal: 1000 kB\nMemAvailable: 250 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n");
        write("proc/vmstat", "pswpin 0\npswpout 0\n");
        write("proc/diskstats", "");
        // the mounts of the container's own process are not the node's
        write("proc/self/mounts", "overlay / overlay rw 0 0\n");
        write("proc/1/mounts", "/dev/nvme0n1 / ext4 rw 0 0\n/dev/nvme1n1 /var/lib ext4 rw 0 0\n");
        write("proc/1/cgroup", "0::/../../init.scope\n");
        write("proc/self/cgroup", "0::/kubepods/pod1\n");
        write("sys/fs/cgroup/cgroup.controllers", "cpu memory\n");
        write("sys/fs/cgroup/kubepods/pod1/memory.max", "1024\n");
        write("sys/fs/cgroup/kubepods/pod1/memory.current", "1024\n");
        Files.createDirectories(node.resolve("sys/class"));
        Files.createDirectories(node.resolve("root/var/lib"));

        Map<String, String> readings = readings(node.toString());

        assertThat(readings)
                .containsEntry("memory", "1024000")
                .containsEntry("cpu", "no quota")
                .containsEntry("mounts", "/,/var/lib");
    }

    @Test
    void refusesADirectoryThatHoldsNoNode() {
        assertThatThrownBy(() -> new Host(node.toString()))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("collect.host-dir: ")
                .hasMessageContaining(node + "/proc");
    }

    @Test
    void refusesAnotherHostThanTheOneThatIsMeasured() throws Exception {
        assertThat(new Host("").memory().total()).isPositive();
        write("proc/stat", "cpu  1 1 1 1\n");
        Files.createDirectories(node.resolve("sys/class"));

        assertThatThrownBy(() -> new Host(node.toString()))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("this process measures /proc");
    }

    private void write(String file, String text) throws IOException {
        Path path = node.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static Map<String, String> readings(String dir) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Readings.class.getName(),
                                dir)
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines()
                .filter(line -> line.contains("="))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, b) -> b));
    }

    /** What a host gives: {@code kind=value}, a line each. */
    static final class Readings {
        private Readings() {}

        public static void main(String[] args) throws IOException {
            Host host = new Host(args[0]);
            CpuCounters cpu = host.cpu();
            Stream.of(
                            List.of("memory", host.memory().total()),
                            List.of("cpu", cpu.quota() == null ? "no quota" : cpu.quota()),
                            List.of("mounts", String.join(",", host.disk().mounts().keySet())))
                    .forEach(pair -> System.out.println(pair.get(0) + "=" + pair.get(1)));
        }
    }
}
