package io.github.inframonitor.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code kubectl kustomize} makes of a folder of {@code k8s/overlays}.
 *
 * @param name the folder's
 * @param resources a document each
 */
record Overlay(String name, List<JsonNode> resources) {
    private static final YAMLMapper YAML = new YAMLMapper();

    static List<Overlay> all() throws IOException, InterruptedException {
        List<Path> folders;
        try (Stream<Path> found = Files.list(Path.of("k8s", "overlays"))) {
            folders = found.sorted().toList();
        }
        List<Overlay> overlays = new ArrayList<>();
        for (Path folder : folders) {
            overlays.add(new Overlay(folder.getFileName().toString(), render(folder)));
        }
        return overlays;
    }

    static List<JsonNode> documents(String yaml) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return documents.readAll();
        }
    }

    private static List<JsonNode> render(Path folder) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("kustomize", ".txt");
        try {
            Process kubectl =
                    new ProcessBuilder("kubectl", "kustomize", folder.toString())
                            .redirectError(errors.toFile())
                            .start();
            String yaml =
                    new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (kubectl.waitFor() != 0) {
                throw new IOException(folder + ": " + Files.readString(errors));
            }
            return documents(yaml);
        } finally {
            Files.delete(errors);
        }
    }

    List<JsonNode> ofKind(String kind) {
        return resources.stream().filter(r -> r.path("kind").asText().equals(kind)).toList();
    }

    /**
     * The pod that a workload starts, whatever its kind; an Integration's is what it adds to it.
     */
    List<JsonNode> pods() {
        return resources.stream()
                .map(
                        r ->
                                r.path("kind").asText().equals("CronJob")
                                        ? r.at("/spec/jobTemplate/spec/template/spec")
                                        : r.at("/spec/template/spec"))
                .filter(JsonNode::isObject)
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
