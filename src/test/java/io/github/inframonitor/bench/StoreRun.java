package io.github.inframonitor.bench;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Run;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;

/**
 * A process that keeps and stores one run, warm, and prints how long that took: nanoseconds of
 * {@code keep-run} and of {@code store}, of the process's CPU in the latter, and the most bytes of
 * heap that a collection left in use, 0 if there was none.
 */
final class StoreRun {
    private static final int WARM_UP = 10_000;

    private StoreRun() {}

    /**
     * @param arguments the endpoint, how many samples, cloudwatch.detail, the spool, how often
     *     10,000 samples are stored first, and hot.writers
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        int samples = Integer.parseInt(arguments[1]);
        Instant time = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try (Pipeline pipeline =
                new Pipeline(
                        URI.create(arguments[0]),
                        Path.of(arguments[3]),
                        Map.of(
                                "cloudwatch.detail",
                                arguments[2],
                                "hot.writers",
                                arguments[5],
                                "spool.max-bytes",
                                "10000000000"))) {
            for (int i = Integer.parseInt(arguments[4]); i > 0; i--) {
                Run warm = Load.run(time.minusSeconds(i), WARM_UP);
                pipeline.send("keep-run", warm);
                pipeline.send("store", warm);
            }
            Run run = Load.run(time, samples);
            Files.writeString(Path.of(arguments[3], "warm"), ""); // the server forgets
            while (Files.exists(Path.of(arguments[3], "warm"))) {
                Thread.onSpinWait();
            }
            System.gc();
            AtomicLong live = watchHeap();
            long started = System.nanoTime();
            pipeline.send("keep-run", run);
            long kept = System.nanoTime();
            long cpu = cpu();
            Run stored = (Run) pipeline.send("store", run);
            System.out.println("spool=" + (kept - started));
            System.out.println("store=" + (System.nanoTime() - kept));
            System.out.println("cpu=" + (cpu() - cpu));
            System.out.println("live=" + live.get());
            for (Outcome outcome : stored.stores()) {
                System.out.println(outcome.name() + "=" + outcome.took().toNanos());
                if (!outcome.ok()) {
                    throw new IllegalStateException(outcome.toString());
                }
            }
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** The most that any collection left: what lived, and what was too old to be looked at. */
    private static AtomicLong watchHeap() {
        AtomicLong most = new AtomicLong();
        ManagementFactory.getGarbageCollectorMXBeans()
                .forEach(
                        collector ->
                                ((NotificationEmitter) collector)
                                        .addNotificationListener(
                                                (note, nothing) ->
                                                        most.accumulateAndGet(
                                                                AfterCollection.bytes(note),
                                                                Math::max),
                                                null,
                                                null));
        return most;
    }
}
