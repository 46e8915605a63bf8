package io.github.inframonitor.collect;

import static io.github.inframonitor.collect.Recorded.RUN;
import static io.github.inframonitor.collect.Recorded.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.inframonitor.collect.Cgroup.CpuQuota;
import io.github.inframonitor.sample.Sample;
import io.github.inframonitor.settings.SettingException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

class CpuCollectorTest {
    private static final List<Double> LOADS = List.of(0.5, 0.25, 0.125);
    private static final List<Double> NO_LOADS = List.of(-1.0, -1.0, -1.0);

    @Test
    void givesTheSharesOfTimeSinceThePreviousRun() throws Exception {
        Map<String, Double> values =
                collect(
                        counters(0, LOADS, null, "cpu 100 0 50 800 40 5 5 0 7 0", "ctxt 1000"),
                        counters(2, LOADS, null, "cpu 120 10 60 850 50 5 5 0 9 0", "ctxt 1500"));

        assertThat(values)
                .containsOnly(
                        Map.entry("usage_percent", 40.0),
                        Map.entry("user_percent", 30.0),
                        Map.entry("system_percent", 10.0),
                        Map.entry("iowait_percent", 10.0),
                        Map.entry("steal_percent", 0.0),
                        Map.entry("load_1m", 0.5),
                        Map.entry("load_5m", 0.25),
                        Map.entry("load_15m", 0.125),
                        Map.entry("context_switches_per_second", 250.0));
    }

    @Test
    void countsStolenAndInterruptTimeAsUsage() throws Exception {
        Map<String, Double> values =
                collect(
                        counters(0, NO_LOADS, null, "cpu 0 0 0 0 0 0 0 0 0 0"),
                        counters(1, NO_LOADS, null, "cpu 0 0 10 50 0 10 10 20 0 0"));

        assertThat(values)
                .containsEntry("usage_percent", 50.0)
                .containsEntry("system_percent", 30.0)
                .containsEntry("steal_percent", 20.0);
    }

    @Test
    void tellsCoresApartByTheirNumberWhenOneIsOfflineOrNew() throws Exception {
        Map<String, Double> values =
                collect(
                        counters(
                                0,
                                NO_LOADS,
                                null,
                                "cpu 0 0 0 0 0 0 0 0 0 0",
                                "cpu0 0 0 0 0 0 0 0 0 0 0",
                                "cpu1 90 0 0 0 0 0 0 0 0 0",
                                "cpu3 0 0 0 0 0 0 0 0 0 0"),
                        counters(
                                1,
                                NO_LOADS,
                                null,
                                "cpu 0 0 0 0 0 0 0 0 0 0",
                                "cpu0 25 0 0 75 0 0 0 0 0 0",
                                "cpu2 90 0 0 10 0 0 0 0 0 0",
                                "cpu3 75 0 0 25 0 0 0 0 0 0"));

        assertThat(values)
                .containsOnly(
                        Map.entry("core_usage_percent core=0", 25.0),
                        Map.entry("core_usage_percent core=3", 75.0));
    }

    @Test
    void countsAnIowaitThatStepsBackAsNone() throws Exception {
        Map<String, Double> values =
                collect(
                        counters(0, NO_LOADS, null, "cpu 0 0 0 0 9 0 0 0 0 0"),
                        counters(1, NO_LOADS, null, "cpu 25 0 0 75 5 0 0 0 0 0"));

        assertThat(values).containsEntry("usage_percent", 25.0).containsEntry("iowait_percent", 0.);
    }

    @Test
    void givesNothingForCountersThatWentBackOrStoodStill() throws Exception {
        assertThat(
                        collect(
                                counters(0, NO_LOADS, null, "cpu 9 0 9 9 9 9 9 9 0 0", "ctxt 9"),
                                counters(1, NO_LOADS, null, "cpu 1 0 1 99 1 1 1 1 0 0", "ctxt 1")))
                .isEmpty();
        assertThat(
                        collect(
                                counters(0, NO_LOADS, null, "cpu 9 0 9 9 9 9 9 9 0 0", "ctxt 9"),
                                counters(0, NO_LOADS, null, "cpu 9 0 9 9 9 9 9 9 0 0", "ctxt 9")))
                .isEmpty();
    }

    @Test
    void countsALoadThatIsNoNumberAsDropped() throws Exception {
        CpuCounters counters =
                counters(0, List.of(Double.NaN, 1.0, 1.0), null, "cpu 9 0 9 9 9 9 9 9 0 0");
        Recorded<CpuCounters> recorded = new Recorded<>(counters, counters);

        var reading = new CpuCollector("500ms", recorded, recorded).collect(RUN);

        assertThat(reading.dropped()).isEqualTo(1);
        assertThat(Recorded.values(reading)).containsOnlyKeys("load_5m", "load_15m");
    }

    @Test
    void measuresAContainerAgainstItsQuotaAndLeavesTheNodeOut() throws Exception {
        String[] stat = {
            "cpu 9 0 9 9 9 9 9 9 0 0", "cpu0 9 0 9 9 9 9 9 9 0 0", "cpu1 1 1 1 1 1 1 1 1"
        };
        Map<String, Double> values =
                collect(
                        counters(0, NO_LOADS, new CpuQuota("/g", 0.5, 0, 0, 0), stat),
                        counters(
                                2,
                                NO_LOADS,
                                new CpuQuota("/g", 0.5, SECOND / 2, SECOND / 4, SECOND / 10),
                                stat));

        assertThat(values)
                .containsOnly(
                        Map.entry("usage_percent", 50.0),
                        Map.entry("user_percent", 25.0),
                        Map.entry("system_percent", 10.0));
    }

    @Test
    void neverShowsMoreThanTheWholeQuota() throws Exception {
        Map<String, Double> values =
                collect(
                        counters(
                                0,
                                NO_LOADS,
                                new CpuQuota("/g", 0.1, 0, 0, 0),
                                "cpu 9 0 9 9 9 9 9 9"),
                        counters(
                                1,
                                NO_LOADS,
                                new CpuQuota("/g", 0.1, SECOND / 5, SECOND / 5, 0),
                                "cpu 9 0 9 9 9 9 9 9"));

        assertThat(values).containsEntry("usage_percent", 100.0);
    }

    @Test
    void takesAQuotaOfMoreCoresThanThereAreAsAllCores() throws Exception {
        String[] stat = {"cpu 9 0 9 9 9 9 9 9", "cpu0 9 0 9 9 9 9 9 9"};
        Map<String, Double> values =
                collect(
                        counters(0, NO_LOADS, new CpuQuota("/g", 4, 0, 0, 0), stat),
                        counters(1, NO_LOADS, new CpuQuota("/g", 4, SECOND / 2, 0, 0), stat));

        assertThat(values).containsEntry("usage_percent", 50.0);
    }

    @Test
    void givesNoUsageWhenTheQuotaMovedToAnotherGroupOrIsNew() throws Exception {
        CpuCounters none = counters(0, NO_LOADS, null, "cpu 9 0 9 9 9 9 9 9");
        CpuCounters one =
                counters(1, NO_LOADS, new CpuQuota("/a", 1, 5, 5, 5), "cpu 9 0 9 9 9 9 9 9");
        CpuCounters other =
                counters(2, NO_LOADS, new CpuQuota("/b", 1, 9, 9, 9), "cpu 9 0 9 9 9 9 9 9");

        assertThat(collect(none, one)).isEmpty();
        assertThat(collect(one, other)).isEmpty();
    }

    @Test
    void failsWhenTheSystemGivesNoCounters() {
        CpuCollector collector =
                new CpuCollector(
                        "500ms",
                        () -> CpuCounters.of(0, List.of(), NO_LOADS, null),
                        Window.Pause.SLEEP);

        assertThatThrownBy(() -> collector.collect(RUN))
                .isInstanceOf(IOException.class)
                .hasMessage("/proc/stat has no line of the CPUs");
    }

    @Test
    void refusesAWindowThatIsNone() {
        assertThatThrownBy(() -> new CpuCollector("soon", ""))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("collect.window: 'soon'");
        assertThatThrownBy(() -> new CpuCollector("0ms", "")).isInstanceOf(SettingException.class);
    }

    @Test
    void readsThisMachine() throws Exception {
        var reading = new CpuCollector("50ms", "").collect(RUN);

        assertThat(reading.dropped()).isZero();
        assertThat(Recorded.values(reading)).containsKeys("load_1m", "load_5m", "load_15m");
        assertThat(reading.samples())
                .allSatisfy(
                        sample -> {
                            assertThat(sample.type()).isEqualTo("cpu");
                            assertThat(sample.value()).isNotNegative().isFinite();
                            if (sample.unit() == StandardUnit.PERCENT) {
                                assertThat(sample.value()).isLessThanOrEqualTo(100);
                            }
                        })
                .extracting(Sample::resource)
                .containsOnly("web-7");
    }

    @Property
    void neverGivesANegativeValueNorAPercentAboveAHundred(
            @ForAll @Size(16) List<@LongRange(max = Long.MAX_VALUE / 32) Long> ticks,
            @ForAll @LongRange(max = SECOND) long elapsed)
            throws Exception {
        Map<String, Double> values =
                collect(
                        counters(0, NO_LOADS, null, stat(ticks.subList(0, 8))),
                        new CpuCounters(
                                elapsed,
                                counters(0, NO_LOADS, null, stat(ticks.subList(8, 16))).total(),
                                new TreeMap<>(),
                                null,
                                NO_LOADS,
                                null));

        assertThat(values.values()).allMatch(value -> value >= 0 && value <= 100);
    }

    private static String stat(List<Long> ticks) {
        return "cpu " + String.join(" ", ticks.stream().map(Object::toString).toList());
    }

    private static CpuCounters counters(
            long seconds, List<Double> loads, CpuQuota quota, String... stat) throws IOException {
        return CpuCounters.of(seconds * SECOND, List.of(stat), loads, quota);
    }

    private static Map<String, Double> collect(CpuCounters previous, CpuCounters now)
            throws Exception {
        Recorded<CpuCounters> recorded = new Recorded<>(previous, now);
        return Recorded.values(new CpuCollector("500ms", recorded, recorded).collect(RUN));
    }
}
