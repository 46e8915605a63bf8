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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void theFirstLocationThatHasASettingWinsAndStandsBelowTheEnvironment(@TempDir Path folder)
            throws IOException {
        Path first = folder.resolve("first.properties");
        Path second = folder.resolve("second.properties");
        Files.writeString(first, "cold.bucket=by-first\n");
        Files.writeString(second, "cold.bucket=by-second\nhot.table=by-second\n");
        String locations = folder.resolve("missing.properties") + ", " + first + "," + second;
        Map<String, String> environment = Map.of("CONFIG_LOCATIONS", locations);

        assertThat(load(environment).get("cold.bucket")).isEqualTo("by-first");
        assertThat(load(environment).get("hot.table")).isEqualTo("by-second");
        assertThat(load(environment).get("schedule.run-at-start")).isEqualTo("true");

        assertThat(
                        load(Map.of("CONFIG_LOCATIONS", locations, "COLD_BUCKET", "by-env"))
                                .get("cold.bucket"))
                .isEqualTo("by-env");
        system.setProperty("config.locations", second.toString());
        assertThat(load(environment).get("cold.bucket")).isEqualTo("by-second");
    }

    @Test
    void ofALocationThatOthersWriteTooOnlyWhatIsOursIsTaken(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("application.properties");
        Files.writeString(
                file,
                """
                quarkus.log.level=INFO
                camel.k.customizer.x.enabled=true
                my.own=1
                camel.main.name=monitor
                aws.attempts=5
                """);
        append("collect-cpu.camel.yaml", "# {{my.threshold}}");
        Files.writeString(file, Files.readString(file) + "my.threshold=7\n");
        system.setProperty("config.locations", file.toString());

        Map<String, String> values = load(Map.of()).values();

        assertThat(values)
                .containsEntry("camel.main.name", "monitor")
                .containsEntry("aws.attempts", "5")
                .containsEntry("my.threshold", "7")
                .doesNotContainKeys("quarkus.log.level", "camel.k.customizer.x.enabled", "my.own");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cold.bukcet=mine | cold.bukcet: there is no such setting (in FILE); the nearest is"
                        + " cold.bucket",
                "colb.bucket=mine | colb.bucket: there is no such setting (in FILE); the nearest is"
                        + " cold.bucket",
                "aws.attempt=2 | aws.attempt: there is no such setting (in FILE); the nearest is"
                        + " aws.attempts",
                "hot.ttl-days=week | hot.ttl-days: 'week' will not do: it must be a whole number from"
                        + " 1 to 3650 (in FILE)",
                "collect.timeout=1s | collect.timeout: '1s' is below the 97 s that the retries of one"
                        + " branch wait in all; raise it, or lower retry.attempts, retry.delay or"
                        + " retry.backoff (in FILE)",
                "cold.bucket=\\u00zz | FILE: cannot be read: Malformed \\uxxxx encoding.",
            })
    void whatIsWrongInALocationIsNamedWithIt(String line, String message, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("application.properties");
        Files.writeString(file, line + "\n");
        system.setProperty("config.locations", file.toString());

        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(SettingException.class)
                .hasMessage(message.replace("FILE", file.toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | ec2 | 120 | dispatch.queue-url: is empty; dispatch=sqs needs a queue (in FILE)",
                "QUEUE | host,ec2 | 120 | collect.sources: 'host,ec2' has the host, which is of no"
                        + " cell: with dispatch=sqs nobody would read it; take it out (in FILE)",
                "QUEUE | ec2 | 105 | dispatch.visibility-timeout: '105' is too short: a cell whose"
                        + " process died would be among the dead letters before its claim,"
                        + " collect.timeout and store.timeout, runs out; give it at least 106 (in FILE)",
                "QUEUE | ec2 | 106 | ",
            })
    void cellsAreSharedOutByAQueueThatKeepsThemUntilTheyAreRead(
            String queue, String sources, String timeout, String message, @TempDir Path folder)
            throws IOException {
        String url = queue.replace("QUEUE", "https://sqs.eu-west-1.amazonaws.com/123456789012/q");
        Path file = folder.resolve("application.properties");
        Files.writeString(
                file,
                """
                dispatch=sqs
                dispatch.queue-url=%s
                collect.sources=%s
                dispatch.visibility-timeout=%s
                """
                        .formatted(url, sources, timeout));
        system.setProperty("config.locations", file.toString());

        if (message == null) {
            assertThat(load(Map.of()).get("dispatch")).isEqualTo("sqs");
        } else {
            assertThatThrownBy(() -> load(Map.of()))
                    .isInstanceOf(SettingException.class)
                    .hasMessage(message.replace("FILE", file.toString()));
        }
    }

    @Test
    void aMisspeltListOfLocationsIsRefused() {
        assertThatThrownBy(() -> load(Map.of("CONFIG_LOCATION", "x")))
                .isInstanceOf(SettingException.class)
                .hasMessageEndingWith("the nearest is CONFIG_LOCATIONS");
        system.setProperty("config.location", "x");
        assertThatThrownBy(() -> load(Map.of()))
                .isInstanceOf(SettingException.class)
                .hasMessage(
                        "config.location: there is no such setting (given by -D); the nearest is"
                                + " config.locations");
    }

    @Test
    void againReadsTheFilesAndNotWhatTheProcessWasStartedWith() throws IOException {
        Settings settings = load(Map.of("HOT_TABLE", "by-env"));
        append("application-local.properties", "hot.table=edited\ncold.prefix=edited");
        system.setProperty("cold.prefix", "set-by-the-process");

        Settings again = settings.again();

        assertThat(settings.get("cold.prefix")).isEqualTo("metrics");
        assertThat(again.get("cold.prefix")).isEqualTo("edited");
        assertThat(again.get("hot.table")).isEqualTo("by-env");
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
    void theRetriesOfABranchWait70SecondsByDefaultAndTheirShareOfChance() {
        assertThat(KnownSettings.retries(3, java.time.Duration.ofSeconds(10), 2)).hasMillis(97_950);
    }

    private Settings load(Map<String, String> environment) {
        return Settings.load(routes, "local", system, environment);
    }

    private void append(String file, String line) throws IOException {
        Path path = routes.resolve(file);
        Files.writeString(path, Files.readString(path) + line + "\n");
    }
}
