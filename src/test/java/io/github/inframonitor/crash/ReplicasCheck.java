package io.github.inframonitor.crash;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes of one pipeline that both fire by the same schedule, with no leader: the record in
 * the hot table, which only one of them can be the first to write, decides who does a run.
 */
class ReplicasCheck {
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final String CRON = "0/" + EVERY.toSeconds() + " * * * * ?";
    private static final int FIRINGS = 10;
    private static final Pattern DONE = Pattern.compile("run (\\S+) is COMPLETE");
    private static final Pattern LEFT =
            Pattern.compile("another process does run (\\S+), or did it; nothing to do here");

    /** However slow the machine is, nothing is sent twice for it. */
    private static final List<String> PATIENT =
            List.of(
                    "-Daws.attempt-timeout=30s",
                    "-Daws.call-timeout=40s",
                    "-Dcollect.timeout=60s",
                    "-Dstore.timeout=60s");

    @TempDir Path folder;

    private final List<Pipeline> replicas = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Pipeline replica : replicas) {
            replica.kill();
        }
    }

    @Test
    void eachScheduledRunIsDoneOnceByOneOfThem() throws Exception {
        Trouble none = new Trouble(0);
        none.end();
        Trap unarmed = new Trap();
        try (SpoolWatch a = new SpoolWatch(spool("a"), folder.resolve("a/kept"), unarmed);
                SpoolWatch b = new SpoolWatch(spool("b"), folder.resolve("b/kept"), unarmed);
                EmulatedAws aws =
                        new EmulatedAws(none, unarmed, run -> a.link(run) | b.link(run))) {
            for (String name : List.of("a", "b")) {
                replicas.add(Pipeline.start(aws.endpoint(), spool(name), log(name), CRON, PATIENT));
            }
            for (Pipeline replica : replicas) {
                assertThat(replica.isReadyWithin(60_000)).isTrue();
            }
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> runs(LEFT, "a", "b").size() >= FIRINGS || !twice().isEmpty());
            for (Pipeline replica : replicas) {
                assertThat(replica.terminate()).isZero();
            }

            assertThat(twice()).isEmpty();
            Set<String> runs = runs(DONE, "a", "b");
            System.out.printf(
                    "%d runs: %d by one, %d by the other; %d and %d were left to the other%n",
                    runs.size(),
                    runs(DONE, "a").size(),
                    runs(DONE, "b").size(),
                    runs(LEFT, "a").size(),
                    runs(LEFT, "b").size());
            assertThat(runs).isEqualTo(everyFiring(runs));
            assertThat(runs(DONE, "b")).containsAll(runs(LEFT, "a"));
            assertThat(runs(DONE, "a")).containsAll(runs(LEFT, "b"));
            assertThat(a.seen()).isEqualTo(runs(DONE, "a"));
            assertThat(b.seen()).isEqualTo(runs(DONE, "b"));
            assertThat(records(aws)).isEqualTo(runs);
            assertThat(aws.puts())
                    .isEqualTo(runs.stream().collect(toMap(ReplicasCheck::object, run -> 1)));
            assertThat(successes(aws)).hasSameSizeAs(runs).doesNotHaveDuplicates();
            assertThat(aws.errors()).isEmpty();
        }
    }

    private Path spool(String replica) {
        return folder.resolve(replica).resolve("spool");
    }

    private Path log(String replica) {
        return folder.resolve(replica).resolve("log");
    }

    /** The ids of the runs that the logs say this of. */
    private Set<String> runs(Pattern said, String... replicas) throws IOException {
        Set<String> runs = new TreeSet<>();
        for (String replica : replicas) {
            if (Files.exists(log(replica))) {
                said.matcher(Files.readString(log(replica)))
                        .results()
                        .map((MatchResult result) -> result.group(1))
                        .forEach(runs::add);
            }
        }
        return runs;
    }

    /** The ids of the runs that both did. */
    private Set<String> twice() throws IOException {
        Set<String> twice = runs(DONE, "a");
        twice.retainAll(runs(DONE, "b"));
        return twice;
    }

    /** The ids of all runs from the first of these to the last. */
    private static Set<String> everyFiring(Set<String> runs) {
        List<Instant> times = runs.stream().map(ReplicasCheck::time).sorted().toList();
        Set<String> firings = new TreeSet<>();
        Instant last = times.get(times.size() - 1);
        for (Instant time = times.get(0); !time.isAfter(last); time = time.plus(EVERY)) {
            firings.add(time.toString().replaceAll("[-:]", "") + "-" + Pipeline.ID);
        }
        return firings;
    }

    /** Of {@code 20261122T210000Z-crash}. */
    private static Instant time(String runId) {
        return Instant.parse(
                runId.replaceFirst(
                        "(\\d{4})(\\d{2})(\\d{2})T(\\d{2})(\\d{2})(\\d{2})Z.*",
                        "$1-$2-$3T$4:$5:$6Z"));
    }

    private static String object(String runId) {
        return "/%s/metrics/dt=%s/%s.parquet"
                .formatted(Pipeline.ID, time(runId).toString().substring(0, 10), runId);
    }

    /** The runs whose record says that they ended well. */
    private static Set<String> records(EmulatedAws aws) {
        return aws.table().items().stream()
                .filter(item -> Table.text(item, "pk").equals("R#" + Pipeline.ID))
                .filter(item -> Table.text(item, "status").equals("COMPLETE"))
                .map(item -> Table.text(item, "runId"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** When CloudWatch was told that a run went well. */
    private static List<String> successes(EmulatedAws aws) {
        return aws.cloudWatch().datapoints().stream()
                .filter(
                        (ObjectNode datapoint) ->
                                datapoint.path("name").asText().equals("RunSuccess"))
                .map(datapoint -> datapoint.path("time").asText())
                .toList();
    }
}
