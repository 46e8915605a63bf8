package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;
import software.amazon.awssdk.services.sts.StsClient;

/** The double understands what the SDK's own clients send, and is understood by them. */
class FleetAwsTest extends FleetAwsCase {
    @Test
    void instancesComePageByPageWithTagsVolumesAndOwner() throws Exception {
        play("accounts=1", "instances=7", "volumes=2", "untagged=7", "stopped=4");
        Ec2Client ec2 = client(Ec2Client.builder(), "eu-west-1", own());

        List<Instance> found = new ArrayList<>();
        List<Integer> pages = new ArrayList<>();
        for (DescribeInstancesResponse page :
                ec2.describeInstancesPaginator(ask -> ask.maxResults(5))) {
            List<Instance> of =
                    page.reservations().stream().flatMap(r -> r.instances().stream()).toList();
            assertThat(page.reservations()).allMatch(r -> r.ownerId().equals(EmulatedFleet.OWN));
            pages.add(of.size());
            found.addAll(of);
        }

        EmulatedCell cell = new EmulatedCell(EmulatedFleet.OWN, "eu-west-1");
        assertThat(pages).containsExactly(5, 2);
        assertThat(found)
                .extracting(Instance::instanceId)
                .containsExactlyElementsOf(
                        Stream.iterate(0, n -> n < 7, n -> n + 1)
                                .map(n -> aws.fleet().instanceId(cell, n))
                                .toList());
        assertThat(found)
                .extracting(instance -> instance.state().nameAsString())
                .containsExactly(
                        "running", "running", "running", "stopped", "running", "running",
                        "running");
        assertThat(tags(found.get(1)))
                .isEqualTo(Map.of("Environment", "staging", "Name", "web-1", "Team", "green"));
        assertThat(tags(found.get(6))).isEmpty();
        assertThat(found.get(1).blockDeviceMappings())
                .extracting(mapping -> mapping.deviceName() + " " + mapping.ebs().volumeId())
                .containsExactly(
                        "/dev/sda " + aws.fleet().volumeId(cell, 1, 0),
                        "/dev/sdb " + aws.fleet().volumeId(cell, 1, 1));
        assertThat(found.get(0).launchTime()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void instancesComeAndGoWhileTheirMetricsStay() throws Exception {
        play("accounts=1", "instances=3");
        Ec2Client ec2 = client(Ec2Client.builder(), "eu-west-1", own());
        CloudWatchClient cloudWatch = client(CloudWatchClient.builder(), "eu-west-1", own());

        aws.list(EmulatedFleet.of("accounts=1", "instances=1"));

        assertThat(ec2.describeInstances().reservations().get(0).instances()).hasSize(1);
        assertThat(points(read(cloudWatch, 3))).isEqualTo(expected(EC2, CPU));
    }

    @Test
    void filtersHoldTogetherAndEachByOneOfItsValues() throws Exception {
        play("accounts=1", "instances=12", "untagged=5", "stopped=3");
        Ec2Client ec2 = client(Ec2Client.builder(), "eu-west-1", own());

        DescribeInstancesResponse found =
                ec2.describeInstances(
                        ask ->
                                ask.filters(
                                        f -> f.name("tag:Name").values("web-1*", "web-7"),
                                        f -> f.name("tag-key").values("Team"),
                                        f -> f.name("instance-state-name").values("running")));

        assertThat(
                        found.reservations().stream()
                                .flatMap(r -> r.instances().stream())
                                .map(instance -> tags(instance).get("Name")))
                .containsExactly("web-1", "web-7", "web-10");
    }

    @Test
    void databasesComePageByPageWithTheirTags() throws Exception {
        play("accounts=1", "databases=25", "untagged=25");
        RdsClient rds = client(RdsClient.builder(), "eu-west-1", own());

        List<Integer> pages = new ArrayList<>();
        List<DBInstance> found = new ArrayList<>();
        for (DescribeDbInstancesResponse page :
                rds.describeDBInstancesPaginator(ask -> ask.maxRecords(20))) {
            pages.add(page.dbInstances().size());
            found.addAll(page.dbInstances());
        }

        assertThat(pages).containsExactly(20, 5);
        DBInstance second = found.get(1);
        assertThat(second.dbInstanceIdentifier()).isEqualTo("db-0001");
        assertThat(second.dbInstanceArn())
                .isEqualTo("arn:aws:rds:eu-west-1:111122223333:db:db-0001");
        assertThat(second.dbInstanceStatus()).isEqualTo("available");
        assertThat(second.tagList())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactly("Environment=staging", "Name=db-1", "Team=green");
        assertThat(found.get(24).tagList()).isEmpty();
    }

    @Test
    void aRoleGivesKeysOfItsAccountToWhoeverKnowsTheExternalId() throws Exception {
        play("accounts=3", "external-id=secret");
        StsClient sts = client(StsClient.builder(), "eu-west-1", own());
        String role = aws.fleet().roles().get(1);

        AwsCredentials keys = assume(sts, role, "secret");

        assertThat(role).isEqualTo("arn:aws:iam::222200000002:role/infra-monitor");
        assertThat(sts.getCallerIdentity().account()).isEqualTo(EmulatedFleet.OWN);
        assertThat(client(StsClient.builder(), "eu-west-1", keys).getCallerIdentity().account())
                .isEqualTo("222200000002");
        assertThat(
                        client(Ec2Client.builder(), "eu-west-1", keys)
                                .describeInstances()
                                .reservations())
                .allMatch(reservation -> reservation.ownerId().equals("222200000002"));
        assertRefused(() -> assume(sts, role, "guessed"), 403, "AccessDenied");
        aws.trouble().set("denied=222200000002");
        assertRefused(() -> assume(sts, role, "secret"), 403, "AccessDenied");
    }

    @Test
    void aRegionFailsInWholeAndTheOthersGoOn() throws Exception {
        play("regions=eu-west-1,us-east-1");
        aws.trouble().set("out=eu-west-1");
        CloudWatchClient failing = client(CloudWatchClient.builder(), "eu-west-1", own());
        CloudWatchClient other = client(CloudWatchClient.builder(), "us-east-1", own());
        Ec2Client ec2 = client(Ec2Client.builder(), "eu-west-1", own());
        RdsClient rds = client(RdsClient.builder(), "eu-west-1", own());

        assertRefused(() -> read(failing, 1), 500, "InternalServiceError");
        assertRefused(ec2::describeInstances, 500, "InternalServiceError");
        assertRefused(rds::describeDBInstances, 500, "InternalServiceError");
        assertThat(read(other, 1)).hasSize(1);

        aws.trouble().end();
        assertThat(read(failing, 1)).hasSize(1);
    }

    @Test
    void calledFromElsewhereItTellsAndObeys() throws Exception {
        play("accounts=1");
        read(client(CloudWatchClient.builder(), "eu-west-1", own()), 2);

        assertThat(get("/set?latency=20ms&advance=1m"))
                .isEqualTo("{\"now\":\"2026-11-22T21:01:00Z\"}");
        assertThat(aws.trouble().latency()).isEqualTo(Duration.ofMillis(20));
        assertThat(get("/calls"))
                .contains(
                        "{\"service\":\"monitoring\",\"operation\":\"GetMetricData\","
                                + "\"account\":\"111122223333\",\"region\":\"eu-west-1\","
                                + "\"requests\":1,\"metrics\":2,\"refused\":0}");
    }
}
