package io.github.inframonitor.settings;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Which names are settings, and which look like one that is misspelt. */
final class SettingNames {
    /** Where the files are: known before any file is read, so none of them can say it. */
    private static final Set<String> OF_FILES = Set.of("routes.dir", "config.locations");

    /** What belongs to many is refused only if it is within so many letters of a setting. */
    private static final int MISTYPED = 2;

    private SettingNames() {}

    /**
     * Refuses the first name that nothing knows.
     *
     * @param ofRoutes what the routes ask for
     * @param where the end of the line that names it, such as {@code " (given by -D)"}
     */
    static void refuseUnknown(Set<String> names, Set<String> ofRoutes, String where) {
        for (String name : names) {
            if (!isKnown(name, ofRoutes)) {
                throw new SettingException(
                        name,
                        "there is no such setting" + where + "; the nearest is " + nearest(name));
            }
        }
    }

    /** The same of the environment, which belongs to many. */
    static void refuseMistyped(Set<String> variables) {
        List<String> known = all().map(SettingNames::variable).toList();
        for (String variable : variables) {
            String nearest = variable(nearest(variable));
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

    /** Of the system properties, which are everybody's, those in the groups of our settings. */
    static Set<String> ofSystem(Properties system) {
        Set<String> groups = groups();
        groups.remove("aws"); // the SDK's own are there too: aws.accessKeyId and others
        Set<String> names = new HashSet<>(system.stringPropertyNames());
        names.removeIf(name -> !groups.contains(group(name)) || OF_FILES.contains(name));
        return names;
    }

    /**
     * Of the names in a file that others write too, those that are ours: what is known, and what
     * looks like a setting that is misspelt. Camel K's operator writes {@code quarkus.*} and {@code
     * camel.k.*} beside the settings of its user.
     */
    static Set<String> ofShared(Set<String> names, Set<String> ofRoutes) {
        Set<String> groups = groups();
        Set<String> ours = new HashSet<>(names);
        ours.removeIf(
                name -> {
                    boolean misspelt =
                            groups.contains(group(name))
                                    || distance(name, nearest(name)) <= MISTYPED;
                    return name.startsWith("camel.k.") || !(isKnown(name, ofRoutes) || misspelt);
                });
        return ours;
    }

    /** The environment variable of a setting, {@code COLD_BUCKET}: Camel's own rule. */
    static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static boolean isKnown(String name, Set<String> ofRoutes) {
        return name.startsWith("camel.")
                || ofRoutes.contains(name)
                || KnownSettings.ALL.stream().anyMatch(setting -> setting.name().equals(name));
    }

    private static Stream<String> all() {
        return Stream.concat(
                KnownSettings.ALL.stream().map(Setting::name), Stream.of("config.locations"));
    }

    private static Set<String> groups() {
        Set<String> groups = new HashSet<>();
        all().map(SettingNames::group).forEach(groups::add);
        return groups;
    }

    private static String group(String name) {
        return name.split("\\.", 2)[0];
    }

    private static String nearest(String name) {
        String plain = variable(name);
        return all().min(Comparator.comparing(setting -> distance(plain, variable(setting))))
                .orElseThrow();
    }

    private static int distance(String one, String other) {
        return LevenshteinDistance.getDefaultInstance().apply(one, other);
    }
}
