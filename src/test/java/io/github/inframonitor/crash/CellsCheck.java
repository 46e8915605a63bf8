package io.github.inframonitor.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.fleet.EmulatedFleet;
import io.github.inframonitor.fleet.ExpectedPoints;
import io.github.inframonitor.fleet.FleetAws;
import io.github.inframonitor.fleet.StoredPoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fleet of eight cells that two processes share by a queue. The one that dispatched them is
 * killed, by SIGKILL and with its disk, while it stores its first cell: the other does all.
 */
class CellsCheck {
    private static final String QUEUE = "infra-monitor-cells";
    private static final int CELLS = 8;
    private static final Pattern DISPATCHED = Pattern.compile("(\\d{8}T\\d{6})Z-crash is disp");
    private static final Pattern DONE = Pattern.compile("run (\\S+) is COMPLETE");

    @TempDir Path folder;

    private final List<Pipeline> processes = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Pipeline process : processes) {
            process.kill();
        }
    }

    @Test
    void whatAProcessThatDiesDidNotFinishTheOtherDoesAndNothingTwice() throws Exception {
        EmulatedFleet fleet =
                EmulatedFleet.of(
                        "accounts=3",
                        "regions=eu-west-1,us-east-1,us-west-2,eu-central-1",
                        "instances=20",
                        "databases=4",
                        "external-id=x1");
        try (FleetAws aws = new FleetAws(fleet)) {
            aws.trouble().set("late=0");
            aws.clock().set(Instant.now());
            aws.clock().run(1);
            AtomicInteger writes = new AtomicInteger();
            aws.watch(
                    what -> {
                        boolean now =
                                what.equals("asked dynamodb:BatchWriteItem")
                                        && writes.incrementAndGet() == 3;
                        if (now) {
                            processes.get(0).handle().destroyForcibly();
                        }
                        return now;
                    });

            start(aws, "a", "true");
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> !processes.get(0).livesFor(0));
            assertThat(aws.queues().bodies(QUEUE)).hasSize(CELLS);
            start(aws, "b", "false");
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> aws.queues().bodies(QUEUE).isEmpty());

            assertThat(processes.get(1).terminate()).isZero();
            assertThat(aws.queues().bodies(QUEUE + "-dead")).isEmpty();
            assertThat(done("a")).isEmpty();
            assertThat(done("b")).hasSize(CELLS).doesNotHaveDuplicates();
            assertThat(aws.stores().objects()).hasSize(CELLS);
            Instant firing = firing();
            ExpectedPoints expected = new ExpectedPoints(aws, "ec2", "rds");
            SortedMap<String, Double> all =
                    expected.all(
                            period -> settled(firing, period).minusSeconds(period),
                            period -> end(firing, period),
                            series -> series.cell().account().startsWith("2222"));
            assertThat(StoredPoints.hot(aws)).isEqualTo(all);
            SortedMap<String, Double> cold = StoredPoints.cold(aws, folder.resolve("objects"));
            assertThat(cold)
                    .isEqualTo(
                            expected.all(
                                    period -> settled(firing, period).minusSeconds(period),
                                    period -> settled(firing, period),
                                    series -> series.cell().account().startsWith("2222")));
            assertThat(aws.complaints()).isEmpty();
            System.out.printf(
                    "%d cells, one of them begun by a process that was killed; %d points, %d of them"
                            + " settled: 0 missing, 0 doubled%n",
                    CELLS, all.size(), cold.size());
        }
    }

    /** Nothing of it is slow enough to be done twice for that; a claim holds for forty seconds. */
    private void start(FleetAws aws, String name, String fires) throws Exception {
        List<String> more =
                List.of(
                        "-Ddispatch=sqs",
                        "-Ddispatch.queue-url=" + aws.endpoint() + "/123456789012/" + QUEUE,
                        "-Ddispatch.visibility-timeout=11",
                        "-Dcollect.sources=ec2,rds",
                        "-Dfleet.regions=" + String.join(",", aws.fleet().regions()),
                        "-Dfleet.roles=" + String.join(",", aws.fleet().roles()),
                        "-Dfleet.external-id=" + aws.fleet().externalId(),
                        "-Dschedule.run-at-start=" + fires,
                        "-Daws.attempt-timeout=10s",
                        "-Daws.call-timeout=15s",
                        "-Dcollect.timeout=20s",
                        "-Dstore.timeout=20s");
        processes.add(
                Pipeline.start(
                        aws.endpoint(),
                        folder.resolve(name).resolve("spool"),
                        log(name),
                        Pipeline.NEVER,
                        more));
    }

    private Path log(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name)).resolve("log");
    }

    private List<String> done(String name) throws IOException {
        return DONE.matcher(Files.readString(log(name)))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private Instant firing() throws IOException {
        Matcher dispatched = DISPATCHED.matcher(Files.readString(log("a")));
        assertThat(dispatched.find()).isTrue();
        return Instant.parse(
                dispatched
                        .group(1)
                        .replaceFirst("(....)(..)(..)T(..)(..)(..)", "$1-$2-$3T$4:$5:$6Z"));
    }

    private static Instant end(Instant scheduled, long period) {
        long second = scheduled.getEpochSecond() - (period == 60 ? 120 : 300);
        return Instant.ofEpochSecond(second - second % period);
    }

    private static Instant settled(Instant scheduled, long period) {
        return end(scheduled, period).minusSeconds(3 * period);
    }
}
