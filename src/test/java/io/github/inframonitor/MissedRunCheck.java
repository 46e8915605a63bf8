package io.github.inframonitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A firing that no process did to its end, and the next process. */
class MissedRunCheck extends ProcessTest {
    /** A minute ago, and then in a day: so no test meets a firing. */
    private final Instant firing = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);

    private final String cron =
            DateTimeFormatter.ofPattern("s m H * * ?").withZone(ZoneOffset.UTC).format(firing);

    @Test
    void whatWasMissedWhileTheProcessWasDownIsDoneAtItsStart() throws Exception {
        start("-Drun.once=true", "-Drun.scheduled-time=" + firing.minusSeconds(86_400));

        List<String> lines = startAndAwaitARun();

        assertThat(lines)
                .filteredOn(line -> line.contains("missed") || line.contains(" is COMPLETE"))
                .satisfiesExactly(
                        missed ->
                                assertThat(missed)
                                        .endsWith(
                                                "the run of "
                                                        + firing
                                                        + " was missed, and is done now"),
                        table -> assertThat(table).contains("run " + id() + "-"));
    }

    @Test
    void aRunThatWasCutOffIsDoneByTheNextProcess() throws Exception {
        String step = "                - to:\n                    id: to-collect\n";
        String hang =
                "                - log: {id: tell, message: claimed, loggingLevel: WARN}\n"
                        + "                - delay: {id: hang, constant: \"600000\"}\n";
        edit("run.camel.yaml", step, hang + step);
        Process first =
                process(
                        Map.of(),
                        "-Drun.once=true",
                        "-Drun.scheduled-time=" + firing,
                        "-Dretry.attempts=0",
                        "-Dcollect.timeout=1s",
                        "-Dstore.timeout=1s",
                        "-Dshutdown.timeout=1s");
        List<String> before = readUntil(first, "claimed");
        first.toHandle().destroy();
        assertThat(first.waitFor()).as(String.join("\n", before)).isEqualTo(1);
        edit("run.camel.yaml", hang, "");

        List<String> lines = startAndAwaitARun();

        assertThat(lines).anyMatch(line -> line.contains("run " + id() + "-"));
    }

    private String id() {
        return firing.toString().replaceAll("[-:]", "");
    }

    private List<String> startAndAwaitARun() throws Exception {
        Process process =
                process(Map.of(), "-Dschedule.cron=" + cron, "-Dschedule.run-at-start=false");
        try {
            return readUntil(process, " is COMPLETE");
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static List<String> readUntil(Process process, String text) throws IOException {
        BufferedReader output = process.inputReader();
        List<String> lines = new ArrayList<>();
        String line = output.readLine();
        while (line != null) {
            lines.add(line);
            if (line.contains(text)) {
                return lines;
            }
            line = output.readLine();
        }
        throw new AssertionError(String.join("\n", lines));
    }
}
