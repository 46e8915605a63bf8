package io.github.inframonitor.routes;

import io.github.inframonitor.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * All that an edit may change, as it was at one time.
 *
 * @param texts of each route file and each properties file
 * @param settings in force
 * @param beans of each bean of the route files what it is made of
 */
record Version(Map<Path, String> texts, Settings settings, Map<String, String> beans) {

    /** Its route files. */
    Set<Path> routes() {
        Set<Path> routes = new TreeSet<>(texts.keySet());
        routes.removeIf(file -> !file.toString().endsWith(Watch.ROUTES));
        return routes;
    }

    String text(Path file) {
        return texts.getOrDefault(file, "");
    }
}
