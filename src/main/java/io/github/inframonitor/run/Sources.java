package io.github.inframonitor.run;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;

/**
 * What each branch reads: of the sources that {@code collect.sources} names those for which there
 * is a route {@code collect-<branch>-<source>}.
 */
public final class Sources implements CamelContextAware {
    private static final String HOST = "host";

    private final List<String> sources;
    private @Nullable CamelContext camelContext;

    /**
     * @param sources {@code collect.sources}, by commas
     */
    public Sources(String sources) {
        this.sources = Arrays.stream(sources.split(",")).map(String::strip).distinct().toList();
    }

    /**
     * The sources of a branch.
     *
     * @param cell the cell that the run is of, which has no host; null for none
     */
    public List<String> of(String branch, @Nullable String cell) {
        Set<String> routes =
                requireNonNull(camelContext).getRoutes().stream()
                        .map(Route::getId)
                        .filter(id -> id.startsWith("collect-"))
                        .collect(Collectors.toSet());
        return sources.stream()
                .filter(source -> routes.contains("collect-" + branch + "-" + source))
                .filter(source -> cell == null || !source.equals(HOST))
                .toList();
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }
}
