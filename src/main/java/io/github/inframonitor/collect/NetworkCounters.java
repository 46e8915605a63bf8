package io.github.inframonitor.collect;

import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.BYTES_SECOND;
import static software.amazon.awssdk.services.cloudwatch.model.StandardUnit.COUNT_SECOND;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import oshi.util.ParseUtil;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * What the network interfaces have carried so far, and the TCP connections of this instant.
 *
 * @param interfaces the counters of each interface but loopback, by its name
 * @param connections how many TCP connections, IPv4 and IPv6, are in each state; empty if not given
 */
record NetworkCounters(
        long nanoTime,
        SortedMap<String, Map<Traffic, Long>> interfaces,
        SortedMap<String, Integer> connections)
        implements Counters {

    /**
     * A counter of an interface.
     *
     * @see <a href="https://docs.kernel.org/networking/statistics.html">Interface statistics</a>
     */
    enum Traffic {
        RECEIVED_BYTES("received_bytes_per_second", BYTES_SECOND),
        SENT_BYTES("sent_bytes_per_second", BYTES_SECOND),
        RECEIVED_PACKETS("received_packets_per_second", COUNT_SECOND),
        SENT_PACKETS("sent_packets_per_second", COUNT_SECOND),
        RECEIVE_ERRORS("receive_errors_per_second", COUNT_SECOND),
        SEND_ERRORS("send_errors_per_second", COUNT_SECOND),
        RECEIVE_DROPS("receive_drops_per_second", COUNT_SECOND),
        SEND_DROPS("send_drops_per_second", COUNT_SECOND);

        final String sample;
        final StandardUnit unit;

        Traffic(String sample, StandardUnit unit) {
            this.sample = sample;
            this.unit = unit;
        }
    }

    /** By the number the kernel gives them, from 1; as OSHI names them, in lower case. */
    private static final List<String> STATES =
            List.of(
                    "established",
                    "syn_sent",
                    "syn_recv",
                    "fin_wait_1",
                    "fin_wait_2",
                    "time_wait",
                    "closed",
                    "close_wait",
                    "last_ack",
                    "listen",
                    "closing");

    /**
     * Counts the connections by state, a state without any as 0.
     *
     * <p>OSHI's own {@code getConnections} also looks for the process of each, through all open
     * files of all processes, which nobody needs here.
     *
     * @param lines of {@code /proc/net/tcp} and {@code tcp6}: number, local address, remote
     *     address, state in hex, and more; none if the system does not give them
     * @see <a href="https://docs.kernel.org/networking/proc_net_tcp.html">/proc/net/tcp</a>
     */
    static SortedMap<String, Integer> connections(List<String> lines) {
        SortedMap<String, Integer> connections = new TreeMap<>();
        if (lines.isEmpty()) {
            return connections;
        }
        STATES.forEach(state -> connections.put(state, 0));
        for (String line : lines) {
            String[] fields = ParseUtil.whitespaces.split(line.strip(), 5);
            // 0 for the line of headings
            int state = fields.length > 4 ? ParseUtil.hexStringToInt(fields[3], 0) : 0;
            if (state >= 1 && state <= STATES.size()) {
                connections.merge(STATES.get(state - 1), 1, Integer::sum);
            }
        }
        return connections;
    }
}
