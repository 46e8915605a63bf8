package io.github.inframonitor.collect;

import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.COUNT;

import io.github.inframonitor.collect.NetworkCounters.Traffic;
import io.github.inframonitor.run.Reading;
import io.github.inframonitor.run.Run;
import java.io.IOException;
import java.util.Map;

/**
 * Network. By interface, loopback left out: {@code received_bytes_per_second}, {@code
 * sent_bytes_per_second}, {@code received_packets_per_second}, {@code sent_packets_per_second},
 * {@code receive_errors_per_second}, {@code send_errors_per_second}, {@code
 * receive_drops_per_second}, {@code send_drops_per_second}. By state: {@code tcp_connections}.
 *
 * <p>An interface that was not there in the previous run has no rates yet; one that is gone has
 * none.
 */
public final class NetworkCollector {
    private final Window<NetworkCounters> window;

    /**
     * Measures a host.
     *
     * @param window how long the first run measures, such as {@code 500ms}
     * @param hostDir where {@code proc}, {@code sys} and {@code root} of the host are, if it is not
     *     the one this process runs on; else empty
     */
    public NetworkCollector(String window, String hostDir) {
        this(window, new Host(hostDir)::network, Window.Pause.SLEEP);
    }

    NetworkCollector(String window, Window.Source<NetworkCounters> source, Window.Pause pause) {
        this.window = new Window<>(window, source, pause);
    }

    /**
     * Reads the counters and compares them with those of the previous run.
     *
     * @throws IOException if the system tells nothing of its network
     */
    public Reading collect(Run run) throws IOException, InterruptedException {
        Window.Span<NetworkCounters> span = window.next();
        Reading.Builder reading = Reading.of(run, "network");
        span.now()
                .interfaces()
                .forEach(
                        (name, counters) -> {
                            Map<Traffic, Long> before = span.previous().interfaces().get(name);
                            if (before != null) {
                                Rates.perSecond(Traffic.class, before, counters, span.seconds())
                                        .forEach(
                                                (traffic, rate) ->
                                                        reading.add(
                                                                traffic.sample,
                                                                rate,
                                                                traffic.unit,
                                                                "interface",
                                                                name));
                            }
                        });
        span.now()
                .connections()
                .forEach(
                        (state, count) ->
                                reading.add("tcp_connections", count, COUNT, "state", state));
        return reading.build();
    }
}
