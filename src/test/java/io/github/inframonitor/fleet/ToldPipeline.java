package io.github.inframonitor.fleet;

import io.github.inframonitor.Application;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The pipeline in the profile of production with a fleet to read, life after life, on a copy of the
 * routes with one route more, by which it is told when the schedule fires.
 */
final class ToldPipeline {
    static final String PIPELINE = "fleet";

    private static final Pattern ENDED =
            Pattern.compile("run (\\d{8}T\\d{6}Z)-" + PIPELINE + " (was sent.* )?is ([A-Z]+)$");
    private static final Pattern LEFT =
            Pattern.compile("another process does run (\\d{8}T\\d{6}Z)-" + PIPELINE + ",");
    private static final String TOLD =
            """
            - beans:
                - name: told
                  type: io.github.inframonitor.fleet.ToldRuns
            - route:
                id: told
                routeConfigurationId: report-at-once
                from:
                  uri: timer:told
                  parameters:
                    delay: "0"
                    period: "50"
                    synchronous: true
                  steps:
                    - setHeader:
                        id: next-told
                        name: scheduledFireTime
                        method: {ref: told, method: next}
                    - filter:
                        id: if-told
                        simple: "${header.scheduledFireTime} != null"
                        steps:
                          - setBody:
                              id: start-told-run
                              method: {ref: runs, method: "start(${header.scheduledFireTime})"}
                          - to:
                              id: fire-told
                              uri: direct:fire
            """;

    private final FleetAws aws;
    private final Path folder;
    private final Map<String, String> ended = new ConcurrentHashMap<>();
    private final Map<String, String> sentLate = new ConcurrentHashMap<>();
    private Process process;
    private Thread reader;

    /**
     * @param folder of its routes, its spool and its log
     */
    ToldPipeline(FleetAws aws, Path folder) throws IOException {
        this.aws = aws;
        this.folder = folder;
        Path routes = Files.createDirectories(folder.resolve("routes"));
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, routes.resolve(file.getFileName()));
            }
        }
        Files.writeString(routes.resolve("told.camel.yaml"), TOLD);
    }

    /**
     * @param again the scheduled time of a run that it is to do again at once; null for none
     */
    void start(Instant again) throws IOException {
        if (again != null) {
            ended.remove(id(again));
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // it lives for seconds, and would compile for as long
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        settings(again).forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Application.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("AWS_ENDPOINT_URL", aws.endpoint().toString());
        builder.environment().put("AWS_ACCESS_KEY_ID", "test");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "test");
        Process started = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(started.toHandle()::destroyForcibly));
        process = started;
        reader = new Thread(() -> copy(started), "fleet-log");
        reader.setDaemon(true);
        reader.start();
    }

    private Map<String, String> settings(Instant again) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("camel.main.profile", "prod");
        settings.put("routes.dir", folder.resolve("routes").toString());
        settings.put("spool.dir", folder.resolve("spool").toString());
        settings.put("schedule.cron", "0 0 0 1 1 ? 2098"); // never
        settings.put("management.enabled", "false");
        settings.put("http.enabled", "false");
        settings.put("logs.enabled", "false");
        settings.put("pipeline.id", PIPELINE);
        settings.put("aws.region", aws.fleet().regions().get(0));
        settings.put("cold.bucket", PIPELINE);
        settings.put("hot.shards", "4");
        settings.put("alerts.topic-arn", "arn:aws:sns:eu-west-1:111122223333:fleet");
        settings.put("collect.sources", "ec2,rds");
        settings.put("fleet.regions", String.join(",", aws.fleet().regions()));
        settings.put("fleet.roles", String.join(",", aws.fleet().roles()));
        settings.put("fleet.labels", "Team");
        settings.put("fleet.discovery-ttl", "1s"); // five minutes are about as long
        // all of this soon, so that much happens in a life
        settings.put("aws.attempt-timeout", "2s");
        settings.put("aws.call-timeout", "5s");
        settings.put("retry.attempts", "1");
        settings.put("retry.delay", "100");
        settings.put("collect.timeout", "20s");
        settings.put("store.timeout", "20s");
        settings.put("replay.interval", "1s");
        settings.put("replay.rest", "1");
        if (again != null) {
            settings.put("run.scheduled-time", again.toString());
            settings.put("schedule.run-at-start", "true");
        }
        return settings;
    }

    private void copy(Process of) {
        try (BufferedReader lines = of.inputReader();
                Writer to =
                        Files.newBufferedWriter(
                                folder.resolve("log"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                to.write(line + "\n");
                to.flush();
                Matcher left = LEFT.matcher(line);
                if (left.find()) {
                    ended.put(left.group(1), "LEFT");
                }
                Matcher run = ENDED.matcher(line);
                if (run.find()) {
                    (run.group(2) == null ? ended : sentLate).put(run.group(1), run.group(3));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void fire(Instant scheduled) throws IOException {
        ended.remove(id(scheduled));
        process.outputWriter().write(scheduled + "\n");
        process.outputWriter().flush();
    }

    /**
     * Waits for the end of a run.
     *
     * @return false if the process is dead before
     */
    boolean does(Instant scheduled) throws InterruptedException {
        String id = id(scheduled);
        long until = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            if (ended.containsKey(id)) {
                return true;
            }
            if (System.nanoTime() > until) {
                throw new AssertionError("run " + id + " does not end; see " + folder);
            }
        }
        return false;
    }

    static String id(Instant scheduled) {
        return scheduled.toString().replaceAll("[-:]", "");
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** By SIGKILL, and does not wait. */
    void strike() {
        process.toHandle().destroyForcibly();
    }

    /** By SIGKILL; its output, which stays open, is read to its end. */
    void kill() throws InterruptedException {
        if (process != null) {
            strike();
            process.waitFor();
            reader.join();
        }
    }

    /** By SIGTERM, when it has nothing more to be told. */
    int terminate() throws InterruptedException, IOException {
        process.outputWriter().close();
        process.toHandle().destroy();
        int status = process.waitFor();
        reader.join();
        return status;
    }

    /** The scheduled times, as in the ids, of the runs that ended, and how they did in the end. */
    Map<String, String> ended() {
        Map<String, String> all = new TreeMap<>(ended);
        all.putAll(sentLate);
        return all;
    }

    /** What is in the spool. */
    List<String> spooled() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".run"))
                    .sorted()
                    .toList();
        }
    }
}
