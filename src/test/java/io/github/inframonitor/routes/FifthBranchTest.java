package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Outcome.Result;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.main.MainConfigurationProperties;
import org.junit.jupiter.api.Test;

/** The fifth branch of routes/README.md, by its very text. */
class FifthBranchTest extends RouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("collect.window", "50ms");
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.withRoutesIncludePattern("file:" + folder + "/routes/*.camel.yaml");
        try {
            applyReadme(Files.createDirectory(folder.resolve("routes")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void isCollectedAndStoredWithTheOthers() {
        start();

        Run run = doRun();

        assertThat(run.branches())
                .extracting(Outcome::name, Outcome::result)
                .containsExactly(
                        tuple("cpu", Result.OK),
                        tuple("memory", Result.OK),
                        tuple("disk", Result.OK),
                        tuple("network", Result.OK),
                        tuple("processes", Result.OK));
        assertThat(run.status()).isEqualTo(Run.Status.COMPLETE);
        assertThat(run.samples())
                .filteredOn(sample -> sample.type().equals("processes"))
                .singleElement()
                .satisfies(sample -> assertThat(sample.value()).isGreaterThan(1))
                .extracting(Sample::name)
                .isEqualTo("process_count");
    }

    private static void applyReadme(Path routes) throws IOException {
        copyRoutes(routes);
        List<String> blocks = readme("A fifth branch, in YAML alone");
        assertThat(blocks).hasSize(2);
        Files.writeString(routes.resolve("collect-processes.camel.yaml"), blocks.get(0));
        Path collect = routes.resolve("collect.camel.yaml");
        // the steps of the multicast are the last of the file
        Files.writeString(collect, Files.readString(collect) + blocks.get(1));
    }

    static void copyRoutes(Path routes) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
    }

    /** The YAML of a section of routes/README.md. */
    static List<String> readme(String section) throws IOException {
        String text =
                Files.readString(Path.of("routes/README.md"))
                        .replaceFirst("(?s).*\n## " + section, "")
                        .replaceFirst("(?s)\n## .*", "");
        return Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
