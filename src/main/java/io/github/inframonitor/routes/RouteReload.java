package io.github.inframonitor.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkClient;

/**
 * Lets an edit of a route file take effect while the routes run. Camel's own reload stops the
 * routes before it has read the new ones, and after a bad edit there are none; here all files are
 * first loaded into a context beside the running one, and what ran goes on unless they are right.
 */
public final class RouteReload {
    private static final Logger logger = LoggerFactory.getLogger(RouteReload.class);

    private static final String SUFFIX = ".camel.yaml";

    /** Its policies are built into every route, so an edit of it is an edit of all. */
    private static final String POLICIES = "error-handling" + SUFFIX;

    /** It fires once at start, and would again. */
    private static final String ONCE = "run-at-start" + SUFFIX;

    private final CamelContext context;
    private final Path directory;
    private Map<String, String> running;
    private Map<String, String> seen;

    RouteReload(CamelContext context, Path directory) {
        this.context = context;
        this.directory = directory;
        this.running = read(directory);
        this.seen = running;
    }

    /**
     * Looks at the files of a running context from now on, every second.
     *
     * @param directory where the context's routes came from
     */
    @SuppressWarnings("FutureReturnValueIgnored") // look() lets nothing out
    public static void start(CamelContext context, Path directory) {
        RouteReload reload = new RouteReload(context, directory);
        ScheduledExecutorService executor =
                context.getExecutorServiceManager()
                        .newSingleThreadScheduledExecutor(reload, "RouteReload");
        executor.scheduleWithFixedDelay(reload::look, 1, 1, TimeUnit.SECONDS);
    }

    /** One look: whatever goes wrong, the next look comes, and the routes that ran go on. */
    void look() {
        try {
            Map<String, String> now = read(directory);
            if (now.equals(seen)) {
                return;
            }
            seen = now;
            if (now.equals(running)) {
                return; // a refused edit was taken back
            }
            tryOut();
            replace(now);
            running = now;
        } catch (Exception e) {
            logger.warn("edit refused, the routes before it go on: {}", RouteFailure.explain(e));
        }
    }

    /** Loads all files into a context that starts none of them. */
    private void tryOut() throws Exception {
        try (DefaultCamelContext scratch = new DefaultCamelContext()) {
            // the clients and no more: a bean that an edit removes must be missed
            context.getRegistry()
                    .findByTypeWithName(SdkClient.class)
                    .forEach(scratch.getRegistry()::bind);
            scratch.setAutoStartup(false);
            scratch.setSourceLocationEnabled(true);
            Properties settings = context.getPropertiesComponent().loadProperties();
            scratch.getPropertiesComponent().setOverrideProperties(settings);
            PluginHelper.getRoutesLoader(scratch).loadRoutes(resources(scratch, seen.keySet()));
            scratch.start();
            RouteCheck.check(scratch);
        }
    }

    private void replace(Map<String, String> now) throws Exception {
        Set<String> changed = new HashSet<>(now.keySet());
        if (now.getOrDefault(POLICIES, "").equals(running.get(POLICIES))) {
            changed.removeIf(file -> now.getOrDefault(file, "").equals(running.get(file)));
        } else {
            changed.remove(ONCE);
        }
        Set<String> gone = new HashSet<>(running.keySet());
        gone.removeAll(now.keySet());
        for (Route route : List.copyOf(context.getRoutes())) {
            Resource source = route.getSourceResource();
            if (source != null
                    && gone.contains(Path.of(source.getURI()).getFileName().toString())) {
                context.getRouteController().stopRoute(route.getId());
                context.removeRoute(route.getId());
            }
        }
        PluginHelper.getRoutesLoader(context).updateRoutes(resources(context, changed));
        changed.addAll(gone);
        logger.info("edit in effect: {}", String.join(", ", changed.stream().sorted().toList()));
    }

    private List<Resource> resources(CamelContext of, Set<String> files) {
        List<Resource> resources = new ArrayList<>();
        for (String file : files.stream().sorted().toList()) {
            resources.add(ResourceHelper.resolveResource(of, "file:" + directory.resolve(file)));
        }
        return resources;
    }

    private static Map<String, String> read(Path directory) {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return contents;
    }
}
