package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Outcome.Result;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Four branches side by side, and what becomes of the run when one of them does not do its part.
 */
class CollectRouteTest extends RouteTest {
    private static final List<String> BRANCHES = List.of("cpu", "memory", "disk", "network");

    @Override
    Map<String, String> settings() {
        return Map.of("collect.timeout", "1s", "retry.attempts", "1");
    }

    @Test
    void joinsWhatEveryBranchRead() throws Exception {
        readEverywhere();
        start();

        Run run = collect();

        assertThat(run.samples()).extracting(Sample::type).containsExactlyElementsOf(BRANCHES);
        assertThat(run.branches())
                .extracting(Outcome::name, Outcome::result, Outcome::samples)
                .containsExactly(
                        tuple("cpu", Result.OK, 1L),
                        tuple("memory", Result.OK, 1L),
                        tuple("disk", Result.OK, 1L),
                        tuple("network", Result.OK, 1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "memory", "disk", "network"})
    void aBranchThatFailsLeavesTheOthersWhole(String failing) throws Exception {
        readEverywhere();
        fail("collect-" + failing + "-host", "read-" + failing, new IOException("broken"));
        start();

        Run run = collect();

        assertThat(run.failures())
                .extracting(Outcome::name, Outcome::result, Outcome::error)
                .containsExactly(tuple(failing, Result.FAILED, "IOException: broken"));
        assertThat(run.samples())
                .extracting(Sample::type)
                .containsExactlyElementsOf(
                        BRANCHES.stream().filter(b -> !b.equals(failing)).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "network"})
    void aBranchThatHangsIsTimedOutAndNotHeardWhenItEnds(String hanging) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        readEverywhere();
        replace(
                "collect-" + hanging + "-host",
                "read-" + hanging,
                exchange -> {
                    release.await(1, TimeUnit.MINUTES);
                    exchange.getMessage().setBody(reading(hanging, 99));
                    exchange.getExchangeExtension()
                            .addOnCompletion(
                                    new org.apache.camel.support.SynchronizationAdapter() {
                                        @Override
                                        public void onDone(org.apache.camel.Exchange late) {
                                            ended.countDown();
                                        }
                                    });
                });
        start();

        Run run = collect();
        release.countDown();
        assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();

        assertThat(run.failures())
                .extracting(Outcome::name, Outcome::result, Outcome::error)
                .containsExactly(tuple(hanging, Result.TIMED_OUT, "no answer within 1000 ms"));
        assertThat(run.samples())
                .extracting(Sample::type)
                .containsExactlyElementsOf(
                        BRANCHES.stream().filter(b -> !b.equals(hanging)).toList());
        assertThat(messages()).isEmpty();
    }

    @Test
    void aRunOfWhichEveryBranchHangsStillGoesOn() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        for (String branch : BRANCHES) {
            replace(
                    "collect-" + branch + "-host",
                    "read-" + branch,
                    exchange -> release.await(1, TimeUnit.MINUTES));
        }
        start();

        Run run = collect();
        release.countDown();

        assertThat(run.branches())
                .extracting(Outcome::result)
                .containsExactly(
                        Result.TIMED_OUT, Result.TIMED_OUT, Result.TIMED_OUT, Result.TIMED_OUT);
        assertThat(run.samples()).isEmpty();
    }

    /** What a branch ends with by mistake: the run says so, and neither hangs nor forgets it. */
    @ParameterizedTest
    @ValueSource(strings = {"cpu", "network"})
    void aBranchThatEndsWithNothingIsAFailure(String empty) throws Exception {
        readEverywhere();
        replace(
                "collect-" + empty + "-host",
                "read-" + empty,
                exchange -> exchange.getMessage().setBody(null));
        start();

        assertThat(collect().failures())
                .extracting(Outcome::name, Outcome::error)
                .containsExactly(
                        tuple(
                                empty,
                                "ended with nothing where a reading is expected; see"
                                        + " routes/README.md"));
    }

    @Test
    void aBranchThatEndsWithSomethingElseIsAFailure() throws Exception {
        readEverywhere();
        replace("collect-cpu-host", "read-cpu", exchange -> exchange.getMessage().setBody("42"));
        replace(
                "collect-disk-host",
                "read-disk",
                exchange -> {
                    throw new NoClassDefFoundError("native/library");
                });
        start();

        assertThat(collect().failures())
                .extracting(Outcome::name, Outcome::error)
                .containsExactly(
                        tuple(
                                "cpu",
                                "ended with String where a reading is expected; see"
                                        + " routes/README.md"),
                        tuple("disk", "NoClassDefFoundError: native/library"));
    }

    private void readEverywhere() throws Exception {
        for (String branch : BRANCHES) {
            replace(
                    "collect-" + branch + "-host",
                    "read-" + branch,
                    exchange -> exchange.getMessage().setBody(reading(branch, 1)));
        }
    }

    private Run collect() {
        return send("collect", run()).getMessage().getBody(Run.class);
    }
}
