package io.github.inframonitor.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.util.TimeUtils;

/**
 * The settings in force: {@code application.properties} of the routes directory, over it the
 * profile's file, over it the files of {@code config.locations}, over it the environment, over it
 * the system properties.
 *
 * <p>A setting that nothing knows is refused, since what is misspelt would otherwise be the default
 * and nobody would know. What is known is this pipeline's own, Camel's ({@code camel.*}), and
 * whatever a route asks for by {@code {{name}}}.
 */
public final class Settings {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([A-Za-z0-9._-]+)");

    /** How often a message comes again before it is a dead letter: the template's queue says so. */
    private static final int RECEIVES = 4;

    private final Path routes;
    private final String profile;
    private final Properties system;
    private final Map<String, String> environment;
    private final Map<String, String> values = new TreeMap<>();

    /** Of each value the end of a line that says where it is from. */
    private final Map<String, String> origins = new HashMap<>();

    private Settings(
            Path routes, String profile, Properties system, Map<String, String> environment) {
        this.routes = routes;
        this.profile = profile;
        this.system = system;
        this.environment = environment;
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
        Properties given = new Properties();
        system.stringPropertyNames().forEach(name -> given.put(name, system.getProperty(name)));
        Settings settings = new Settings(routes, profile, given, Map.copyOf(environment));
        settings.read();
        return settings;
    }

    /**
     * The same as its files say it now.
     *
     * @throws SettingException as at first, and if the spool is to be another directory: that is
     *     taken at the start, so that no other process has it
     */
    public Settings again() {
        Settings now = load(routes, profile, system, environment);
        String spool = get("spool.dir");
        if (!now.get("spool.dir").equals(spool)) {
            throw new SettingException(
                    "spool.dir",
                    "stays '%s' until a restart, which takes '%s'; restart, or take the edit back%s"
                            .formatted(spool, now.get("spool.dir"), now.origins.get("spool.dir")));
        }
        return now;
    }

    /** The files that settings are read from, whether they are there or not; the later one wins. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>(locations());
        files.add(routes.resolve("application-" + profile + ".properties"));
        files.add(routes.resolve("application.properties"));
        Collections.reverse(files);
        return files;
    }

    private void read() {
        Path defaults = routes.resolve("application.properties");
        if (!Files.isRegularFile(defaults)) {
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
        Set<String> ofRoutes = placeholders(routes);
        List<Path> locations = locations();
        for (Path file : files()) {
            if (locations.contains(file) && Files.notExists(file)) {
                continue; // one list of locations serves every way to run
            }
            Map<String, String> read = read(file);
            if (locations.contains(file)) {
                read.keySet().retainAll(SettingNames.ofShared(read.keySet(), ofRoutes));
            }
            String where = " (in " + file + ")";
            SettingNames.refuseUnknown(read.keySet(), ofRoutes, where);
            read.forEach((name, value) -> set(name, value, where));
        }
        SettingNames.refuseUnknown(SettingNames.ofSystem(system), ofRoutes, " (given by -D)");
        SettingNames.refuseMistyped(environment.keySet());
        Set<String> names = new HashSet<>(values.keySet());
        KnownSettings.ALL.forEach(setting -> names.add(setting.name()));
        for (String name : names) {
            String variable = SettingNames.variable(name);
            if (system.getProperty(name) != null) {
                set(name, system.getProperty(name), " (given by -D)");
            } else if (environment.get(variable) != null) {
                set(name, environment.get(variable), " (in the environment)");
            }
        }
        // before the first logger is made, and to check a duration makes one of Camel's
        System.setProperty("log.format", get("log.format"));
        check();
    }

    private void set(String name, String value, String where) {
        values.put(name, value);
        origins.put(name, where);
    }

    /** {@code config.locations}: the first that has a setting wins. */
    private List<Path> locations() {
        String locations =
                system.getProperty(
                        "config.locations", environment.getOrDefault("CONFIG_LOCATIONS", ""));
        return Stream.of(locations.split(","))
                .map(String::strip)
                .filter(location -> !location.isEmpty())
                .map(Path::of)
                .toList();
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

    private void check() {
        for (Setting setting : KnownSettings.ALL) {
            String value = values.get(setting.name());
            if (value == null) {
                throw new SettingException(
                        setting.name(), "is not set; it must be " + setting.expected());
            }
            String problem = setting.problem(value);
            if (problem != null) {
                throw new SettingException(setting.name(), problem + origins.get(setting.name()));
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
                            + " retry.attempts, retry.delay or retry.backoff"
                            + origins.get("collect.timeout"));
        }
        if (get("dispatch").equals("sqs")) {
            checkDispatch();
        }
    }

    private void checkDispatch() {
        if (get("dispatch.queue-url").isEmpty()) {
            throw new SettingException(
                    "dispatch.queue-url",
                    "is empty; dispatch=sqs needs a queue" + origins.get("dispatch"));
        }
        if (List.of(get("collect.sources").split(",")).contains("host")) {
            throw new SettingException(
                    "collect.sources",
                    "'"
                            + get("collect.sources")
                            + "' has the host, which is of no cell: with dispatch=sqs nobody would"
                            + " read it; take it out"
                            + origins.get("collect.sources"));
        }
        Duration claim =
                TimeUtils.toDuration(get("collect.timeout"))
                        .plus(TimeUtils.toDuration(get("store.timeout")));
        long least = claim.toSeconds() / RECEIVES + 1;
        if (Long.parseLong(get("dispatch.visibility-timeout")) < least) {
            throw new SettingException(
                    "dispatch.visibility-timeout",
                    "'"
                            + get("dispatch.visibility-timeout")
                            + "' is too short: a cell whose process died would be among the dead"
                            + " letters before its claim, collect.timeout and store.timeout, runs"
                            + " out; give it at least "
                            + least
                            + origins.get("dispatch.visibility-timeout"));
        }
    }
}
