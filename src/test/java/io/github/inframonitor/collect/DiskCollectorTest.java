package io.github.inframonitor.collect;

import static io.github.inframonitor.collect.Recorded.RUN;
import static io.github.inframonitor.collect.Recorded.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.inframonitor.collect.DiskCounters.Io;
import io.github.inframonitor.collect.DiskCounters.Space;
import io.github.inframonitor.sample.Sample;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import oshi.util.driver.linux.proc.DiskStats.IoStat;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

class DiskCollectorTest {

    @Test
    void givesSpaceAndInodesByMount() throws Exception {
        DiskCounters now = mounts("/", new Space(1000, 600, 300, 100, 75));

        assertThat(collect(now, now))
                .containsOnly(
                        Map.entry("total_bytes mount=/", 1000.0),
                        Map.entry("used_bytes mount=/", 600.0),
                        Map.entry("free_bytes mount=/", 300.0),
                        Map.entry("used_percent mount=/", 100 * 600.0 / 900),
                        Map.entry("inodes_used mount=/", 25.0),
                        Map.entry("inodes_free mount=/", 75.0),
                        Map.entry("inodes_used_percent mount=/", 25.0));
    }

    @Test
    void leavesOutTheInodesOfAFileSystemThatHasNoLimitOnThem() throws Exception {
        DiskCounters now = mounts("/", new Space(1000, 600, 400, 0, 0));

        assertThat(collect(now, now))
                .containsOnlyKeys(
                        "total_bytes mount=/",
                        "used_bytes mount=/",
                        "free_bytes mount=/",
                        "used_percent mount=/");
    }

    @Test
    void givesTheRatesOfADeviceSinceThePreviousRun() throws Exception {
        assertThat(
                        collect(
                                devices(0, "sda", List.of(10L, 20L, 5120L, 1024L, 100L)),
                                devices(2, "sda", List.of(14L, 30L, 7168L, 1024L, 600L))))
                .containsOnly(
                        Map.entry("reads_per_second device=sda", 2.0),
                        Map.entry("writes_per_second device=sda", 5.0),
                        Map.entry("read_bytes_per_second device=sda", 1024.0),
                        Map.entry("written_bytes_per_second device=sda", 0.0),
                        Map.entry("busy_percent device=sda", 25.0));
    }

    @Test
    void givesNoRatesOfADeviceThatWrappedAppearedOrVanished() throws Exception {
        DiskCounters before = devices(0, "sda", List.of(10L, 20L, 5120L, 1024L, 100L));

        assertThat(collect(before, devices(2, "sda", List.of(90L, 1L, 9999L, 9999L, 200L))))
                .isEmpty();
        assertThat(collect(before, devices(2, "sdb", List.of(14L, 30L, 7168L, 1024L, 600L))))
                .isEmpty();
        assertThat(collect(before, mounts("/", new Space(0, 0, 0, 0, 0)))).isEmpty();
    }

    @Test
    void givesNoRatesWhenNoTimePassed() throws Exception {
        assertThat(
                        collect(
                                devices(1, "sda", List.of(1L, 1L, 1L, 1L, 1L)),
                                devices(1, "sda", List.of(2L, 2L, 2L, 2L, 2L))))
                .isEmpty();
    }

    @Test
    void takesATickTooMuchOfBusyTimeAsAllOfItAndMoreAsUnknown() throws Exception {
        DiskCounters before = devices(0, "sda", List.of(0L, 0L, 0L, 0L, 0L));

        assertThat(collect(before, devices(1, "sda", List.of(0L, 0L, 0L, 0L, 1010L))))
                .containsEntry("busy_percent device=sda", 100.0);
        assertThat(collect(before, devices(1, "sda", List.of(0L, 0L, 0L, 0L, 1100L))))
                .doesNotContainKey("busy_percent device=sda")
                .containsKey("reads_per_second device=sda");
    }

    @Test
    void takesOnlyWholeDisksAndOnlyTheCountersThatTheKernelGives() {
        Map<IoStat, Long> old = Map.of(IoStat.READS, 3L, IoStat.READS_SECTOR, 2L);

        assertThat(
                        DiskCounters.devices(
                                Map.of("vda", old, "vda1", old, "loop0", old), "vda"::equals))
                .isEqualTo(Map.of("vda", Map.of(Io.READS, 3L, Io.READ_BYTES, 1024L)));
    }

    @Test
    void failsWhenTheCountersCannotBeRead() {
        Recorded<DiskCounters> nothing = new Recorded<>();
        DiskCollector collector = new DiskCollector("500ms", nothing, nothing);

        assertThatThrownBy(() -> collector.collect(RUN)).isInstanceOf(IOException.class);
    }

    @Test
    void readsThisMachine() throws Exception {
        var reading = new DiskCollector("50ms", "").collect(RUN);

        assertThat(reading.dropped()).isZero();
        assertThat(reading.samples())
                .allSatisfy(
                        sample -> {
                            assertThat(sample.type()).isEqualTo("disk");
                            assertThat(sample.value()).isNotNegative().isFinite();
                            if (sample.unit() == StandardUnit.PERCENT) {
                                assertThat(sample.value()).isLessThanOrEqualTo(100);
                            }
                        })
                .extracting(Sample::name)
                .contains("total_bytes", "used_bytes", "free_bytes", "used_percent");
    }

    @Property
    void neverGivesANegativeRateNorAPercentAboveAHundred(
            @ForAll @Size(5) List<@LongRange(min = 0) Long> before,
            @ForAll @Size(5) List<@LongRange(min = 0) Long> after,
            @ForAll @LongRange(max = 1000) long seconds)
            throws Exception {
        assertThat(collect(devices(0, "sda", before), devices(seconds, "sda", after)))
                .allSatisfy(
                        (name, value) ->
                                assertThat(value)
                                        .isBetween(0., name.startsWith("busy") ? 100. : 1e19));
    }

    private static DiskCounters mounts(String path, Space space) {
        return new DiskCounters(0, new TreeMap<>(Map.of(path, space)), new TreeMap<>());
    }

    /** Counters in the order of {@link Io}: reads, writes, bytes read, bytes written, busy ms. */
    private static DiskCounters devices(long seconds, String name, List<Long> counts) {
        Map<Io, Long> counters = new TreeMap<>();
        Iterator<Long> count = counts.iterator();
        for (Io io : Io.values()) {
            counters.put(io, count.next());
        }
        SortedMap<String, Map<Io, Long>> devices = new TreeMap<>(Map.of(name, counters));
        return new DiskCounters(seconds * SECOND, new TreeMap<>(), devices);
    }

    private static Map<String, Double> collect(DiskCounters previous, DiskCounters now)
            throws Exception {
        Recorded<DiskCounters> recorded = new Recorded<>(previous, now);
        return Recorded.values(new DiskCollector("500ms", recorded, recorded).collect(RUN));
    }
}
