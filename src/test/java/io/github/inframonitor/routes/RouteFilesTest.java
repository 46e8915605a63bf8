package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The house rules of route files, which Camel lets pass. Each is proven by a file that breaks it
 * and no other: {@code route-files/<rule>.bad.camel.yaml}.
 */
class RouteFilesTest {
    private static final Path ROUTES = Path.of("routes");
    private static final Path BAD = Path.of("src/test/resources/route-files");

    /** Steps that hold others; without {@code steps} they swallow what follows them. */
    private static final Set<String> HOLDERS =
            Set.of("multicast", "filter", "split", "loop", "doTry", "otherwise");

    private static final Set<String> STEPS =
            Set.of(
                    "to",
                    "toD",
                    "wireTap",
                    "bean",
                    "setBody",
                    "setHeader",
                    "setProperty",
                    "log",
                    "setVariable",
                    "removeHeaders",
                    "multicast",
                    "filter",
                    "split",
                    "loop",
                    "delay",
                    "choice",
                    "doTry",
                    "throwException",
                    "script",
                    "enrich",
                    "pollEnrich",
                    "process");

    /** One route file. */
    private record RouteFile(String name, String text) {
        List<Map<String, Object>> entries() {
            // refuses a key that stands twice, of which Camel takes the last
            LoadSettings strict = LoadSettings.builder().setAllowDuplicateKeys(false).build();
            @SuppressWarnings("unchecked")
            List<Map<String, Object>> entries =
                    (List<Map<String, Object>>) new Load(strict).loadFromString(text);
            return entries;
        }

        List<Map<String, Object>> routes() {
            List<Map<String, Object>> routes = new ArrayList<>();
            entries().stream()
                    .filter(entry -> entry.containsKey("route"))
                    .forEach(entry -> routes.add(map(entry.get("route"))));
            return routes;
        }
    }

    private static final Map<String, Function<RouteFile, List<String>>> RULES = rules();

    private static Map<String, Function<RouteFile, List<String>>> rules() {
        Map<String, Function<RouteFile, List<String>>> rules = new LinkedHashMap<>();
        rules.put("no-key-twice", RouteFilesTest::noKeyTwice);
        rules.put("one-route-named-as-its-file", RouteFilesTest::oneRouteNamedAsItsFile);
        rules.put("description", file -> lacking(file, "description"));
        rules.put("policy", RouteFilesTest::policy);
        rules.put("ids", RouteFilesTest::ids);
        rules.put("explicit-steps", RouteFilesTest::explicitSteps);
        rules.put("parameters-not-query", RouteFilesTest::parametersNotQuery);
        rules.put("placeholders", RouteFilesTest::placeholders);
        rules.put("no-credentials", RouteFilesTest::noCredentials);
        rules.put("width", RouteFilesTest::width);
        return rules;
    }

    @TestFactory
    Stream<DynamicTest> everyRouteFileKeepsEveryRule() {
        return files(ROUTES)
                .flatMap(
                        file ->
                                RULES.entrySet().stream()
                                        .map(
                                                rule ->
                                                        dynamicTest(
                                                                file.name() + " " + rule.getKey(),
                                                                () ->
                                                                        assertThat(
                                                                                        rule.getValue()
                                                                                                .apply(
                                                                                                        file))
                                                                                .isEmpty())));
    }

    @TestFactory
    Stream<DynamicTest> everyRuleIsBrokenByItsBadFileAndNoOther() {
        return RULES.keySet().stream()
                .map(
                        rule ->
                                dynamicTest(
                                        rule,
                                        () -> assertThat(broken(rule)).containsExactly(rule)));
    }

    @Test
    void noStepIdStandsTwice() {
        Set<String> seen = new HashSet<>();
        List<String> twice = new ArrayList<>();
        files(ROUTES)
                .forEach(
                        file ->
                                steps(
                                        file,
                                        (kind, step) -> {
                                            Object id = step.get("id");
                                            if (id != null && !seen.add(id.toString())) {
                                                twice.add(file.name() + " " + id);
                                            }
                                        }));
        assertThat(twice).isEmpty();
        assertThat(seen).isNotEmpty();
    }

    private static List<String> broken(String bad) {
        RouteFile file = read(BAD.resolve(bad + ".bad.camel.yaml"));
        List<String> broken = new ArrayList<>();
        for (Map.Entry<String, Function<RouteFile, List<String>>> rule : RULES.entrySet()) {
            boolean readable = noKeyTwice(file).isEmpty() || rule.getKey().equals("no-key-twice");
            if (readable && !rule.getValue().apply(file).isEmpty()) {
                broken.add(rule.getKey());
            }
        }
        return broken;
    }

    private static List<String> noKeyTwice(RouteFile file) {
        try {
            file.entries();
            return List.of();
        } catch (RuntimeException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> oneRouteNamedAsItsFile(RouteFile file) {
        String name = file.name().replaceFirst("(\\.bad)?\\.camel\\.yaml$", "");
        List<Object> ids = file.routes().stream().map(route -> route.get("id")).toList();
        boolean right = name.equals("error-handling") ? ids.isEmpty() : ids.equals(List.of(name));
        return right ? List.of() : List.of("routes " + ids);
    }

    private static List<String> lacking(RouteFile file, String key) {
        return file.routes().stream()
                .filter(route -> route.get(key) == null)
                .map(route -> route.get("id") + " has no " + key)
                .toList();
    }

    private static List<String> policy(RouteFile file) {
        Set<Object> known = new HashSet<>();
        read(ROUTES.resolve("error-handling.camel.yaml"))
                .entries()
                .forEach(
                        entry -> {
                            if (entry.containsKey("routeConfiguration")) {
                                known.add(map(entry.get("routeConfiguration")).get("id"));
                            }
                        });
        return file.routes().stream()
                .map(route -> String.valueOf(route.get("routeConfigurationId")))
                .filter(id -> !known.contains(id))
                .toList();
    }

    private static List<String> ids(RouteFile file) {
        List<String> without = new ArrayList<>();
        steps(
                file,
                (kind, step) -> {
                    if (STEPS.contains(kind) && step.get("id") == null) {
                        without.add(kind + " without an id");
                    }
                });
        return without;
    }

    private static List<String> explicitSteps(RouteFile file) {
        List<String> without = new ArrayList<>();
        steps(
                file,
                (kind, step) -> {
                    if (HOLDERS.contains(kind) && step.get("steps") == null) {
                        without.add(kind + " without steps");
                    }
                });
        return without;
    }

    private static List<String> parametersNotQuery(RouteFile file) {
        List<String> queries = new ArrayList<>();
        steps(
                file,
                (kind, step) -> {
                    if (step.get("uri") instanceof String uri && uri.contains("?")) {
                        queries.add(uri);
                    }
                });
        return queries;
    }

    private static List<String> placeholders(RouteFile file) {
        String settings = read(ROUTES.resolve("application.properties")).text();
        return Pattern.compile("\\{\\{([A-Za-z0-9._-]+)}}")
                .matcher(file.text())
                .results()
                .map(placeholder -> placeholder.group(1))
                .filter(name -> !("\n" + settings).contains("\n" + name + "="))
                .toList();
    }

    private static List<String> noCredentials(RouteFile file) {
        return Pattern.compile("(?i)(accessKey|secretKey|sessionToken|password)\\s*:\\s*\\S+")
                .matcher(file.text())
                .results()
                .map(match -> match.group())
                .toList();
    }

    private static List<String> width(RouteFile file) {
        return file.text().lines().filter(line -> line.length() > 140).toList();
    }

    /** Calls for each key of the file that holds a map: each step, and what is no step too. */
    private static void steps(RouteFile file, BiConsumer<String, Map<String, Object>> each) {
        file.entries().stream().filter(e -> !e.containsKey("beans")).forEach(e -> walk(e, each));
    }

    private static void walk(Object node, BiConsumer<String, Map<String, Object>> each) {
        if (node instanceof List<?> list) {
            list.forEach(item -> walk(item, each));
        } else if (node instanceof Map<?, ?> keys) {
            keys.forEach(
                    (key, value) -> {
                        if (value instanceof Map) {
                            each.accept(key.toString(), map(value));
                        }
                        walk(value, each);
                    });
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    private static Stream<RouteFile> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .map(RouteFilesTest::read)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RouteFile read(Path file) {
        try {
            return new RouteFile(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
