package io.github.inframonitor.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * A file of {@code routes/} as it stands on disk.
 *
 * @param tree what its YAML says; missing if it is none
 */
record RouteFile(String name, String text, JsonNode tree) {
    private static final ObjectMapper YAML = new YAMLMapper();

    /** One step, of whatever depth: {@code setBody} with what stands under it. */
    record Step(String kind, JsonNode body) {
        String id() {
            return body.path("id").asText();
        }
    }

    /** The files of a folder with this end of their name, by name. */
    static List<RouteFile> in(Path folder, String suffix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .map(RouteFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RouteFile read(Path file) {
        try {
            String text = Files.readString(file);
            boolean yaml = file.toString().endsWith(".yaml");
            return new RouteFile(file.getFileName().toString(), text, yaml ? tree(text) : tree(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode tree(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** What the file is called without its suffixes: a route has this id. */
    String stem() {
        return name.substring(0, name.indexOf('.'));
    }

    List<JsonNode> routes() {
        return entries("route");
    }

    /** What calls routes by HTTP. */
    List<JsonNode> rests() {
        return entries("rest");
    }

    List<JsonNode> configurations() {
        return entries("routeConfiguration");
    }

    private List<JsonNode> entries(String kind) {
        List<JsonNode> found = new ArrayList<>();
        tree.forEach(
                entry -> {
                    if (entry.has(kind)) {
                        found.add(entry.get(kind));
                    }
                });
        return found;
    }

    List<Step> steps() {
        List<Step> found = new ArrayList<>();
        walk(
                (key, value) -> {
                    if (key.equals("steps[]")) {
                        for (Map.Entry<String, JsonNode> step : value.properties()) {
                            found.add(new Step(step.getKey(), step.getValue()));
                        }
                    }
                });
        return found;
    }

    /**
     * Visits every key with its value, and each element of a list with the key of the list and [].
     */
    void walk(BiConsumer<String, JsonNode> visitor) {
        walk(tree, "", visitor);
    }

    private static void walk(JsonNode node, String key, BiConsumer<String, JsonNode> visitor) {
        if (node.isArray()) {
            node.forEach(
                    element -> {
                        visitor.accept(key + "[]", element);
                        walk(element, key, visitor);
                    });
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            visitor.accept(field.getKey(), field.getValue());
            walk(field.getValue(), field.getKey(), visitor);
        }
    }
}
