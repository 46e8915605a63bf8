package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Run;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.Test;

/** A cell that hangs, in a class of its own for its time: it keeps no other from the run. */
class HangingCellRouteTest extends FleetTest {
    private static final String HANGING = "222200000001/us-east-1";

    @Override
    String[] fleet() {
        return new String[] {
            "accounts=2", "regions=eu-west-1,us-east-1", "instances=3", "databases=1"
        };
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("fleet.timeout", "15s");
        return settings;
    }

    @Test
    void aCellThatHangsIsMissingAndLeavesTheOthersWhole() throws Exception {
        aws.trouble().set("late=0");
        CountDownLatch release = new CountDownLatch(1);
        AdviceWith.adviceWith(
                context,
                "read-cell",
                false,
                advice ->
                        advice.weaveById("make-batches")
                                .before()
                                .process(
                                        exchange -> {
                                            if (exchange.getVariable("cell")
                                                    .toString()
                                                    .equals(HANGING)) {
                                                release.await();
                                            }
                                        }));
        start();

        Run run = runAt(TIME);
        release.countDown();

        assertThat(run.branches())
                .extracting(Outcome::error)
                .containsOnly(
                        "ec2: 222200000001/us-east-1: TimeoutException: no answer in time; rds:"
                                + " 222200000001/us-east-1: TimeoutException: no answer in time");
        assertPoints(
                run.samples().stream(),
                expected.all(
                        period -> settled(TIME, period).minusSeconds(period),
                        period -> end(TIME, period),
                        series ->
                                series.cell().account().startsWith("2222")
                                        && !series.cell().toString().equals(HANGING)));
    }
}
