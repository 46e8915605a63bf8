package io.github.inframonitor.routes;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RoutesDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceSupport;

/**
 * Loads route files by the texts that a look found, since the files themselves may say something
 * else by now. A text is named by its file in what Camel says of it.
 */
final class RouteTexts {
    private RouteTexts() {}

    /**
     * Adds what the texts say to a context, in the place of what it has of the same ids.
     *
     * @param kept beans that take the place of those which the texts make
     */
    static void load(CamelContext context, Map<Path, String> texts, Map<String, Object> kept)
            throws Exception {
        Map<Path, Collection<RoutesBuilder>> builders = new LinkedHashMap<>();
        for (Map.Entry<Path, String> text : texts.entrySet()) {
            named(text.getKey(), () -> builders.put(text.getKey(), parse(context, text)));
        }
        Set<String> loaded = new HashSet<>();
        eachOf(
                builders,
                builder -> {
                    if (builder instanceof RouteConfigurationsBuilder policies) {
                        policies.updateRouteConfigurationsToCamelContext(context);
                    }
                });
        eachOf(
                builders,
                builder -> {
                    if (builder instanceof RouteBuilder routes) {
                        // makes its beans
                        refuseCopies(routes.configureRoutes(context), loaded);
                    }
                });
        Beans.keep(context, kept);
        eachOf(builders, builder -> builder.updateRoutesToCamelContext(context));
    }

    /** Of two routes with one id Camel takes the later and says nothing. */
    private static void refuseCopies(RoutesDefinition routes, Set<String> loaded) {
        for (RouteDefinition route : routes.getRoutes()) {
            String id = route.getRouteId();
            if (id != null && !loaded.add(id)) {
                throw new RouteException(
                        RouteCheck.where(route), "there is a route '" + id + "' in another file");
            }
        }
    }

    private static Collection<RoutesBuilder> parse(
            CamelContext context, Map.Entry<Path, String> text) throws Exception {
        return PluginHelper.getRoutesLoader(context)
                .findRoutesBuilders(new Text(text.getKey(), text.getValue()));
    }

    private static void eachOf(
            Map<Path, Collection<RoutesBuilder>> builders, Step<RoutesBuilder> step)
            throws Exception {
        for (Map.Entry<Path, Collection<RoutesBuilder>> of : builders.entrySet()) {
            for (RoutesBuilder builder : of.getValue()) {
                named(of.getKey(), () -> step.take(builder));
            }
        }
    }

    /** Not all that Camel says of a mistake has the file in it. */
    private static void named(Path file, Task task) throws Exception {
        try {
            task.run();
        } catch (Exception e) {
            String problem = RouteFailure.explain(e);
            String name = file.getFileName().toString();
            throw problem.contains(name) ? e : new RouteException(name, problem);
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    private interface Step<T> {
        void take(T of) throws Exception;
    }

    private static final class Text extends ResourceSupport {
        private final String text;

        Text(Path file, String text) {
            super("file", file.toString());
            this.text = text;
        }

        @Override
        public boolean exists() {
            return true;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
