package io.github.inframonitor.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.inframonitor.collect.Cgroup.CpuQuota;
import io.github.inframonitor.collect.Cgroup.MemoryLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupTest {
    private static final String V2_STAT =
            "usage_usec 7000\nuser_usec 4000\nsystem_usec 3000\nnr_periods 5";

    @TempDir private Path directory;
    private Path root;

    @BeforeEach
    void resolveRoot() {
        root = directory.resolve("cgroup");
    }

    @Test
    void readsVersionTwoInAContainerThatSeesItsGroupAsTheRoot() throws Exception {
        write("cgroup.controllers", "cpu memory");
        write("cpu.max", "150000 100000");
        write("cpu.stat", V2_STAT);
        write("memory.max", "1000");
        write("memory.current", "700");
        write("memory.stat", "anon 500\nfile 200\ninactive_file 150");
        Cgroup cgroup = in("0::/");

        assertThat(cgroup.cpuQuota())
                .isEqualTo(new CpuQuota(root.toString(), 1.5, 7_000_000, 4_000_000, 3_000_000));
        assertThat(cgroup.memoryLimit()).isEqualTo(new MemoryLimit(1000, 550));
    }

    @Test
    void takesTheSmallestLimitFromTheOwnGroupUpWithTheUsageOfThatGroup() throws Exception {
        write("cgroup.controllers", "cpu memory");
        write("pods/cpu.max", "50000 100000");
        write("pods/cpu.stat", V2_STAT);
        write("pods/app/cpu.max", "max 100000");
        write("pods/app/cpu.stat", "usage_usec 1\nuser_usec 1\nsystem_usec 0");
        write("pods/memory.max", "1000");
        write("pods/memory.current", "900");
        write("pods/app/memory.max", "2000");
        write("pods/app/memory.current", "100");
        Cgroup cgroup = in("0::/pods/app");

        assertThat(cgroup.cpuQuota())
                .isEqualTo(
                        new CpuQuota(
                                root.resolve("pods").toString(),
                                0.5,
                                7_000_000,
                                4_000_000,
                                3_000_000));
        assertThat(cgroup.memoryLimit()).isEqualTo(new MemoryLimit(1000, 900));
    }

    @Test
    void readsVersionOneInAContainerWhosePathIsTheNodes() throws Exception {
        write("cpu/cpu.cfs_quota_us", "200000");
        write("cpu/cpu.cfs_period_us", "100000");
        write("cpuacct/cpuacct.usage", "7000000");
        write("cpuacct/cpuacct.stat", "user 40\nsystem 30");
        write("memory/memory.limit_in_bytes", "1000");
        write("memory/memory.usage_in_bytes", "700");
        write("memory/memory.stat", "inactive_file 1\ntotal_inactive_file 150");
        Cgroup cgroup = in("5:memory:/docker/abc", "3:cpuacct,cpu:/docker/abc", "0::/");

        assertThat(cgroup.cpuQuota())
                .isEqualTo(
                        new CpuQuota(
                                root.resolve("cpu").toString(),
                                2,
                                7_000_000,
                                400_000_000,
                                300_000_000));
        assertThat(cgroup.memoryLimit()).isEqualTo(new MemoryLimit(1000, 550));
    }

    @Test
    void findsVersionOneControllersThatAreMountedTogether() throws Exception {
        write("cpu,cpuacct/a/cpu.cfs_quota_us", "50000");
        write("cpu,cpuacct/a/cpu.cfs_period_us", "100000");
        write("cpu,cpuacct/a/cpuacct.usage", "5");
        write("cpu,cpuacct/a/cpuacct.stat", "user 0\nsystem 0");

        assertThat(in("3:cpu,cpuacct:/a").cpuQuota())
                .isEqualTo(new CpuQuota(root.resolve("cpu,cpuacct/a").toString(), 0.5, 5, 0, 0));
    }

    @Test
    void hasNoQuotaWhereNoneIsSet() throws Exception {
        write("cpu/cpu.cfs_quota_us", "-1");
        write("cpu/cpu.cfs_period_us", "100000");
        assertThat(in("3:cpu:/").cpuQuota()).isNull();

        write("cgroup.controllers", "cpu memory");
        write("cpu.max", "max 100000");
        write("memory.max", "max");
        write("memory.current", "5");
        assertThat(in("0::/").cpuQuota()).isNull();
        assertThat(in("0::/").memoryLimit()).isNull();
    }

    @Test
    void readsTheVersionOneNumberForNoLimitAsAboveAnyMemory() throws Exception {
        write("memory/memory.limit_in_bytes", "9223372036854771712");
        write("memory/memory.usage_in_bytes", "5");

        assertThat(in("5:memory:/").memoryLimit())
                .isEqualTo(new MemoryLimit(9223372036854771712L, 5));
    }

    @Test
    void hasNoLimitsWhereControllersAreMissing() throws Exception {
        assertThat(in("0::/a/b").cpuQuota()).isNull();
        assertThat(in("0::/a/b").memoryLimit()).isNull();
        assertThat(new Cgroup(root, root.resolve("absent")).memoryLimit()).isNull();
    }

    @Test
    void neverLooksOutsideTheHierarchy() throws Exception {
        write("cgroup.controllers", "memory");
        write("../memory.max", "1");
        write("../memory.current", "1");

        assertThat(in("0::/../other").memoryLimit()).isNull();
    }

    @Test
    void failsOverAQuotaWhoseUsageIsNotToBeRead() throws Exception {
        write("cgroup.controllers", "cpu");
        write("cpu.max", "50000 100000");

        assertThatThrownBy(() -> in("0::/").cpuQuota())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("CPU quota");
    }

    private Cgroup in(String... membership) throws IOException {
        Path file = directory.resolve("self");
        Files.writeString(file, String.join("\n", membership));
        return new Cgroup(root, file);
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(root);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text + "\n");
    }
}
