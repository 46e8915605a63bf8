package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.inframonitor.aws.AwsClients;
import io.github.inframonitor.run.Runs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

class InventoryTest {
    private static final Cell CELL = new Cell(EmulatedFleet.OWN, Region.EU_WEST_1, null);

    private final DefaultCamelContext context = new DefaultCamelContext();
    private FleetAws aws;

    @BeforeEach
    void play() throws Exception {
        aws =
                new FleetAws(
                        EmulatedFleet.of(
                                "instances=5",
                                "volumes=2",
                                "databases=3",
                                "untagged=5",
                                "agents=2"));
        aws.trouble().set("describe-page=2", "rds-page=20", "list-page=1");
        Properties settings = new Properties();
        settings.putAll(
                Map.of(
                        "aws.region", "eu-west-1",
                        "aws.attempts", "1",
                        "aws.attempt-timeout", "10s",
                        "aws.call-timeout", "30s"));
        context.getPropertiesComponent().setInitialProperties(settings);
        AwsClients clients =
                new AwsClients(
                        context,
                        builder ->
                                builder.endpointOverride(aws.endpoint())
                                        .credentialsProvider(
                                                StaticCredentialsProvider.create(
                                                        AwsBasicCredentials.create("own", "no"))));
        context.getRegistry().bind("awsClients", AwsClients.class, clients);
        Fleet fleet = new Fleet("eu-west-1", "", "", 5, 50);
        fleet.setCamelContext(context);
        context.getRegistry().bind("fleet", Fleet.class, fleet);
        context.getRegistry().bind("runs", new Runs("web", "", ""));
        context.getRegistry()
                .bind(
                        "hot",
                        DynamoDbClient.class,
                        clients.make(DynamoDbClient.builder(), null, null));
        context.start();
    }

    @AfterEach
    void close() throws Exception {
        context.close();
        aws.close();
    }

    @Test
    void theCellsOfThisAccountAreItsRegions() {
        assertThat(context.getRegistry().findSingleByType(Fleet.class).cells(null))
                .containsExactly(CELL);
        assertThatThrownBy(
                        () ->
                                context.getRegistry()
                                        .findSingleByType(Fleet.class)
                                        .cells("1/eu-west-1"))
                .hasMessage("1/eu-west-1 is no cell by fleet.regions and fleet.roles");
    }

    @Test
    void instancesAreListedToTheLastPageWithTheirVolumesAndLabels() {
        List<Member> found = inventory("Environment=production", false, "Team, Absent").ec2(CELL);

        assertThat(found).hasSize(2);
        Member first = found.get(0);
        String prefix = first.id().substring(0, first.id().length() - 8).replace("i-", "");
        assertThat(first)
                .isEqualTo(
                        new Member(
                                "i-" + prefix + "00000000",
                                Map.of(
                                        "InstanceId",
                                        List.of("i-" + prefix + "00000000"),
                                        "VolumeId",
                                        List.of(
                                                "vol-" + prefix + "00000000",
                                                "vol-" + prefix + "00000001")),
                                new TreeMap<>(Map.of("tag:Team", "blue"))));
        assertThat(found.get(1).labels()).isEqualTo(Map.of("tag:Team", "red"));
    }

    @Test
    void whatHasNoTagsIsThereIfItIsToBe() {
        assertThat(inventory("Environment=production", true, "").ec2(CELL)).hasSize(3);
        assertThat(inventory("", false, "").ec2(CELL)).hasSize(5);
        assertThat(inventory("Team=blue|green", false, "").rds(CELL))
                .extracting(Member::id)
                .containsExactly("db-0000", "db-0001");
    }

    @Test
    void aListingHoldsForAWhile() {
        Inventory inventory = inventory("", false, "");
        assertThat(inventory.ec2(CELL)).hasSize(5);
        long asked = aws.calls().requests("DescribeInstances");

        aws.clock().advance(Duration.ofSeconds(599));
        assertThat(inventory.ec2(CELL)).hasSize(5);
        assertThat(aws.calls().requests("DescribeInstances")).isEqualTo(asked);
        aws.clock().advance(Duration.ofSeconds(1));
        assertThat(inventory.ec2(CELL)).hasSize(5);
        assertThat(aws.calls().requests("DescribeInstances")).isGreaterThan(asked);
    }

    @Test
    void aProcessThatNeverSawAResourceKnowsForADayThatItIsGone() {
        List<Member> all = inventory("", false, "Team").ec2(CELL);
        aws.list(EmulatedFleet.of("instances=3", "volumes=2"));
        aws.clock().advance(Duration.ofHours(3));
        Instant noticed = aws.clock().instant();

        List<Member> known = inventory("", false, "Team").ec2(CELL);
        aws.clock().advance(Duration.ofHours(23));
        List<Member> later = inventory("", false, "Team").ec2(CELL);
        aws.clock().advance(Duration.ofHours(1));
        List<Member> dayAfter = inventory("", false, "Team").ec2(CELL);

        List<Member> gone = all.subList(3, 5).stream().map(m -> m.gone(noticed)).toList();
        assertThat(known).containsExactlyInAnyOrderElementsOf(concat(all.subList(0, 3), gone));
        assertThat(later).containsExactlyInAnyOrderElementsOf(known);
        assertThat(dayAfter).containsExactlyInAnyOrderElementsOf(all.subList(0, 3));
    }

    @Test
    void aResourceThatIsBackIsThere() {
        List<Member> all = inventory("", false, "").ec2(CELL);
        aws.list(EmulatedFleet.of("instances=0"));
        inventory("", false, "").ec2(CELL);
        aws.list(aws.fleet());

        assertThat(inventory("", false, "").ec2(CELL)).containsExactlyInAnyOrderElementsOf(all);
    }

    /** An item of DynamoDB takes no more than 400 KB. */
    @Test
    void ofManyResourcesNoneIsForgottenAndAChangeWritesFew() {
        aws.trouble().set("describe-page=1000");
        aws.list(EmulatedFleet.of("instances=1200"));
        inventory("", false, "").ec2(CELL);
        long puts = aws.calls().requests("PutItem");
        aws.list(EmulatedFleet.of("instances=1199"));

        List<Member> known = inventory("", false, "").ec2(CELL);

        assertThat(known).hasSize(1200).filteredOn(member -> member.gone() != null).hasSize(1);
        assertThat(puts).isEqualTo(3);
        assertThat(aws.calls().requests("PutItem")).isEqualTo(puts + 1);
    }

    @Test
    void withoutTheHotTableNothingIsListed() {
        aws.trouble().set("store-failing=100");

        assertThatThrownBy(() -> inventory("", false, "").ec2(CELL))
                .isInstanceOf(DynamoDbException.class);
    }

    private static List<Member> concat(List<Member> one, List<Member> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    @Test
    void aListingThatFailsIsAskedForAgain() {
        Inventory inventory = inventory("", false, "");
        aws.trouble().set("out=eu-west-1");
        assertThatThrownBy(() -> inventory.rds(CELL)).hasMessageContaining("emulated");

        aws.trouble().set("out=");

        assertThat(inventory.rds(CELL)).hasSize(3);
    }

    @Test
    void metricsAreFoundByTheDimensionThatIsTheResource() {
        Metric metric =
                MetricTable.parse("CWAgent mem_used_percent InstanceId+ Average 1m 2m used_percent")
                        .get(0);

        assertThat(inventory("", false, "").metrics(CELL, metric))
                .hasSize(3)
                .allSatisfy(
                        (id, all) ->
                                assertThat(all)
                                        .singleElement()
                                        .satisfies(
                                                dimensions ->
                                                        assertThat(dimensions)
                                                                .extracting(d -> d.name())
                                                                .containsExactlyInAnyOrder(
                                                                        "InstanceId",
                                                                        "ImageId",
                                                                        "InstanceType")));
    }

    private Inventory inventory(String tags, boolean untagged, String labels) {
        Inventory inventory =
                new Inventory(tags, untagged, labels, Duration.ofMinutes(10), "t", aws.clock());
        inventory.setCamelContext(context);
        return inventory;
    }
}
