package io.github.inframonitor.routes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Looks at files from time to time, by what they hold: whoever swaps a link, as the kubelet does
 * for a ConfigMap, is seen as well as whoever saves a file.
 *
 * <p>What holds at two looks in a row counts, and what is seen between is nothing: a file that is
 * half written, a folder in which some files are new already, a folder that is gone for a moment.
 */
final class Watch {
    static final String ROUTES = ".camel.yaml";

    private final Path directory;
    private final Collection<Path> others;
    private Map<Path, String> previous = Map.of();

    /**
     * @param directory whose route and property files are looked at
     * @param others files elsewhere, which need not be there
     */
    Watch(Path directory, Collection<Path> others) {
        this.directory = directory;
        this.others = others;
    }

    /**
     * One look.
     *
     * @return each file with its text, if they were the same at the look before
     * @throws IOException if some file or the directory cannot be read now
     */
    Optional<Map<Path, String>> look() throws IOException {
        Map<Path, String> before = previous;
        previous = Map.of();
        previous = read();
        return previous.equals(before) ? Optional.of(previous) : Optional.empty();
    }

    /** Each file with its text, as it is at this moment. */
    Map<Path, String> read() throws IOException {
        Map<Path, String> texts = new TreeMap<>();
        for (Path file : list()) {
            texts.put(file, text(file));
        }
        for (Path file : others) {
            try {
                texts.put(file, text(file));
            } catch (NoSuchFileException e) {
                texts.remove(file); // it says nothing then
            }
        }
        return texts;
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Watch::isWatched).toList();
        }
    }

    /** What begins with a dot is an editor's, or the kubelet's own. */
    private static boolean isWatched(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(ROUTES) || name.endsWith(".properties"));
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
