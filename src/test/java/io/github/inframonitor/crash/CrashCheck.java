package io.github.inframonitor.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.util.FileUtil;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The pipeline, killed by SIGKILL again and again while it starts, collects, keeps, sends and sends
 * again to an AWS that fails now and then. In the end every run that was in the spool is in all
 * three stores, and none twice.
 *
 * <p>{@code crash.kills} says how often, and {@code crash.seed} which moments and which trouble; by
 * the clock of the machine no two are quite alike.
 */
class CrashCheck {
    private static final int KILLS = Integer.getInteger("crash.kills", 200);
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final Path FOLDER = Path.of("target/crash");

    private final Random random = new Random(SEED);
    private final Trap trap = new Trap();
    private final Trouble trouble = new Trouble(SEED);
    private final Set<String> leftByTheDead = new TreeSet<>();
    private final Map<String, Integer> kills = new TreeMap<>();
    private final Path log = FOLDER.resolve("pipeline.log");
    private Pipeline pipeline;

    @AfterEach
    void end() throws InterruptedException {
        if (pipeline != null) {
            pipeline.kill();
        }
    }

    @Test
    void everyRunThatWasInTheSpoolIsInAllThreeStoresAndNoneTwice() throws Exception {
        FileUtil.removeDir(FOLDER.toFile());
        Files.createDirectories(FOLDER);
        Path spoolDir = FOLDER.resolve("spool").toAbsolutePath();
        try (SpoolWatch spool = new SpoolWatch(spoolDir, FOLDER.resolve("kept"), trap);
                EmulatedAws aws = new EmulatedAws(trouble, trap, spool::link)) {
            System.out.printf("crash.seed=%d%n", SEED);
            Pipeline.prepare(aws.endpoint(), spoolDir, log);
            for (int n = 1; n <= KILLS; n++) {
                trouble.newLife();
                pipeline = Pipeline.start(aws.endpoint(), spoolDir, log, Pipeline.EVERY_SECOND);
                kills.merge(killAtSomeMoment(), 1, Integer::sum);
                leftByTheDead.addAll(spool.linkAll());
                if (n % 20 == 0) {
                    System.out.printf("%d kills, %d runs kept%n", n, spool.kept().size());
                }
            }

            trouble.end();
            pipeline = Pipeline.start(aws.endpoint(), spoolDir, log, Pipeline.NEVER);
            awaitReady();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> spool.files().stream().noneMatch(f -> f.endsWith(".run")));
            assertThat(pipeline.terminate()).isZero();

            Balance balance = Balance.of(spool, aws, FOLDER.resolve("s3"));
            print(spool, aws, balance);
            assertThat(balance.lost()).isEmpty();
            assertThat(balance.duplicated()).isEmpty();
            assertThat(aws.errors()).isEmpty();
            assertThat(spool.files()).isEmpty();
            assertThat(leftByTheDead).as("without any this shows nothing: more kills").isNotEmpty();
        }
    }

    /** By the clock while it starts or runs, or by what it does. */
    private String killAtSomeMoment() throws InterruptedException, IOException {
        int lot = random.nextInt(10);
        String moment = "while it starts";
        if (lot == 0) {
            pipeline.isReadyWithin(500 + random.nextInt(4_000));
        } else {
            awaitReady();
            if (lot <= 4) {
                moment = "by the clock";
                assertThat(pipeline.livesFor(random.nextInt(4_000))).as("it lives").isTrue();
            } else {
                Trap.Moment of = Trap.Moment.values()[random.nextInt(3)];
                moment = of.toString();
                trap.arm(pipeline.handle(), of, 1 + random.nextInt(30));
                if (!trap.await(6_000)) {
                    moment = "by the clock";
                }
            }
        }
        trap.disarm();
        pipeline.kill();
        return moment;
    }

    private void awaitReady() throws InterruptedException {
        assertThat(pipeline.isReadyWithin(60_000)).as("it starts; see %s", log).isTrue();
    }

    private void print(SpoolWatch spool, EmulatedAws aws, Balance balance) throws IOException {
        List<ObjectNode> records =
                aws.table().items().stream()
                        .filter(item -> Table.text(item, "pk").startsWith("R#"))
                        .toList();
        Set<String> recovered = new TreeSet<>(leftByTheDead);
        recovered.removeAll(balance.lostRuns());
        long repeated = balance.datapoints().values().stream().mapToInt(n -> n - 1).sum();
        System.out.printf(
                "runs begun      %6d, of which %d were in the spool, %d of these twice%n"
                        + "kills           %6d %s%n"
                        + "recovered       %6d runs that a killed process left in the spool%n"
                        + "lost            %6d runs of which some store does not have all%n"
                        + "duplicated      %6d samples in S3 or DynamoDB%n"
                        + "CloudWatch      %6d datapoints by metric and timestamp, and %d repeats%n"
                        + "run records     %s%n"
                        + "answers of AWS  %s%n",
                records.size(),
                spool.seen().size(),
                spool.doneAgain(),
                kills.values().stream().mapToInt(n -> n).sum(),
                kills,
                recovered.size(),
                balance.lostRuns().size(),
                balance.duplicated().size(),
                balance.datapoints().size(),
                repeated,
                statuses(records),
                trouble.counted());
    }

    private static Map<String, Integer> statuses(List<ObjectNode> records) {
        Map<String, Integer> statuses = new TreeMap<>();
        for (ObjectNode record : records) {
            String status = Table.text(record, "status");
            statuses.merge(status.isEmpty() ? "without an end" : status, 1, Integer::sum);
        }
        return statuses;
    }
}
