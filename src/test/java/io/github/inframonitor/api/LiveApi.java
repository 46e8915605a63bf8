package io.github.inframonitor.api;

import io.github.inframonitor.routes.RouteReload;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.run.Runs;
import io.github.inframonitor.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/**
 * The pipeline in this JVM with its server on a port of its own, on the stand-ins, and on a copy of
 * the routes that a test may edit. The alarms are looked at; nothing else is fired by a clock.
 */
final class LiveApi implements AutoCloseable {
    final Path routes;
    final int port;
    private final Main main = new Main();
    private final ProducerTemplate template;

    /**
     * @param folder empty, of the test
     * @param more settings that differ
     */
    LiveApi(Path folder, Map<String, String> more) {
        this(folder, more, Map.of());
    }

    /**
     * @param bound what the registry has, by name, before the routes are read
     */
    LiveApi(Path folder, Map<String, String> more, Map<String, Object> bound) {
        routes = copyOfRoutes(folder);
        port = freePort();
        Properties given = new Properties();
        given.setProperty("resource.id", "web-7");
        given.setProperty("local.dir", folder.resolve("local").toString());
        given.setProperty("spool.dir", folder.resolve("spool").toString());
        given.setProperty("management.enabled", "false");
        given.setProperty("http.port", String.valueOf(port));
        given.setProperty("collect.window", "1ms");
        given.setProperty("alarms.poll", "1s");
        given.setProperty("routes.reload-interval", "100ms");
        given.putAll(more);
        Settings settings = Settings.load(routes, "local", given, Map.of());
        Map<String, Object> properties = new HashMap<>(settings.values());
        properties.putAll(HttpPort.properties(settings));
        properties.put("routes.dir", routes.toString());
        properties.put("camel.main.routes-include-pattern", "file:" + routes + "/*.camel.yaml");
        properties.put(
                "camel.main.auto-startup-exclude-pattern",
                "schedule,catch-up,run-at-start,poll-logs,poll-spool,receive-logs,report,take-cell");
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setOverrideProperties(properties);
        main.bind("settings", settings);
        bound.forEach(main::bind);
        AtomicReference<RouteReload> reload = new AtomicReference<>();
        main.addMainListener(
                new MainListenerSupport() {
                    @Override
                    public void afterConfigure(BaseMainSupport configured) {
                        try {
                            reload.set(RouteReload.of(configured.getCamelContext(), settings));
                            HttpPort.prepare(configured.getCamelContext(), settings);
                        } catch (Exception e) {
                            throw RuntimeCamelException.wrapRuntimeException(e);
                        }
                    }
                });
        main.start();
        reload.get().start();
        template = context().createProducerTemplate();
    }

    private static Path copyOfRoutes(Path folder) {
        Path copy = folder.resolve("routes");
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            Files.createDirectories(copy);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    <T> T bean(Class<T> type) {
        return context().getRegistry().findSingleByType(type);
    }

    Object send(String route, Object body) {
        return template.requestBody("direct:" + route, body);
    }

    /** Does a whole run now. */
    Run doRun() {
        Runs runs = context().getRegistry().lookupByNameAndType("runs", Runs.class);
        return (Run) send("run", runs.start(null));
    }

    @Override
    public void close() {
        main.stop();
    }
}
