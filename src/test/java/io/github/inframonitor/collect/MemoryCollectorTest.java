package io.github.inframonitor.collect;

import static io.github.inframonitor.collect.Recorded.RUN;
import static io.github.inframonitor.collect.Recorded.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.inframonitor.collect.Cgroup.MemoryLimit;
import io.github.inframonitor.collect.MemoryCounters.Pages;
import io.github.inframonitor.sample.Sample;
import java.io.IOException;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

class MemoryCollectorTest {
    private static final MemoryLimit NO_LIMIT = null;

    @Test
    void givesMemorySwapAndPaging() throws Exception {
        Map<String, Double> values =
                collect(
                        new MemoryCounters(0, 1000, 400, 200, 50, new Pages(10, 20), NO_LIMIT),
                        new MemoryCounters(
                                2 * SECOND, 1000, 250, 200, 50, new Pages(14, 30), NO_LIMIT));

        assertThat(values)
                .containsOnly(
                        Map.entry("total_bytes", 1000.0),
                        Map.entry("used_bytes", 750.0),
                        Map.entry("available_bytes", 250.0),
                        Map.entry("used_percent", 75.0),
                        Map.entry("swap_total_bytes", 200.0),
                        Map.entry("swap_used_bytes", 50.0),
                        Map.entry("swap_used_percent", 25.0),
                        Map.entry("pages_in_per_second", 2.0),
                        Map.entry("pages_out_per_second", 5.0));
    }

    @Test
    void leavesOutSwapAndPagingWhereThereAreNone() throws Exception {
        MemoryCounters bare = new MemoryCounters(0, 1000, 250, 0, 0, null, NO_LIMIT);

        assertThat(collect(bare, bare))
                .containsOnlyKeys("total_bytes", "used_bytes", "available_bytes", "used_percent");
    }

    @Test
    void leavesOutPagingThatWentBackOrTookNoTime() throws Exception {
        MemoryCounters one = new MemoryCounters(0, 10, 5, 0, 0, new Pages(10, 10), NO_LIMIT);
        MemoryCounters less = new MemoryCounters(SECOND, 10, 5, 0, 0, new Pages(9, 12), NO_LIMIT);

        assertThat(collect(one, less))
                .doesNotContainKey("pages_in_per_second")
                .containsEntry("pages_out_per_second", 2.0);
        assertThat(collect(one, one))
                .doesNotContainKeys("pages_in_per_second", "pages_out_per_second");
    }

    @Test
    void measuresAContainerAgainstItsLimitAndLeavesTheNodeOut() throws Exception {
        MemoryCounters limited =
                new MemoryCounters(
                        SECOND, 1000, 250, 200, 50, new Pages(1, 1), new MemoryLimit(400, 100));

        assertThat(collect(limited, limited))
                .containsOnly(
                        Map.entry("total_bytes", 400.0),
                        Map.entry("used_bytes", 100.0),
                        Map.entry("available_bytes", 300.0),
                        Map.entry("used_percent", 25.0));
    }

    @Test
    void takesALimitAboveThePhysicalMemoryAsNone() throws Exception {
        MemoryCounters unlimited =
                new MemoryCounters(
                        0, 1000, 250, 0, 0, null, new MemoryLimit(9223372036854771712L, 100));

        assertThat(collect(unlimited, unlimited)).containsEntry("used_bytes", 750.0);
    }

    @Test
    void leavesOutWhatCannotBe() throws Exception {
        MemoryCounters wrong = new MemoryCounters(0, 10, 12, 5, 9, null, NO_LIMIT);

        assertThat(collect(wrong, wrong)).isEmpty();
    }

    @Test
    void failsWhenTheCountersCannotBeRead() {
        Recorded<MemoryCounters> nothing = new Recorded<>();
        MemoryCollector collector = new MemoryCollector("500ms", nothing, nothing);

        assertThatThrownBy(() -> collector.collect(RUN)).isInstanceOf(IOException.class);
    }

    @Test
    void readsThisMachine() throws Exception {
        var reading = new MemoryCollector("50ms", "").collect(RUN);

        assertThat(reading.dropped()).isZero();
        assertThat(Recorded.values(reading))
                .containsKeys("total_bytes", "used_bytes", "available_bytes", "used_percent");
        assertThat(reading.samples())
                .allSatisfy(
                        sample -> {
                            assertThat(sample.value()).isNotNegative().isFinite();
                            if (sample.unit() == StandardUnit.PERCENT) {
                                assertThat(sample.value()).isLessThanOrEqualTo(100);
                            }
                        })
                .extracting(Sample::type)
                .containsOnly("memory");
    }

    @Property
    void neverGivesANegativeValueNorAPercentAboveAHundred(
            @ForAll long total,
            @ForAll long available,
            @ForAll long swapTotal,
            @ForAll long swapUsed,
            @ForAll long limit,
            @ForAll long used)
            throws Exception {
        MemoryCounters any =
                new MemoryCounters(
                        0,
                        total,
                        available,
                        swapTotal,
                        swapUsed,
                        null,
                        new MemoryLimit(limit, used));

        assertThat(collect(any, any))
                .allSatisfy(
                        (name, value) ->
                                assertThat(value)
                                        .isBetween(0., name.endsWith("percent") ? 100. : 1e19));
    }

    private static Map<String, Double> collect(MemoryCounters previous, MemoryCounters now)
            throws Exception {
        Recorded<MemoryCounters> recorded = new Recorded<>(previous, now);
        return Recorded.values(new MemoryCollector("500ms", recorded, recorded).collect(RUN));
    }
}
