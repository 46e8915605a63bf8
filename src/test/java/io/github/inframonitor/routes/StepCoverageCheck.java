package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each step of {@code routes/} was entered in some test. Runs after all other tests, in an
 * execution of its own: {@code pom.xml}.
 */
class StepCoverageCheck {
    @Test
    void someTestRecordedItsSteps() {
        assertThat(RecordSteps.FOLDER).isNotEmptyDirectory();
    }

    @Test
    void everyStepIsExercisedBySomeTest() throws IOException {
        List<String> steps =
                RouteFile.in(Path.of("routes"), ".camel.yaml").stream()
                        .flatMap(
                                file ->
                                        file.steps().stream()
                                                .map(step -> file.stem() + ": " + step.id()))
                        .toList();
        Set<String> exercised = exercised();

        assertThat(steps)
                .isNotEmpty()
                .filteredOn(step -> !exercised.contains(step.replaceFirst(".*: ", "")))
                .as("steps that no test exercises")
                .isEmpty();
    }

    private static Set<String> exercised() throws IOException {
        try (Stream<Path> files = Files.list(RecordSteps.FOLDER)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
