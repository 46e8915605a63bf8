package io.github.inframonitor.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir Path routes;

    private final Properties system = new Properties();

    @BeforeEach
    void copyRoutes() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void theProfileOverridesTheFileTheEnvironmentBothAndASystemPropertyAll() {
        assertThat(load(Map.of()).get("cold.prefix")).isEqualTo("metrics");
        assertThat(load(Map.of()).get("cold.bucket")).isEqualTo("infra-monitor");
        assertThat(load(Map.of("COLD_BUCKET", "by-env")).get("cold.bucket")).isEqualTo("by-env");

        system.setProperty("cold.bucket", "by-property");

        assertThat(load(Map.of("COLD_BUCKET", "by-env")).get("cold.bucket"))
                .isEqualTo("by-property");
    }

    @Test
    void whatIsNotOursIsLeftAlone() {
        system.setProperty("aws.accessKeyId", "x");
        system.setProperty("user.home", "/");

        assertThat(load(Map.of("PATH", "/bin", "COLDFUSION_HOME", "/", "RUN_ID", "7")).profile())
                .isEqualTo("local");
    }

    @Test
    void aSettingThatOnlyARouteAsksForIsKnown() throws IOException {
        append("application.properties", "my.threshold=5");
        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("my.threshold: there is no such setting");

        append("collect-cpu.camel.yaml", "# {{my.threshold}}");

        assertThat(load(Map.of()).get("my.threshold")).isEqualTo("5");
    }

    @Test
    void prodHasNoDefaultForBucketAndTopic() {
        assertThatThrownBy(() -> Settings.load(routes, "prod", system, Map.of()))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("cold.bucket: ");
        system.setProperty("cold.bucket", "mine");
        assertThatThrownBy(() -> Settings.load(routes, "prod", system, Map.of()))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("alerts.topic-arn: ");
    }

    @Test
    void theRetriesOfABranchWait70SecondsByDefault() {
        assertThat(KnownSettings.retries(3, java.time.Duration.ofSeconds(10), 2)).hasSeconds(70);
    }

    private Settings load(Map<String, String> environment) {
        return Settings.load(routes, "local", system, environment);
    }

    private void append(String file, String line) throws IOException {
        Path path = routes.resolve(file);
        Files.writeString(path, Files.readString(path) + line + "\n");
    }
}
