package io.github.inframonitor.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.util.TimeUtils;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force: {@code application.properties} of the routes directory, over it the
 * profile's file, over it the environment, over it the system properties.
 *
 * <p>A setting that nothing knows is refused, since what is misspelt would otherwise be the default
 * and nobody would know. What is known is this pipeline's own, Camel's ({@code camel.*}), and
 * whatever a route asks for by {@code {{name}}}.
 */
public final class Settings {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([A-Za-z0-9._-]+)");

    /**
     * An environment belongs to many: only what is within so many letters of a setting is refused.
     */
    private static final int MISTYPED = 2;

    private final Path routes;
    private final String profile;
    private final Map<String, String> values;

    private Settings(Path routes, String profile, Map<String, String> values) {
        this.routes = routes;
        this.profile = profile;
        this.values = values;
    }

    /**
     * Reads and checks the settings.
     *
     * @param routes the directory of the routes and their settings
     * @param profile {@code local} or {@code prod}
     * @param system the system properties
     * @param environment the environment
     * @throws SettingException naming the first setting that is wrong and the remedy
     */
    public static Settings load(
            Path routes, String profile, Properties system, Map<String, String> environment) {
        if (!Files.isRegularFile(routes.resolve("application.properties"))) {
            throw new SettingException(
                    "routes.dir",
                    "there is no application.properties in '"
                            + routes
                            + "'; start where routes/ is, or name its path by -Droutes.dir=");
        }
        Path profileFile = routes.resolve("application-" + profile + ".properties");
        if (!Files.isRegularFile(profileFile)) {
            throw new SettingException(
                    "camel.main.profile",
                    "there is no " + profileFile + "; the profiles are local and prod");
        }
        Map<String, String> values = new TreeMap<>();
        Set<String> ofRoutes = placeholders(routes);
        for (Path file : List.of(routes.resolve("application.properties"), profileFile)) {
            Map<String, String> read = read(file);
            refuseUnknown(read.keySet(), ofRoutes, " (in " + file + ")");
            values.putAll(read);
        }
        refuseUnknown(ours(system), ofRoutes, " (given by -D)");
        refuseMistyped(environment.keySet());
        Set<String> names = new HashSet<>(values.keySet());
        KnownSettings.ALL.forEach(setting -> names.add(setting.name()));
        for (String name : names) {
            String value = system.getProperty(name, environment.get(variable(name)));
            if (value != null) {
                values.put(name, value);
            }
        }
        check(values);
        return new Settings(routes, profile, values);
    }

    /** Every setting with its value in force. */
    public Map<String, String> values() {
        return Map.copyOf(values);
    }

    public String get(String name) {
        return values.getOrDefault(name, "");
    }

    public boolean isOn(String name) {
        return get(name).equals("true");
    }

    public Path routes() {
        return routes;
    }

    public String profile() {
        return profile;
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingException(file.toString(), "cannot be read: " + e.getMessage());
        }
        Map<String, String> values = new TreeMap<>();
        properties.forEach((name, value) -> values.put(name.toString(), value.toString().strip()));
        return values;
    }

    /** What the routes ask for: an operator's own route may have settings of its own. */
    private static Set<String> placeholders(Path routes) {
        Set<String> names = new HashSet<>();
        try (Stream<Path> files = Files.list(routes)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".camel.yaml")).toList()) {
                Matcher placeholder = PLACEHOLDER.matcher(Files.readString(file));
                while (placeholder.find()) {
                    names.add(placeholder.group(1));
                }
            }
        } catch (IOException e) {
            throw new SettingException("routes.dir", "cannot be read: " + e.getMessage());
        }
        return names;
    }

    /**
     * System properties are everybody's: only those in the groups of our settings are looked at.
     */
    private static Set<String> ours(Properties system) {
        Set<String> groups = new HashSet<>();
        KnownSettings.ALL.forEach(setting -> groups.add(group(setting.name())));
        groups.remove("aws"); // the SDK's own are there too: aws.accessKeyId and others
        Set<String> names = new HashSet<>(system.stringPropertyNames());
        names.removeIf(name -> !groups.contains(group(name)) || name.equals("routes.dir"));
        return names;
    }

    private static String group(String name) {
        return name.split("\\.", 2)[0];
    }

    private static void refuseUnknown(Set<String> names, Set<String> ofRoutes, String where) {
        for (String name : names) {
            boolean known =
                    name.startsWith("camel.") || ofRoutes.contains(name) || find(name) != null;
            if (!known) {
                throw new SettingException(
                        name,
                        "there is no such setting"
                                + where
                                + "; the nearest is "
                                + nearest(name).name());
            }
        }
    }

    private static void refuseMistyped(Set<String> variables) {
        Set<String> known = new HashSet<>();
        KnownSettings.ALL.forEach(setting -> known.add(variable(setting.name())));
        for (String variable : variables) {
            String nearest = variable(nearest(variable).name());
            boolean mistyped =
                    !known.contains(variable)
                            && variable.contains("_")
                            && distance(variable, nearest) <= MISTYPED;
            if (mistyped) {
                throw new SettingException(
                        variable,
                        "there is no such setting (in the environment); the nearest is " + nearest);
            }
        }
    }

    private static void check(Map<String, String> values) {
        for (Setting setting : KnownSettings.ALL) {
            String value = values.get(setting.name());
            if (value == null) {
                throw new SettingException(
                        setting.name(), "is not set; it must be " + setting.expected());
            }
            String problem = setting.problem(value);
            if (problem != null) {
                throw new SettingException(setting.name(), problem);
            }
        }
        Duration retries =
                KnownSettings.retries(
                        Integer.parseInt(values.getOrDefault("retry.attempts", "")),
                        Duration.ofMillis(Long.parseLong(values.getOrDefault("retry.delay", ""))),
                        Double.parseDouble(values.getOrDefault("retry.backoff", "")));
        Duration timeout = TimeUtils.toDuration(values.get("collect.timeout"));
        if (timeout.compareTo(retries) < 0) {
            throw new SettingException(
                    "collect.timeout",
                    "'"
                            + values.get("collect.timeout")
                            + "' is below the "
                            + retries.toSeconds()
                            + " s that the retries of one branch wait in all; raise it, or lower"
                            + " retry.attempts, retry.delay or retry.backoff");
        }
    }

    private static @Nullable Setting find(String name) {
        return KnownSettings.ALL.stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static Setting nearest(String name) {
        String plain = variable(name);
        return KnownSettings.ALL.stream()
                .min(Comparator.comparing(setting -> distance(plain, variable(setting.name()))))
                .orElseThrow();
    }

    private static int distance(String one, String other) {
        return LevenshteinDistance.getDefaultInstance().apply(one, other);
    }

    /** The environment variable of a setting, {@code COLD_BUCKET}: Camel's own rule. */
    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
