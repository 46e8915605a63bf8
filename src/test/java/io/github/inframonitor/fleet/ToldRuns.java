package io.github.inframonitor.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;

/** The schedule of a process whose clock is another's: the scheduled times, as it is told them. */
public final class ToldRuns {
    private final BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    /**
     * Waits for the next firing.
     *
     * @return null once there is nobody who could tell
     */
    public Date next() throws IOException {
        String line = lines.readLine();
        return line == null ? null : Date.from(Instant.parse(line));
    }
}
