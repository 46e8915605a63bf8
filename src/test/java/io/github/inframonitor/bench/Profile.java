package io.github.inframonitor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * A profile by JFR of what is done until it is closed, so that starting and warming up are no part
 * of it: {@code -Dbench.jfr=target/bench/profile} writes {@code profile-run.jfr} there. Without
 * that setting it does nothing.
 */
public final class Profile implements AutoCloseable {
    private final String name;
    private Recording recording;

    /**
     * @param name of the benchmark
     */
    public Profile(String name) {
        this.name = name;
    }

    /** Begins. */
    public void start() throws IOException, ParseException {
        if (System.getProperty("bench.jfr") != null) {
            recording = new Recording(Configuration.getConfiguration("profile"));
            recording.start();
        }
    }

    @Override
    public void close() throws IOException {
        if (recording != null) {
            Path file = Path.of(System.getProperty("bench.jfr") + "-" + name + ".jfr");
            Files.createDirectories(file.toAbsolutePath().getParent());
            recording.dump(file);
            recording.close();
        }
    }
}
