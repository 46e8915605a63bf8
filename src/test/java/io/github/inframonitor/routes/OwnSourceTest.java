package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.main.MainConfigurationProperties;
import org.junit.jupiter.api.Test;

/** The source of routes/README.md that is written in YAML alone, by its very text. */
class OwnSourceTest extends FleetTest {
    @Override
    String[] fleet() {
        return new String[] {"functions=3"};
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("collect.sources", "host,lambda");
        settings.put("collect.window", "50ms");
        return settings;
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.withRoutesIncludePattern("file:" + folder + "/routes/*.camel.yaml");
        try {
            Path routes = Files.createDirectory(folder.resolve("routes"));
            FifthBranchTest.copyRoutes(routes);
            List<String> blocks = FifthBranchTest.readme("A source of your own, in YAML alone");
            assertThat(blocks).hasSize(2);
            Files.writeString(routes.resolve("discover-lambda.camel.yaml"), blocks.get(0));
            Files.writeString(routes.resolve("collect-cpu-lambda.camel.yaml"), blocks.get(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void isReadBesideTheHost() {
        aws.trouble().set("late=0");
        start();

        Run run = runAt(TIME);

        assertWhole(run);
        assertThat(
                        run.samples().stream()
                                .filter(sample -> sample.resourceType().equals("lambda"))
                                .collect(
                                        Collectors.groupingBy(
                                                sample -> sample.resource() + " " + sample.name(),
                                                Collectors.counting())))
                .containsOnlyKeys(
                        new TreeSet<>(
                                List.of(
                                        "job-0000 duration_milliseconds",
                                        "job-0000 errors_per_second",
                                        "job-0000 invocations_per_second",
                                        "job-0001 duration_milliseconds",
                                        "job-0001 errors_per_second",
                                        "job-0001 invocations_per_second",
                                        "job-0002 duration_milliseconds",
                                        "job-0002 errors_per_second",
                                        "job-0002 invocations_per_second")))
                .allSatisfy((series, points) -> assertThat(points).isEqualTo(4));
        assertThat(run.samples()).anyMatch(sample -> sample.resourceType().equals("host"));
    }
}
