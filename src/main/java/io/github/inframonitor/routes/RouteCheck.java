package io.github.inframonitor.routes;

import io.github.inframonitor.settings.SettingException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.LineNumberAware;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.support.PatternHelper;
import org.apache.camel.util.FileUtil;

/**
 * What Camel lets pass in a route until a message comes by: a call of a route that is not there,
 * and an error policy that is not there, which leaves the route with none.
 */
public final class RouteCheck {
    private RouteCheck() {}

    /**
     * Checks the routes that a context has loaded.
     *
     * @throws RouteException for the first that is wrong
     * @throws SettingException if {@code collect.sources} names one that no route reads
     */
    public static void check(CamelContext context) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        List<RouteDefinition> routes = model.getRouteDefinitions();
        Set<String> consumers =
                routes.stream()
                        .map(route -> endpoint(context, route.getInput().getEndpointUri()))
                        .collect(Collectors.toSet());
        for (RouteDefinition route : routes) {
            if (!Boolean.TRUE.equals(route.isRest())) { // it only calls others, which have theirs
                checkPolicy(route, model.getRouteConfigurationDefinitions());
            }
            for (SendDefinition<?> send :
                    ProcessorDefinitionHelper.filterTypeInOutputs(
                            route.getOutputs(), SendDefinition.class)) {
                String uri = endpoint(context, send.getUri());
                if (uri.startsWith("direct:") && !consumers.contains(uri)) {
                    throw new RouteException(
                            where(send), "there is no route '" + uri.substring(7) + "' to call");
                }
            }
        }
        checkSources(context, routes);
    }

    /** A source that no branch has a route for would be left out without a word. */
    private static void checkSources(CamelContext context, List<RouteDefinition> routes) {
        if (routes.stream().noneMatch(route -> "collect-sources".equals(route.getId()))) {
            return; // nobody asks
        }
        String sources = context.resolvePropertyPlaceholders("{{collect.sources}}");
        for (String source : sources.split(",", -1)) {
            String end = "-" + source.strip();
            if (routes.stream()
                    .map(RouteDefinition::getId)
                    .noneMatch(id -> id.startsWith("collect-") && id.endsWith(end))) {
                throw new SettingException(
                        "collect.sources",
                        "no branch has a route for '%s'; write collect-cpu%s, say, or take it out"
                                .formatted(source.strip(), end));
            }
        }
    }

    private static void checkPolicy(
            RouteDefinition route, List<RouteConfigurationDefinition> configurations) {
        String named = route.getRouteConfigurationId();
        boolean known =
                named != null
                        && configurations.stream()
                                .anyMatch(c -> PatternHelper.matchPattern(c.getId(), named));
        if (!known) {
            String policies =
                    configurations.stream()
                            .map(RouteConfigurationDefinition::getId)
                            .collect(Collectors.joining(", "));
            throw new RouteException(
                    where(route),
                    (named == null
                                    ? "route '" + route.getId() + "' names no routeConfigurationId"
                                    : "there is no routeConfiguration '" + named + "'")
                            + ", so its failures would go nowhere; take one of "
                            + policies);
        }
    }

    private static String endpoint(CamelContext context, String uri) {
        return context.resolvePropertyPlaceholders(uri)
                .replace("://", ":")
                .replaceAll("\\?.*$", "");
    }

    /** The file of a step, and its line where that is known. */
    static String where(LineNumberAware step) {
        String file = FileUtil.stripPath(String.valueOf(step.getLocation()));
        return step.getLineNumber() > 0 ? file + " line " + step.getLineNumber() : file;
    }
}
