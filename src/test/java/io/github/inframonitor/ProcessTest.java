package io.github.inframonitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Starts the process as its user does, on a copy of the routes that a test may edit. */
abstract class ProcessTest {
    @TempDir Path folder;

    Path routes;

    /** How a process ended. */
    record Ended(int status, String output) {}

    @BeforeEach
    void copyRoutes() throws IOException {
        routes = Files.createDirectory(folder.resolve("routes"));
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
    }

    void edit(String file, String text, String by) throws IOException {
        Path path = routes.resolve(file);
        String before = Files.readString(path);
        assertThat(before).contains(text);
        Files.writeString(path, before.replace(text, by));
    }

    Ended start(String... arguments) throws Exception {
        return start(Map.of(), arguments);
    }

    Ended start(Map<String, String> environment, String... arguments) throws Exception {
        Process process = process(environment, arguments);
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), new String(output, StandardCharsets.UTF_8));
    }

    /** Options begin with a dash, and stand before the class; those of the test itself win. */
    Process process(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED"); // as the jar and Maven start it
        // it lives for seconds, and would compile for as long
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("-Droutes.dir=" + routes);
        command.add("-Dmanagement.enabled=false"); // many run side by side
        command.add("-Dhttp.enabled=false");
        command.add("-Dlocal.dir=" + folder.resolve("local"));
        command.add("-Dspool.dir=" + folder.resolve("spool"));
        Stream.of(arguments).filter(a -> a.startsWith("-")).forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Application.class.getName());
        Stream.of(arguments).filter(a -> !a.startsWith("-")).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }
}
