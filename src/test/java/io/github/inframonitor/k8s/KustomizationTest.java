package io.github.inframonitor.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Kustomize knows no wildcards, so a file that is not named never reaches a cluster. */
class KustomizationTest {
    @Test
    void namesEveryRouteQueryAndSettingsFile() throws IOException {
        Path routes = Path.of("routes");
        List<String> files;
        try (Stream<Path> found = Files.list(routes)) {
            files =
                    found.map(file -> file.getFileName().toString())
                            .filter(
                                    name ->
                                            name.matches(
                                                    ".*\\.(camel\\.yaml|sql|properties)|openapi\\.yaml"))
                            .toList();
        }

        JsonNode kustomization =
                new YAMLMapper().readTree(routes.resolve("kustomization.yaml").toFile());

        assertThat(
                        StreamSupport.stream(
                                        kustomization
                                                .at("/configMapGenerator/0/files")
                                                .spliterator(),
                                        false)
                                .map(JsonNode::asText))
                .as("the files of routes/kustomization.yaml")
                .containsExactlyInAnyOrderElementsOf(files);
    }
}
