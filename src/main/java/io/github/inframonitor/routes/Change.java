package io.github.inframonitor.routes;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What has to be done for one version to take the place of another, and no more.
 *
 * @param edited names of the route files that are new, gone or of another text
 * @param build the route files whose routes are built anew: the edited ones, those that ask for a
 *     changed setting, those that call a bean which is made of something else, and all if the
 *     policies are among them
 * @param gone the route files that are there no more
 * @param kept names of the beans that stay as they are
 * @param live settings that take effect at once
 * @param later settings that only the start of the process reads
 */
record Change(
        Set<String> edited,
        Set<Path> build,
        Set<Path> gone,
        Set<String> kept,
        Set<String> live,
        Set<String> later) {

    /** Its policies are built into every route. */
    private static final String POLICIES = "error-handling" + Watch.ROUTES;

    /** It fires once at start, and would again: only an edit of itself builds it anew. */
    private static final String ONCE = "run-at-start" + Watch.ROUTES;

    static Change between(Version before, Version after) {
        Set<Path> edited = new TreeSet<>(after.routes());
        edited.removeIf(file -> after.text(file).equals(before.text(file)));
        Set<Path> gone = new TreeSet<>(before.routes());
        gone.removeAll(after.routes());
        Set<String> settings = different(before.settings().values(), after.settings().values());
        Set<String> beans = different(before.beans(), after.beans());

        Set<Path> build = new TreeSet<>(after.routes());
        build.removeIf(
                file -> {
                    String text = after.text(file);
                    boolean concerned = asksFor(text, settings) || calls(text, beans);
                    return !edited.contains(file) && (isNamed(file, ONCE) || !concerned);
                });
        if (build.stream().anyMatch(file -> isNamed(file, POLICIES))) {
            build.addAll(after.routes());
            build.removeIf(file -> isNamed(file, ONCE) && !edited.contains(file));
        }
        Set<String> live = new TreeSet<>(settings);
        live.removeIf(name -> build.stream().noneMatch(f -> asksFor(after.text(f), Set.of(name))));
        settings.removeAll(live);
        Set<String> kept = new TreeSet<>(after.beans().keySet());
        kept.removeAll(beans);
        Set<String> names = new TreeSet<>();
        edited.forEach(file -> names.add(file.getFileName().toString()));
        gone.forEach(file -> names.add(file.getFileName().toString()));
        return new Change(names, build, gone, kept, live, settings);
    }

    /** Whether any route is touched. */
    boolean isOfRoutes() {
        return !build.isEmpty() || !gone.isEmpty();
    }

    private static boolean isNamed(Path file, String name) {
        return file.getFileName().toString().equals(name);
    }

    private static boolean asksFor(String text, Set<String> settings) {
        return settings.stream()
                .anyMatch(
                        name ->
                                Pattern.compile("\\{\\{[?!]?" + Pattern.quote(name) + "[:}]")
                                        .matcher(text)
                                        .find());
    }

    /** {@code ref: name}, {@code bean:name}, {@code #name}, or its definition. */
    private static boolean calls(String text, Set<String> beans) {
        return beans.stream()
                .anyMatch(
                        name ->
                                Pattern.compile(
                                                "(ref: *|bean:|#|name: *)[\"']?"
                                                        + Pattern.quote(name)
                                                        + "\\b")
                                        .matcher(text)
                                        .find());
    }

    private static Set<String> different(Map<String, String> before, Map<String, String> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
        return names;
    }
}
