package io.github.inframonitor;

import io.github.inframonitor.settings.SettingException;
import io.github.inframonitor.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;

/**
 * The port on which a process on its schedule tells of itself: {@code /observe/health/live} and
 * {@code /observe/health/ready} for probes, {@code /observe/health} with the destinations too, and
 * {@code /observe/metrics} as Prometheus reads them.
 *
 * @see <a
 *     href="https://camel.apache.org/components/next/others/observability-services.html">Camel's
 *     observability services</a>, whose paths these are
 */
final class ManagementPort {
    private ManagementPort() {}

    /** What Camel is to be told; nothing where {@code management.enabled} is off. */
    static Map<String, String> properties(Settings settings) {
        if (!settings.isOn("management.enabled")) {
            return Map.of();
        }
        return Map.ofEntries(
                Map.entry("camel.management.enabled", "true"),
                Map.entry("camel.management.host", settings.get("management.host")),
                Map.entry("camel.management.port", settings.get("management.port")),
                Map.entry("camel.management.health-check-enabled", "true"),
                Map.entry("camel.management.health-path", "/observe/health"),
                Map.entry("camel.health.exposure-level", "full"),
                // a consumer of a queue is down while AWS is, and the process is ready all the same
                Map.entry("camel.health.consumers-enabled", "false"),
                Map.entry("camel.management.metrics-enabled", "true"),
                Map.entry("camel.metrics.enabled", "true"),
                Map.entry("camel.metrics.path", "/observe/metrics"),
                // a series for each endpoint of each route; those of the routes tell enough
                Map.entry("camel.metrics.enable-exchange-event-notifier", "false"));
    }

    /**
     * Tries whether the port can be listened on: Camel's server only logs that it cannot, and the
     * process would run on unseen.
     *
     * @throws SettingException naming the setting at fault and the remedy
     */
    static void check(Settings settings) {
        if (settings.isOn("management.enabled")) {
            tryOut(settings, "management");
        }
    }

    /**
     * Tries a port.
     *
     * @param of the begin of the names of its settings, management or http
     */
    static void tryOut(Settings settings, String of) {
        String host = settings.get(of + ".host");
        int port = Integer.parseInt(settings.get(of + ".port"));
        tryOut(of + ".host", host, 0, "name an address of this machine, or 0.0.0.0 for all");
        tryOut(
                of + ".port",
                host,
                port,
                "if another pipeline has it, set another here, or " + of + ".enabled=false");
    }

    private static void tryOut(String setting, String host, int port, String remedy) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
        } catch (IOException e) {
            String where = port == 0 ? host : host + ":" + port;
            throw new SettingException(
                    setting, where + " cannot be listened on: " + e.getMessage() + "; " + remedy);
        }
    }
}
