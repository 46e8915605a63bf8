package io.github.inframonitor.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code java -jar target/infra-monitor.jar} from its start until it is ready, and until its first
 * run is stored, by itself and with an archive of its classes; and its memory. The run measures
 * rates over half a second. With {@code JAVA25_HOME} that JDK too.
 */
class StartBench {
    private static final int STARTS = 7;

    @TempDir Path folder;

    private InstantAws aws;

    @BeforeEach
    void open() throws IOException {
        aws = new InstantAws();
    }

    @AfterEach
    void close() throws IOException {
        aws.close();
    }

    /** One start: milliseconds, and MB. */
    private record Start(double ready, double stored, double cpu, double idle, double peak) {}

    @Test
    void fromStartToTheFirstStoredRun() throws Exception {
        assertThat(Path.of("target/infra-monitor.jar")).exists();
        Figures figures =
                new Figures(
                        "start",
                        "start",
                        "ready ms",
                        "stored ms",
                        "CPU ms",
                        "idle MB",
                        "peak MB",
                        "archive MB");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        measure(figures, "JDK " + Runtime.version().feature(), java, null);
        Path archive = folder.resolve("app.jsa");
        once(java, "-XX:ArchiveClassesAtExit=" + archive);
        measure(figures, "  with AppCDS", java, archive, "-XX:SharedArchiveFile=" + archive);
        String newer = System.getenv("JAVA25_HOME");
        if (newer != null) {
            String java25 = Path.of(newer, "bin", "java").toString();
            measure(figures, "JDK 25", java25, null);
            Path cds = folder.resolve("app25.jsa");
            once(java25, "-XX:ArchiveClassesAtExit=" + cds);
            measure(figures, "  with AppCDS on 25", java25, cds, "-XX:SharedArchiveFile=" + cds);
            Path cache = folder.resolve("app.aot");
            once(java25, "-XX:AOTCacheOutput=" + cache);
            measure(figures, "  with an AOT cache on 25", java25, cache, "-XX:AOTCache=" + cache);
        }
        figures.tell();
    }

    private void measure(Figures figures, String name, String java, Path archive, String... options)
            throws Exception {
        List<Start> starts = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            starts.add(start(java, options));
        }
        figures.row(
                name,
                median(starts.stream().mapToDouble(Start::ready).toArray()),
                median(starts.stream().mapToDouble(Start::stored).toArray()),
                median(starts.stream().mapToDouble(Start::cpu).toArray()),
                median(starts.stream().mapToDouble(Start::idle).toArray()),
                median(starts.stream().mapToDouble(Start::peak).toArray()),
                archive == null ? 0.0 : Files.size(archive) / 1048576.0);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private Start start(String java, String... options) throws Exception {
        aws.forget();
        int port = freePort();
        List<String> more = new ArrayList<>(List.of(options));
        more.addAll(
                List.of(
                        "-Dschedule.run-at-start=true",
                        "-Dmanagement.port=" + port,
                        "-Dhttp.port=" + freePort()));
        long started = System.nanoTime();
        Process process = process(java, more);
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> isReady(port) || !process.isAlive());
            double ready = (System.nanoTime() - started) / 1e6;
            // the last that a run writes is its record
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> aws.first("UpdateItem") != null || !process.isAlive());
            assertThat(process.isAlive()).isTrue();
            assertThat(aws.requests("S3 PUT")).isPositive();
            double stored = (aws.first("UpdateItem") - started) / 1e6;
            double cpu = process.info().totalCpuDuration().orElseThrow().toMillis();
            process.waitFor(2, TimeUnit.SECONDS); // idle by then
            return new Start(
                    ready, stored, cpu, memory(process, "VmRSS"), memory(process, "VmHWM"));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    /** One run, and what the options make at its end. */
    private void once(String java, String option) throws Exception {
        Process process = process(java, List.of(option, "-Drun.once=true"));
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private Process process(String java, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(java, "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(options);
        command.add("-Dspool.dir=" + folder.resolve("spool"));
        command.addAll(List.of("-jar", "target/infra-monitor.jar"));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("AWS_ENDPOINT_URL", aws.uri().toString());
        builder.environment().put("AWS_REGION", "eu-west-1");
        builder.environment().put("AWS_ACCESS_KEY_ID", "key");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "secret");
        builder.environment().put("COLD_BUCKET", "bench");
        builder.environment().put("ALERTS_TOPIC_ARN", "arn:aws:sns:eu-west-1:123456789012:bench");
        return builder.start();
    }

    private static double memory(Process process, String what) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith(what))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                .findFirst()
                .orElse(0);
    }

    private static boolean isReady(int port) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection)
                            URI.create("http://127.0.0.1:" + port + "/observe/health/ready")
                                    .toURL()
                                    .openConnection();
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
