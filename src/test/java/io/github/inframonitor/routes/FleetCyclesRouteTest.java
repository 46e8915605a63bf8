package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.fleet.Watermarks;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Many runs against a CloudWatch as it is: what comes late, in part, or not at all for a while is
 * in both stores in the end, and nothing is there twice.
 */
class FleetCyclesRouteTest extends FleetTest {
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final int RUNS = 8;

    @Override
    String[] fleet() {
        return new String[] {
            "regions=eu-west-1,us-east-1", "instances=6", "databases=3", "volumes=2"
        };
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("hot.shards", "4");
        settings.put("retry.attempts", "3");
        settings.put("fleet.labels", "Team");
        return settings;
    }

    @Test
    void everyPointIsInTheHotAndTheColdStoreOnce() throws Exception {
        aws.trouble()
                .set("late=20", "partial=10", "internal=5", "throttled=5", "failing=3", "page=40");
        start();

        for (int run = 0; run < RUNS; run++) {
            aws.trouble().set("out=" + (run == 3 || run == 4 ? "us-east-1" : ""));
            runAt(TIME.plus(EVERY.multipliedBy(run)));
        }
        aws.trouble().end();
        aws.trouble().set("late=0"); // and whatever a run could not read, the last one can
        Instant last = TIME.plus(EVERY.multipliedBy(RUNS));
        Run run = runAt(last);

        assertWhole(run);
        assertPoints(cold().stream(), points(last, true));
        assertPoints(hot().stream(), points(last, false));
        assertThat(cold().stream().filter(s -> s.dimensions().containsKey("tag:Team")))
                .isNotEmpty();
        assertThat(aws.complaints()).isEmpty();
    }

    /** A process that dies between the spool and the stores, and one that another run overtook. */
    @Test
    void ofTwoRunsThatSettledTheSamePointsOneStoresThem() throws Exception {
        aws.trouble().set("late=0");
        start();
        Run first = collected(TIME);
        Run second = collected(TIME.plus(EVERY));

        send("store", second);
        send("store", first);
        Instant last = TIME.plus(EVERY.multipliedBy(2));
        runAt(last);

        assertPoints(
                cold().stream(),
                expected.all(
                        period -> settled(TIME.plus(EVERY), period).minusSeconds(period),
                        period -> settled(last, period),
                        series -> true));
    }

    /** A process that dies before it writes to S3, and the next run begins before it is back. */
    @Test
    void aRunThatMovedItsWatermarksStoresWhatItSettledAlsoAfterTheNextDid() throws Exception {
        aws.trouble().set("late=0");
        start();
        Run first = collected(TIME);
        context.getRegistry().findSingleByType(Watermarks.class).advance(first);

        runAt(TIME.plus(EVERY));
        send("store", first);
        Instant last = TIME.plus(EVERY.multipliedBy(2));
        runAt(last);

        assertPoints(cold().stream(), points(last, true));
        assertPoints(hot().stream(), points(last, false));
    }

    @Test
    void aRunThatIsDoneAgainLaterLeavesInTheColdStoreWhatItWrote() throws Exception {
        aws.trouble().set("late=0");
        start();
        runAt(TIME);
        Instant last = TIME.plus(EVERY);
        runAt(last);

        send("store", collected(TIME));

        assertPoints(cold().stream(), points(last, true));
    }

    /**
     * Others settled what is between, so what it read when it was done first is not its any more.
     */
    @Test
    void aRunThatBeganElsewhereWhenItWasDoneAgainStoresNothingTwice() throws Exception {
        aws.trouble().set("late=0");
        start();
        runAt(TIME);
        Instant again = TIME.plus(EVERY.multipliedBy(2));
        Run first = collected(again);
        runAt(TIME.plus(EVERY)); // as one that is late
        runAt(again);

        send("store", first);
        assertPoints(cold().stream(), points(again, true));
        Instant last = again.plus(EVERY);
        runAt(last);
        send("store", first);
        assertPoints(cold().stream(), points(last, true));
    }

    /** Its region is away when it is done again: what it wrote of that stays in its object. */
    @Test
    void aRunThatIsDoneAgainAndReadsLessTakesNothingFromTheColdStore() throws Exception {
        aws.trouble().set("late=0");
        start();
        runAt(TIME);
        Instant again = TIME.plus(EVERY);
        runAt(again);

        aws.trouble().set("out=us-east-1");
        send("store", collected(again));
        aws.trouble().set("out=");
        Instant last = again.plus(EVERY);
        runAt(last);

        assertPoints(cold().stream(), points(last, true));
        assertPoints(hot().stream(), points(last, false));
    }

    /** A process that dies before it writes to S3, and does the run again with a region away. */
    @Test
    void aRunThatIsDoneAgainAndReadsLessTakesNothingFromTheSpool() throws Exception {
        aws.trouble().set("late=0");
        start();
        runAt(TIME);
        Instant again = TIME.plus(EVERY);
        Run first = collected(again);
        send("keep-run", first);
        context.getRegistry().findSingleByType(Watermarks.class).advance(first);

        aws.trouble().set("out=us-east-1");
        send("store", send("keep-run", collected(again)).getMessage().getBody(Run.class));
        aws.trouble().set("out=");
        Instant last = again.plus(EVERY);
        runAt(last);

        assertPoints(cold().stream(), points(last, true));
        assertPoints(hot().stream(), points(last, false));
    }

    /** Two processes did it, each of which read what the other did not. */
    @Test
    void ofARunThatTwoDidTheColdStoreHasWhatEitherRead() throws Exception {
        aws.trouble().set("late=0");
        start();
        runAt(TIME);
        Instant again = TIME.plus(EVERY);
        aws.trouble().set("out=us-east-1");
        Run one = collected(again);
        aws.trouble().set("out=eu-west-1");
        Run other = collected(again);
        aws.trouble().set("out=");

        send("store", one);
        send("store", other);
        send("store", one);
        Instant last = again.plus(EVERY);
        runAt(last);

        assertPoints(cold().stream(), points(last, true));
    }

    private Run collected(Instant time) {
        aws.clock().set(time);
        return send("collect", begun(time)).getMessage().getBody(Run.class);
    }

    private SortedMap<String, Double> points(Instant last, boolean settled) {
        return expected.all(
                period -> settled(TIME, period).minusSeconds(period),
                period -> settled ? settled(last, period) : end(last, period),
                series -> true);
    }

    private List<Sample> cold() throws Exception {
        return Stored.cold(folder.resolve("local/s3/infra-monitor"));
    }

    private List<Sample> hot() {
        return Stored.hot(
                client(DynamoDbClient.class),
                4,
                TIME.minus(Duration.ofDays(1)),
                TIME.plus(Duration.ofDays(1)));
    }
}
