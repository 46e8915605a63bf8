package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.fleet.ExpectedPoints;
import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two accounts in two regions, read by every branch. */
class ReadFleetRouteTest extends FleetTest {
    @Override
    String[] fleet() {
        return new String[] {
            "accounts=3",
            "regions=eu-west-1,us-east-1",
            "instances=5",
            "databases=2",
            "external-id=x1"
        };
    }

    @Test
    void readsEveryPointOfEverySeriesOfEveryCell() {
        aws.trouble().set("late=0");
        start();

        Run run = runAt(TIME);

        assertWhole(run);
        assertPoints(
                run.samples().stream(),
                expected.all(
                        period -> settled(TIME, period).minusSeconds(period),
                        period -> end(TIME, period),
                        series -> isAssumed(series.cell().account())));
        assertThat(run.samples().get(0).dimensions()).isEmpty();
        assertThat(aws.complaints()).isEmpty();
    }

    @Test
    void aRegionThatFailsIsMissingAndLeavesTheOthersWhole() {
        aws.trouble().set("late=0", "out=us-east-1");
        start();

        Run run = runAt(TIME);

        assertThat(run.status()).isEqualTo(Run.Status.PARTIAL);
        assertThat(run.branches())
                .extracting(Outcome::name, Outcome::error)
                .allSatisfy(
                        branch ->
                                assertThat(branch.toList().get(1).toString())
                                        .contains(
                                                "222200000001/us-east-1",
                                                "222200000002/us-east-1"));
        assertThat(ExpectedPoints.of(run.samples().stream()))
                .isEqualTo(
                        expected.all(
                                period -> settled(TIME, period).minusSeconds(period),
                                period -> end(TIME, period),
                                series ->
                                        series.cell().region().equals("eu-west-1")
                                                && isAssumed(series.cell().account())));
    }

    @Test
    void anAccountWhoseRoleIsNotGivenIsMissingAndItsReasonSaidOnce() {
        aws.trouble().set("late=0", "denied=222200000002");
        start();

        Run run = runAt(TIME);

        String denied =
                "222200000002/eu-west-1, 222200000002/us-east-1: Sts 403 AccessDenied: is not"
                        + " authorized to perform: sts:AssumeRole on"
                        + " arn:aws:iam::222200000002:role/infra-monitor; the role that"
                        + " infra-monitor runs with must be allowed sts:AssumeRole on"
                        + " arn:aws:iam::222200000002:role/infra-monitor (fleet.roles, which must"
                        + " trust it, with fleet.external-id if they ask for one)";
        assertThat(run.branches())
                .extracting(Outcome::error)
                .containsOnly("ec2: " + denied + "; rds: " + denied);
        assertThat(run.samples()).extracting(Sample::account).containsOnly("222200000001");
    }

    @Test
    void theNextRunReadsOnWhereItLeftOffAndWhatWasMissingAgain() {
        aws.trouble().set("late=0", "out=us-east-1");
        start();
        runAt(TIME);
        aws.trouble().set("out=");

        Run run = runAt(TIME.plus(Duration.ofMinutes(10)));

        assertWhole(run);
        assertPoints(
                run.samples().stream().filter(s -> s.region().equals("eu-west-1")),
                expected.all(
                        period -> settled(TIME, period),
                        period -> end(TIME.plus(Duration.ofMinutes(10)), period),
                        series ->
                                series.cell().region().equals("eu-west-1")
                                        && isAssumed(series.cell().account())));
    }

    private static boolean isAssumed(String account) {
        return account.startsWith("2222");
    }
}
