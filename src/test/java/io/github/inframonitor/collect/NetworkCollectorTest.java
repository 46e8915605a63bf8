package io.github.inframonitor.collect;

import static io.github.inframonitor.collect.Recorded.RUN;
import static io.github.inframonitor.collect.Recorded.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.inframonitor.collect.NetworkCounters.Traffic;
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

class NetworkCollectorTest {

    @Test
    void givesTheRatesOfAnInterfaceSinceThePreviousRun() throws Exception {
        assertThat(
                        collect(
                                of(0, "eth0", List.of(1000L, 500L, 10L, 5L, 1L, 2L, 3L, 4L)),
                                of(2, "eth0", List.of(3000L, 900L, 30L, 15L, 1L, 4L, 5L, 10L))))
                .containsOnly(
                        Map.entry("received_bytes_per_second interface=eth0", 1000.0),
                        Map.entry("sent_bytes_per_second interface=eth0", 200.0),
                        Map.entry("received_packets_per_second interface=eth0", 10.0),
                        Map.entry("sent_packets_per_second interface=eth0", 5.0),
                        Map.entry("receive_errors_per_second interface=eth0", 0.0),
                        Map.entry("send_errors_per_second interface=eth0", 1.0),
                        Map.entry("receive_drops_per_second interface=eth0", 1.0),
                        Map.entry("send_drops_per_second interface=eth0", 3.0));
    }

    @Test
    void givesNoRatesOfAnInterfaceThatWrappedAppearedOrVanished() throws Exception {
        NetworkCounters before = of(0, "eth0", List.of(9L, 9L, 9L, 9L, 9L, 9L, 9L, 9L));

        assertThat(collect(before, of(1, "eth0", List.of(99L, 1L, 99L, 99L, 9L, 9L, 9L, 9L))))
                .isEmpty();
        assertThat(collect(before, of(1, "eth1", List.of(99L, 99L, 99L, 99L, 9L, 9L, 9L, 9L))))
                .isEmpty();
        assertThat(collect(before, new NetworkCounters(SECOND, new TreeMap<>(), new TreeMap<>())))
                .isEmpty();
    }

    @Test
    void givesNoRatesWhenNoTimePassed() throws Exception {
        NetworkCounters at = of(1, "eth0", List.of(9L, 9L, 9L, 9L, 9L, 9L, 9L, 9L));

        assertThat(collect(at, at)).isEmpty();
    }

    @Test
    void leavesOutACounterThatTheSystemDoesNotGive() throws Exception {
        NetworkCounters before =
                new NetworkCounters(
                        0,
                        new TreeMap<>(Map.of("eth0", Map.of(Traffic.SENT_BYTES, 5L))),
                        new TreeMap<>());
        NetworkCounters now = of(1, "eth0", List.of(9L, 9L, 9L, 9L, 9L, 9L, 9L, 9L));

        assertThat(collect(before, now))
                .containsOnly(Map.entry("sent_bytes_per_second interface=eth0", 4.0));
    }

    @Test
    void countsTcpConnectionsByState() throws Exception {
        SortedMap<String, Integer> connections =
                NetworkCounters.connections(
                        List.of(
                                "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when",
                                "   0: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000",
                                "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000",
                                "1000: 0100007F:1F91 0100007F:C350 01 00000000:00000000 00:00000000",
                                "  sl  local_address                         remote_address      st",
                                "   0: 0000:1F90 0000:0000 06 00000000:00000000 00:00000000",
                                "   1: 0000:1F90 0000:0000 0C 00000000:00000000 00:00000000"));
        NetworkCounters now = new NetworkCounters(0, new TreeMap<>(), connections);

        assertThat(collect(now, now))
                .hasSize(11)
                .containsEntry("tcp_connections state=listen", 1.0)
                .containsEntry("tcp_connections state=established", 2.0)
                .containsEntry("tcp_connections state=time_wait", 1.0)
                .containsEntry("tcp_connections state=close_wait", 0.0);
    }

    @Test
    void leavesOutConnectionsThatTheSystemDoesNotGive() {
        assertThat(NetworkCounters.connections(List.of())).isEmpty();
    }

    @Test
    void failsWhenTheCountersCannotBeRead() {
        Recorded<NetworkCounters> nothing = new Recorded<>();
        NetworkCollector collector = new NetworkCollector("500ms", nothing, nothing);

        assertThatThrownBy(() -> collector.collect(RUN)).isInstanceOf(IOException.class);
    }

    @Test
    void readsThisMachine() throws Exception {
        var reading = new NetworkCollector("50ms", "").collect(RUN);

        assertThat(reading.dropped()).isZero();
        assertThat(Recorded.values(reading))
                .containsKeys("tcp_connections state=established", "tcp_connections state=listen");
        assertThat(reading.samples())
                .allSatisfy(sample -> assertThat(sample.value()).isNotNegative().isFinite())
                .noneSatisfy(sample -> assertThat(sample.dimensions()).containsValue("lo"))
                .extracting(Sample::type)
                .containsOnly("network");
    }

    @Property
    void neverGivesANegativeRate(
            @ForAll @Size(8) List<Long> before,
            @ForAll @Size(8) List<Long> after,
            @ForAll @LongRange(max = 1000) long seconds)
            throws Exception {
        assertThat(collect(of(0, "eth0", before), of(seconds, "eth0", after)).values())
                .allSatisfy(value -> assertThat(value).isNotNegative().isFinite());
    }

    /** Counters in the order of {@link Traffic}. */
    private static NetworkCounters of(long seconds, String name, List<Long> counts) {
        Map<Traffic, Long> counters = new TreeMap<>();
        Iterator<Long> count = counts.iterator();
        for (Traffic traffic : Traffic.values()) {
            counters.put(traffic, count.next());
        }
        SortedMap<String, Map<Traffic, Long>> interfaces = new TreeMap<>(Map.of(name, counters));
        return new NetworkCounters(seconds * SECOND, interfaces, new TreeMap<>());
    }

    private static Map<String, Double> collect(NetworkCounters previous, NetworkCounters now)
            throws Exception {
        Recorded<NetworkCounters> recorded = new Recorded<>(previous, now);
        return Recorded.values(new NetworkCollector("500ms", recorded, recorded).collect(RUN));
    }
}
