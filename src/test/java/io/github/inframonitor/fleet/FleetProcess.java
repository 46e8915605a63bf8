package io.github.inframonitor.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, and what it took of the machine, as the kernel counts it. */
final class FleetProcess implements AutoCloseable {
    private final Process process;
    private final Path errors;

    private FleetProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /**
     * Starts it.
     *
     * @param errors where it writes what it does not write to its standard output
     * @param options of the JVM
     * @param program main class and arguments, or {@code -jar} and a file
     */
    static FleetProcess start(
            Path errors,
            Map<String, String> environment,
            List<String> options,
            List<String> program)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(program);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        return new FleetProcess(builder.start(), errors);
    }

    /** The double, in a process of its own, and the port that it listens at. */
    static FleetProcess aws(Path errors, List<String> settings) throws IOException {
        List<String> program = new ArrayList<>();
        program.add(FleetAws.class.getName());
        program.addAll(settings);
        return start(
                errors,
                Map.of(),
                List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")),
                program);
    }

    BufferedReader output() {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    /** Tells it to go on. */
    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it lives on for so long, while it is asked nothing. */
    boolean rests(int seconds) throws InterruptedException {
        return !process.waitFor(seconds, TimeUnit.SECONDS);
    }

    int status() {
        return process.exitValue();
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** That it took so far; 0 if it is gone. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L) / 1000.0;
    }

    /** Most memory that it had so far, in MB; 0 if it is gone. */
    long peak() throws IOException {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
