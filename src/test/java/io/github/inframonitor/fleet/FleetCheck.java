package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.util.FileUtil;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Cycles of five minutes, each of which is over in a second or two, of a pipeline that reads two
 * accounts in three regions and is killed by SIGKILL now and then, while CloudWatch is at its worst
 * and instances come and go. In the end each point is in the hot store, and each settled one in the
 * cold store, once.
 *
 * <p>{@code fleet.cycles} says how many, and {@code fleet.seed} which moments and which trouble; by
 * the clock of the machine no two are quite alike.
 */
class FleetCheck {
    private static final int CYCLES = Integer.getInteger("fleet.cycles", 30);
    private static final long SEED = Long.getLong("fleet.seed", System.nanoTime());
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final int INSTANCES = 12;
    private static final int SHOWN = 20;

    private final Random random = new Random(SEED);
    private final Path folder = Path.of("target/fleet").toAbsolutePath();
    private final List<ToldPipeline> processes = new ArrayList<>();
    private final Map<String, Integer> kills = new TreeMap<>();
    private final List<Integer> listed = new ArrayList<>();

    /** A day ago, since what is old is not stored. */
    private final Instant first =
            Instant.ofEpochSecond(
                    Instant.now().minus(Duration.ofDays(1)).getEpochSecond()
                            / EVERY.toSeconds()
                            * EVERY.toSeconds());

    private FleetAws aws;

    @AfterEach
    void end() throws Exception {
        for (ToldPipeline process : processes) {
            process.kill();
        }
        if (aws != null) {
            aws.close();
        }
    }

    @Test
    void everyPointIsInTheHotAndTheColdStoreOnceWhateverHappens() throws Exception {
        begin("one");
        ToldPipeline process = process("one");
        process.start(null);
        run(process, 0);
        int out = 2 + random.nextInt(CYCLES / 3);
        int denied = CYCLES / 2 + random.nextInt(CYCLES / 3);
        int gone = 1 + random.nextInt(CYCLES / 2);
        int back = gone + 2 + random.nextInt(CYCLES / 3);
        for (int n = 1; n <= CYCLES; n++) {
            String region = aws.fleet().regions().get(random.nextInt(3));
            trouble(
                    "out=" + (n >= out && n < out + 2 || random.nextInt(10) == 0 ? region : ""),
                    "denied=" + (n == denied ? aws.fleet().accounts().get(1) : ""));
            list(n, n < gone ? INSTANCES : n < back ? INSTANCES - 3 : INSTANCES - 1);
            if (!process.isAlive()) {
                process.start(null);
            }
            if (n % 4 > 0) {
                run(process, n);
            } else {
                runToBeKilled(process, n);
            }
        }
        quiet(process, CYCLES + 1);
        quiet(process, CYCLES + 2);

        balance("one", CYCLES + 2);
    }

    /** Each with a spool of its own, so that what the one left there waits until it is back. */
    @Test
    void twoProcessesThatTakeTurnsAndDieLoseAndDoubleNothing() throws Exception {
        begin("two");
        ToldPipeline one = process("two/a");
        ToldPipeline another = process("two/b");
        one.start(null);
        another.start(null);
        run(one, 0);
        int cycles = CYCLES / 4;
        for (int n = 1; n <= cycles; n++) {
            ToldPipeline turn = n % 2 == 1 ? one : another;
            trouble("denied=");
            list(n, INSTANCES);
            if (!turn.isAlive()) {
                turn.start(null); // and what it left it sends now
            }
            Instant time = time(n);
            aws.clock().set(time);
            String moment = arm(turn);
            turn.fire(time);
            if (turn.does(time)) {
                turn.kill();
                moment = "when it is done";
            }
            kills.merge(moment, 1, Integer::sum);
            aws.watch(what -> false);
            if (random.nextBoolean()) { // the other takes the run over
                ToldPipeline other = turn == one ? another : one;
                other.kill();
                lessForIt();
                other.start(time);
                assertThat(other.does(time)).as("it lives").isTrue();
            }
        }
        for (ToldPipeline process : processes) {
            if (!process.isAlive()) {
                process.start(null);
            }
        }
        quiet(one, cycles + 1);
        quiet(another, cycles + 2);

        balance("two", cycles + 2);
    }

    private void begin(String name) throws Exception {
        FileUtil.removeDir(folder.resolve(name).toFile());
        Files.createDirectories(folder.resolve(name));
        System.out.printf("fleet.seed=%d%n", SEED);
        aws =
                new FleetAws(
                        EmulatedFleet.of(
                                "accounts=3",
                                "regions=eu-west-1,us-east-1,ap-south-1",
                                "instances=" + INSTANCES,
                                "databases=4"));
        aws.trouble().set("seed=" + (SEED & 0xffffff));
        list(0, INSTANCES);
    }

    private ToldPipeline process(String name) throws Exception {
        ToldPipeline process = new ToldPipeline(aws, folder.resolve(name));
        processes.add(process);
        return process;
    }

    private Instant time(int cycle) {
        return first.plus(EVERY.multipliedBy(cycle));
    }

    /** From this cycle on there are so many instances. */
    private void list(int cycle, int instances) {
        assertThat(listed).hasSize(cycle);
        listed.add(instances);
        aws.list(
                EmulatedFleet.of(
                        "accounts=3",
                        "regions=eu-west-1,us-east-1,ap-south-1",
                        "instances=" + instances,
                        "databases=4"));
    }

    private void trouble(String... more) {
        aws.trouble()
                .set(
                        "latency=10ms",
                        "throttled=2",
                        "failing=2",
                        "partial=5",
                        "internal=3",
                        "late=20",
                        "late-by=3m",
                        "cut=1",
                        "store-failing=1",
                        "store-throttled=1",
                        "store-unprocessed=2",
                        "page=100",
                        "describe-page=7",
                        "rds-page=3");
        aws.trouble().set(more);
    }

    private void run(ToldPipeline process, int cycle) throws Exception {
        aws.clock().set(time(cycle));
        process.fire(time(cycle));
        assertThat(process.does(time(cycle))).as("it lives").isTrue();
    }

    /** A run that does not come to its end, and is done again or not, and perhaps killed again. */
    private void runToBeKilled(ToldPipeline process, int cycle) throws Exception {
        aws.clock().set(time(cycle));
        String moment = arm(process);
        process.fire(time(cycle));
        while (true) {
            boolean done = process.does(time(cycle));
            aws.watch(what -> false);
            if (done) {
                process.kill();
                moment = "when it is done";
            }
            kills.merge(moment, 1, Integer::sum);
            if (random.nextBoolean()) {
                return; // the next run reads on from here
            }
            lessForIt();
            process.start(time(cycle));
            if (random.nextInt(3) > 0) {
                assertThat(process.does(time(cycle))).as("it lives").isTrue();
                return;
            }
            moment = arm(process);
        }
    }

    /** What does a run again, having just started, may not get the role of one account any more. */
    private void lessForIt() {
        aws.trouble()
                .set(
                        "denied="
                                + (random.nextBoolean()
                                        ? aws.fleet().accounts().get(1 + random.nextInt(2))
                                        : ""));
    }

    /** Kills it at some moment of the run that begins now. */
    private String arm(ToldPipeline process) {
        String what = random.nextBoolean() ? "asked " : "done ";
        String of = "";
        int most = 300;
        switch (random.nextInt(7)) {
            case 0 -> {
                long millis = random.nextInt(1_500);
                CompletableFuture.runAsync(
                        process::strike,
                        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
                return "by the clock";
            }
            case 1, 2 -> {
                of = "dynamodb:PutItem"; // the claim, and the watermarks
                most = 60;
            }
            case 3 -> {
                of = "s3:PUT";
                most = 1;
            }
            case 4 -> {
                of = "dynamodb:BatchWriteItem";
                most = 100;
            }
            case 5 -> {
                of = "monitoring:GetMetricData";
                most = 60;
            }
            default -> {}
        }
        AtomicInteger left = new AtomicInteger(1 + random.nextInt(most));
        String begin = what + of;
        aws.watch(
                now -> {
                    boolean strikes = now.startsWith(begin) && left.decrementAndGet() == 0;
                    if (strikes) {
                        process.strike();
                    }
                    return strikes;
                });
        return begin.strip();
    }

    /** A run when all trouble is over, and all that came late is there. */
    private void quiet(ToldPipeline process, int cycle) throws Exception {
        aws.trouble().end();
        aws.trouble().set("late=0");
        list(cycle, listed.get(cycle - 1));
        if (!process.isAlive()) {
            process.start(null);
        }
        run(process, cycle);
    }

    private void balance(String name, int last) throws Exception {
        for (ToldPipeline process : processes) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> process.spooled().isEmpty());
            assertThat(process.terminate()).isZero();
        }
        ExpectedPoints points = new ExpectedPoints(aws, "ec2", "rds");
        FleetBalance cold =
                FleetBalance.cold(aws, folder.resolve(name).resolve("s3"))
                        .against(points(points, last, true), this::isDue);
        FleetBalance hot = FleetBalance.hot(aws).against(points(points, last, false), this::isDue);
        TreeSet<String> untold = untold();
        System.out.printf(
                "%d cycles, %d kills %s%n"
                        + "%d calls, %d metrics asked, run status %s%n%s%n%s%nuntold runs %s%n",
                last + 1,
                kills.values().stream().mapToInt(n -> n).sum(),
                kills,
                aws.calls().all().stream().mapToLong(EmulatedCalls.Count::requests).sum(),
                aws.calls().metrics(),
                statuses(),
                cold,
                hot,
                untold);
        List<String> problems = new ArrayList<>(cold.problems());
        problems.addAll(hot.problems());
        Files.write(folder.resolve(name).resolve("problems"), problems);
        assertThat(problems)
                .withFailMessage(
                        () ->
                                "-Dfleet.seed=%d: %d problems %s, the first are%n%s"
                                        .formatted(
                                                SEED,
                                                problems.size(),
                                                counted(problems),
                                                String.join(
                                                        "\n",
                                                        problems.subList(
                                                                0,
                                                                Math.min(SHOWN, problems.size())))))
                .isEmpty();
        assertThat(untold).as("-Dfleet.seed=%d", SEED).isEmpty();
        assertThat(aws.complaints()).isEmpty();
        assertThat(kills).as("without any this shows nothing").isNotEmpty();
    }

    /** How many there are of each kind, account and source, and of which times. */
    private static Map<String, String> counted(List<String> problems) {
        Map<String, TreeSet<String>> times = new TreeMap<>();
        Map<String, Integer> counts = new TreeMap<>();
        for (String problem : problems) {
            String[] of = problem.split(" ");
            String kind = String.join(" ", of[0], of[1], of[3], of[4]);
            counts.merge(kind, 1, Integer::sum);
            times.computeIfAbsent(kind, k -> new TreeSet<>()).add(of[2]);
        }
        Map<String, String> counted = new TreeMap<>();
        counts.forEach(
                (kind, count) -> {
                    TreeSet<String> all = times.get(kind);
                    counted.put(kind, "%d, %s to %s".formatted(count, all.first(), all.last()));
                });
        return counted;
    }

    private SortedMap<String, Double> points(ExpectedPoints points, int last, boolean settled) {
        return points.all(
                period -> end(0, period).minusSeconds(4 * period),
                period -> settled ? settled(last, period) : end(last, period),
                series -> !series.cell().account().equals(EmulatedFleet.OWN));
    }

    /** Up to where a run reads the metrics of a period. */
    private Instant end(int cycle, long period) {
        long second = time(cycle).getEpochSecond() - (period == 60 ? 120 : 300);
        return Instant.ofEpochSecond(second - second % period);
    }

    private Instant settled(int cycle, long period) {
        return end(cycle, period).minusSeconds(3 * period);
    }

    /** Of an instance that is not listed CloudWatch has points too, and nobody need read them. */
    private boolean isDue(String point) {
        String[] of = point.split(" ");
        if (!of[2].equals("ec2")) {
            return true;
        }
        long cycle =
                Math.floorDiv(
                        Duration.between(first, Instant.parse(of[0])).toSeconds(),
                        EVERY.toSeconds());
        return EmulatedFleet.number(of[3]) < listed.get((int) Math.max(0, cycle));
    }

    private Map<String, Integer> statuses() {
        Map<String, Integer> statuses = new TreeMap<>();
        for (ToldPipeline process : processes) {
            process.ended().values().forEach(status -> statuses.merge(status, 1, Integer::sum));
        }
        return statuses;
    }

    /** The runs that ended, and of which CloudWatch was not told. */
    private TreeSet<String> untold() {
        TreeSet<String> untold = new TreeSet<>();
        for (ToldPipeline process : processes) {
            process.ended()
                    .forEach(
                            (run, status) -> {
                                if (!status.equals("LEFT")) {
                                    untold.add(run);
                                }
                            });
        }
        aws.datapoints().all().stream()
                .filter(datapoint -> datapoint.path("name").asText().equals("RunSuccess"))
                .map(datapoint -> Instant.parse(datapoint.path("time").asText()))
                .forEach(time -> untold.remove(ToldPipeline.id(time)));
        return untold;
    }
}
