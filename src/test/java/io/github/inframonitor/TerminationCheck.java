package io.github.inframonitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The process, told to end in the middle of a run as Kubernetes and systemd do it. */
class TerminationCheck extends ProcessTest {
    @Test
    void aRunInFlightIsFinishedAndTheStatusIs0() throws Exception {
        delayTheDisk(1_500);
        Process process = process(Map.of());

        List<String> lines = terminateInTheRun(process);

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(lines).anyMatch(line -> line.endsWith("is COMPLETE"));
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void aRunThatDoesNotEndIsCutOffInOneLineAndTheStatusIs0() throws Exception {
        delayTheDisk(600_000);
        Process process = process(Map.of(), "-Dshutdown.timeout=1s");

        List<String> lines = terminateInTheRun(process);

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(lines)
                .filteredOn(line -> line.contains("WARN") || line.contains("ERROR"))
                .singleElement()
                .asString()
                .contains("shutdown.timeout");
        assertThat(stored()).isZero();
    }

    @Test
    void aRunThatAStoreDoesNotTakeIsLeftInTheSpoolAndSentByTheNextProcess() throws Exception {
        String steps = "        - setBody:\n            id: make-objects\n";
        String failing =
                "        - log: {id: tell, message: in the branch, loggingLevel: WARN}\n"
                        + "        - throwException: {id: down, message: down, exceptionType:"
                        + " java.io.IOException}\n";
        edit("store-cold.camel.yaml", steps, failing + steps);
        Process process = process(Map.of(), "-Dshutdown.timeout=10s");

        List<String> lines = terminateInTheRun(process);

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(lines).anyMatch(line -> line.endsWith("is PARTIAL"));
        assertThat(stored()).isZero();
        assertThat(kept()).hasSize(3).last().asString().endsWith(".run");

        edit("store-cold.camel.yaml", failing, "");
        Ended next = start("-Drun.once=true");

        assertThat(next.output()).contains("was sent from the spool: it is COMPLETE");
        assertThat(next.status()).isZero();
        assertThat(stored()).isEqualTo(2);
        assertThat(kept()).isEmpty();
    }

    @Test
    void theOneRunOfAProcessIsFinishedAndItsStatusIsTheProcesses() throws Exception {
        delayTheDisk(1_500);
        Process process = process(Map.of(), "-Drun.once=true");

        List<String> lines = terminateInTheRun(process);

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(lines).anyMatch(line -> line.endsWith("is COMPLETE"));
    }

    @Test
    void aProcessThatIsIdleEndsAtOnceWith0() throws Exception {
        Process process = process(Map.of(), "-Dschedule.run-at-start=false");
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        while (line != null && !line.contains("schedule")) {
            line = output.readLine();
        }

        process.toHandle().destroy();

        assertThat(output.lines()).noneMatch(l -> l.contains("WARN") || l.contains("ERROR"));
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    /**
     * Waits until the branch is entered, tells the process to end, and gives the lines after it.
     */
    private static List<String> terminateInTheRun(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        List<String> before = new ArrayList<>();
        String line = output.readLine();
        while (line != null && !line.contains("in the branch")) {
            before.add(line);
            line = output.readLine();
        }
        assertThat(line).as(String.join("\n", before)).isNotNull();
        process.toHandle().destroy(); // SIGTERM, and the output stays open
        return output.lines().toList();
    }

    private void delayTheDisk(int millis) throws IOException {
        String steps = "      steps:\n";
        edit(
                "collect-disk-host.camel.yaml",
                steps,
                steps
                        + "        - log: {id: tell, message: in the branch, loggingLevel: WARN}\n"
                        + "        - delay: {id: hang, constant: \""
                        + millis
                        + "\"}\n");
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("lock"))
                    .sorted()
                    .toList();
        }
    }

    private long stored() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("local/s3"))) {
            return files.filter(file -> file.toString().endsWith(".parquet")).count();
        }
    }
}
