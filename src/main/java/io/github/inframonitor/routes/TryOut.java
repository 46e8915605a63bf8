package io.github.inframonitor.routes;

import io.github.inframonitor.settings.Precedence;
import io.github.inframonitor.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ThreadPoolProfile;
import software.amazon.awssdk.core.SdkClient;

/** Builds all routes beside those that run, and starts none of them. */
final class TryOut {
    private static final Pattern POOL = Pattern.compile("camel\\.threadpool\\.config\\[(.+)]\\..*");

    private final CamelContext context;

    /**
     * @param context the running one, whose clients the routes get
     */
    TryOut(CamelContext context) {
        this.context = context;
    }

    /**
     * Tries what files say.
     *
     * @param texts of the files
     * @param settings that the same files say
     * @throws Exception that {@link RouteFailure} explains, if they are wrong
     */
    Version of(Map<Path, String> texts, Settings settings) throws Exception {
        try (DefaultCamelContext scratch = new DefaultCamelContext()) {
            // the clients and the server, and no more: a bean that an edit removes must be missed
            context.getRegistry()
                    .findByTypeWithName(SdkClient.class)
                    .forEach(scratch.getRegistry()::bind);
            context.getRegistry()
                    .findByTypeWithName(VertxPlatformHttpRouter.class)
                    .forEach(scratch.getRegistry()::bind);
            context.getRegistry()
                    .findByTypeWithName(VertxPlatformHttpServerConfiguration.class)
                    .forEach(scratch.getRegistry()::bind);
            pools(settings).forEach(scratch.getExecutorServiceManager()::registerThreadPoolProfile);
            scratch.disableJMX();
            scratch.setAutoStartup(false);
            // it would fire, although no route is started
            scratch.getComponent("quartz", QuartzComponent.class).setAutoStartScheduler(false);
            scratch.setSourceLocationEnabled(true);
            Properties properties = context.getPropertiesComponent().loadProperties();
            properties.putAll(settings.values());
            scratch.getPropertiesComponent().setOverrideProperties(properties);
            Precedence.ofSettings(scratch);
            Map<Path, String> routes = new TreeMap<>(texts);
            routes.keySet().removeIf(file -> !file.toString().endsWith(Watch.ROUTES));
            if (routes.isEmpty()) {
                throw new RouteException(settings.routes().toString(), "there are no routes in it");
            }
            RouteTexts.load(scratch, routes, Map.of());
            scratch.start();
            RouteCheck.check(scratch);
            return new Version(texts, settings, Beans.of(scratch, texts));
        }
    }

    /** Those that routes may name, as they are in the running context: made at its start. */
    private List<ThreadPoolProfile> pools(Settings settings) {
        return settings.values().keySet().stream()
                .map(POOL::matcher)
                .filter(Matcher::matches)
                .map(pool -> pool.group(1))
                .distinct()
                .map(context.getExecutorServiceManager()::getThreadPoolProfile)
                .filter(Objects::nonNull)
                .map(ThreadPoolProfile::clone)
                .toList();
    }
}
