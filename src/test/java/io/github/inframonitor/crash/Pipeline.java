package io.github.inframonitor.crash;

import io.github.inframonitor.Application;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One life of the pipeline: the packaged jar that {@code crash.jar} names, or the class path of
 * this process, in the profile of production.
 */
final class Pipeline {
    static final String ID = "crash";
    static final String EVERY_SECOND = "* * * * * ?";
    static final String NEVER = "0 0 0 1 1 ? 2098";

    private final Process process;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread reader;

    private Pipeline(Process process, Path log) {
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process.toHandle()::destroyForcibly));
        this.reader = new Thread(() -> copy(log), "pipeline-log");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Does one run, and writes down the classes that it loads, by which the lives after it start in
     * two thirds of the time. Of a class path with folders in it the JVM writes none.
     */
    static void prepare(URI aws, Path spool, Path log) throws IOException, InterruptedException {
        List<String> more =
                List.of("-XX:ArchiveClassesAtExit=" + archive(spool), "-Drun.once=true");
        Pipeline pipeline = start(aws, spool, log, NEVER, more);
        pipeline.process.waitFor();
        pipeline.reader.join();
    }

    private static Path archive(Path spool) {
        return spool.resolveSibling("classes.jsa");
    }

    static Pipeline start(URI aws, Path spool, Path log, String cron) throws IOException {
        Path archive = archive(spool);
        List<String> more =
                Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
        return start(aws, spool, log, cron, more);
    }

    /**
     * @param more options, which win over those that every life has
     */
    static Pipeline start(URI aws, Path spool, Path log, String cron, List<String> more)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // it lives for seconds, and would compile for as long
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        Map<String, String> settings =
                Map.ofEntries(
                        Map.entry("camel.main.profile", "prod"),
                        Map.entry("spool.dir", spool.toString()),
                        Map.entry("schedule.cron", cron),
                        Map.entry("management.enabled", "false"),
                        Map.entry("http.enabled", "false"),
                        Map.entry("logs.enabled", "false"),
                        Map.entry("aws.region", "us-east-1"),
                        Map.entry("pipeline.id", ID),
                        Map.entry("cold.bucket", ID),
                        Map.entry("alerts.topic-arn", "arn:aws:sns:us-east-1:123456789012:crash"),
                        Map.entry("collect.window", "50ms"),
                        // all of this soon, so that much happens in a life
                        Map.entry("aws.attempts", "2"),
                        Map.entry("aws.attempt-timeout", "1s"),
                        Map.entry("aws.call-timeout", "3s"),
                        Map.entry("retry.attempts", "1"),
                        Map.entry("retry.delay", "100"),
                        Map.entry("collect.timeout", "5s"),
                        Map.entry("store.timeout", "3s"),
                        Map.entry("replay.interval", "1s"),
                        Map.entry("replay.rest", "1"));
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(more);
        String jar = System.getProperty("crash.jar");
        if (jar == null) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path")));
            command.add(Application.class.getName());
        } else {
            command.addAll(List.of("-jar", jar));
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("AWS_ENDPOINT_URL", aws.toString());
        builder.environment().put("AWS_ACCESS_KEY_ID", "test");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "test");
        return new Pipeline(builder.start(), log);
    }

    private void copy(Path log) {
        try (BufferedReader lines = process.inputReader();
                Writer to =
                        Files.newBufferedWriter(
                                log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                to.write(line + "\n");
                to.flush();
                if (line.contains("profile prod, schedule")) {
                    ready.countDown();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean isReadyWithin(long millis) throws InterruptedException {
        return ready.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Whether it still lives then. */
    boolean livesFor(long millis) throws InterruptedException {
        return !process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** By SIGKILL; its output, which stays open, is read to its end. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
        reader.join();
    }

    /** By SIGTERM. */
    int terminate() throws InterruptedException {
        process.toHandle().destroy();
        int status = process.waitFor();
        reader.join();
        return status;
    }
}
