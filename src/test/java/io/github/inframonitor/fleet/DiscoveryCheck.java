package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.aws.AwsClients;
import io.github.inframonitor.run.Runs;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * What is found of 378 instances and 142 databases of two accounts in three regions, of an emulator
 * that is not ours, in accounts that no test before has used.
 */
class DiscoveryCheck {
    private static final List<Map<String, String>> TAGS =
            List.of(
                    Map.of("Environment", "production", "Team", "blue"),
                    Map.of("Environment", "staging", "Team", "red"),
                    Map.of());
    private static final int EACH = 21;

    private final String[] accounts = {account(), account()};
    private final String table = "discovery-" + UUID.randomUUID();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private Fleet fleet;
    private List<Cell> cells;

    private static String account() {
        return Long.toString(
                ThreadLocalRandom.current().nextLong(300_000_000_000L, 999_999_999_999L));
    }

    @BeforeEach
    void connect() {
        Properties settings = new Properties();
        settings.putAll(
                Map.of(
                        "aws.region", "us-east-1",
                        "aws.attempts", "3",
                        "aws.attempt-timeout", "20s",
                        "aws.call-timeout", "60s"));
        context.getPropertiesComponent().setInitialProperties(settings);
        AwsClients clients =
                new AwsClients(
                        context,
                        builder ->
                                builder.endpointOverride(
                                                URI.create(System.getenv("CONTRACT_ENDPOINT")))
                                        .credentialsProvider(
                                                StaticCredentialsProvider.create(
                                                        AwsBasicCredentials.create("test", "no"))));
        context.getRegistry().bind("awsClients", AwsClients.class, clients);
        fleet =
                new Fleet(
                        "eu-west-1,us-east-1,ap-south-1",
                        Arrays.stream(accounts)
                                .map(of -> "arn:aws:iam::" + of + ":role/infra-monitor")
                                .reduce((one, other) -> one + ", " + other)
                                .orElseThrow(),
                        "x1",
                        5,
                        50);
        fleet.setCamelContext(context);
        context.getRegistry().bind("fleet", Fleet.class, fleet);
        context.getRegistry()
                .bind(
                        "hot",
                        DynamoDbClient.class,
                        clients.make(DynamoDbClient.builder(), null, null));
        context.start();
        makeTable(context.getRegistry().findSingleByType(DynamoDbClient.class));
        cells = fleet.cells(null);
    }

    @AfterEach
    void close() throws Exception {
        context.close();
    }

    @Test
    void everyInstanceOfEveryAccountAndRegionIsFoundByItsTags() {
        Map<String, List<Map<String, Instance>>> launched = new TreeMap<>();
        cells.forEach(cell -> launched.put(cell.toString(), launch(cell)));

        assertThat(launched).hasSize(6);
        for (Cell cell : cells) {
            List<Map<String, Instance>> of = launched.get(cell.toString());
            assertInstances(cell, inventory("", false, "Team"), of, 0, 1, 2);
            assertInstances(cell, inventory("Team", false, "Team"), of, 0, 1);
            assertInstances(cell, inventory("Environment=prod*", false, "Team"), of, 0);
            assertInstances(cell, inventory("Environment=staging|test", false, "Team"), of, 1);
            assertInstances(
                    cell,
                    inventory("Environment=production,Team=blue|red", true, "Team"),
                    of,
                    0,
                    2);
            assertInstances(cell, inventory("Environment=production,Team=red", false, ""), of);
        }
    }

    @Test
    void everyDatabaseIsFoundToTheLastPage() {
        Map<String, List<Member>> made = new TreeMap<>();
        for (Cell cell : cells) {
            made.put(cell.toString(), create(cell, cell.equals(cells.get(0)) ? 117 : 5));
        }

        for (Cell cell : cells) {
            List<Member> of = made.get(cell.toString());
            assertThat(inventory("", false, "Team").rds(cell))
                    .containsExactlyInAnyOrderElementsOf(of);
            assertThat(inventory("Team=blue", false, "Team").rds(cell))
                    .containsExactlyInAnyOrderElementsOf(
                            of.stream()
                                    .filter(m -> "blue".equals(m.labels().get("tag:Team")))
                                    .toList());
        }
    }

    @Test
    void whatIsTerminatedOrStoppedIsKnownToBeGone() {
        Cell cell = cells.get(0);
        List<String> ids = List.copyOf(launch(cell).get(0).keySet());
        List<Member> all = inventory("web", "Team", false, "").ec2(cell);
        fleet.ec2(cell).terminateInstances(t -> t.instanceIds(ids.get(0)));
        fleet.ec2(cell).stopInstances(s -> s.instanceIds(ids.get(1)));

        List<Member> known = inventory("web", "Team", false, "").ec2(cell);

        assertThat(known)
                .extracting(Member::id)
                .containsExactlyInAnyOrderElementsOf(all.stream().map(Member::id).toList());
        assertThat(known)
                .filteredOn(member -> member.gone() != null)
                .extracting(Member::id)
                .containsExactlyInAnyOrderElementsOf(ids.subList(0, 2));
    }

    /** By {@link #TAGS}, each instance by its id. */
    private List<Map<String, Instance>> launch(Cell cell) {
        List<Map<String, Instance>> launched = new ArrayList<>();
        for (Map<String, String> tags : TAGS) {
            RunInstancesResponse response =
                    fleet.ec2(cell)
                            .runInstances(
                                    r -> {
                                        r.imageId("ami-12c6146b")
                                                .instanceType(InstanceType.T3_MICRO)
                                                .minCount(EACH)
                                                .maxCount(EACH);
                                        if (!tags.isEmpty()) {
                                            r.tagSpecifications(
                                                    s ->
                                                            s.resourceType(ResourceType.INSTANCE)
                                                                    .tags(tags(tags)));
                                        }
                                    });
            Map<String, Instance> of = new TreeMap<>();
            response.instances().forEach(instance -> of.put(instance.instanceId(), instance));
            assertThat(of).hasSize(EACH);
            launched.add(of);
        }
        return launched;
    }

    private static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    /** These and no others are found, with their volumes and labels. */
    private static void assertInstances(
            Cell cell, Inventory inventory, List<Map<String, Instance>> launched, int... groups) {
        List<Member> expected = new ArrayList<>();
        for (int group : groups) {
            String team = TAGS.get(group).get("Team");
            for (Instance instance : launched.get(group).values()) {
                expected.add(
                        new Member(
                                instance.instanceId(),
                                Map.of(
                                        "InstanceId",
                                        List.of(instance.instanceId()),
                                        "VolumeId",
                                        instance.blockDeviceMappings().stream()
                                                .map(mapping -> mapping.ebs().volumeId())
                                                .toList()),
                                team == null
                                        ? new TreeMap<>()
                                        : new TreeMap<>(Map.of("tag:Team", team))));
            }
        }
        assertThat(inventory.ec2(cell)).containsExactlyInAnyOrderElementsOf(expected);
    }

    private List<Member> create(Cell cell, int databases) {
        List<Member> created = new ArrayList<>();
        for (int n = 0; n < databases; n++) {
            String id = "db-" + n; // alike in every cell, as AWS lets them
            String team = n % 3 == 0 ? "blue" : "red";
            fleet.rds(cell)
                    .createDBInstance(
                            c ->
                                    c.dbInstanceIdentifier(id)
                                            .dbInstanceClass("db.t3.micro")
                                            .engine("postgres")
                                            .allocatedStorage(20)
                                            .masterUsername("postgres")
                                            .masterUserPassword("postgres")
                                            .tags(t -> t.key("Team").value(team)));
            SortedMap<String, String> labels = new TreeMap<>(Map.of("tag:Team", team));
            created.add(new Member(id, Map.of("DBInstanceIdentifier", List.of(id)), labels));
        }
        return created;
    }

    /** Of a pipeline that has listed nothing yet. */
    private Inventory inventory(String tags, boolean untagged, String labels) {
        return inventory(UUID.randomUUID().toString(), tags, untagged, labels);
    }

    private Inventory inventory(String pipeline, String tags, boolean untagged, String labels) {
        context.getRegistry().bind("runs", new Runs(pipeline, "", ""));
        Inventory inventory =
                new Inventory(
                        tags, untagged, labels, Duration.ofMinutes(10), table, Clock.systemUTC());
        inventory.setCamelContext(context);
        return inventory;
    }

    private void makeTable(DynamoDbClient client) {
        client.createTable(
                t ->
                        t.tableName(table)
                                .billingMode(BillingMode.PAY_PER_REQUEST)
                                .attributeDefinitions(
                                        a ->
                                                a.attributeName("pk")
                                                        .attributeType(ScalarAttributeType.S),
                                        a ->
                                                a.attributeName("sk")
                                                        .attributeType(ScalarAttributeType.S))
                                .keySchema(
                                        k -> k.attributeName("pk").keyType(KeyType.HASH),
                                        k -> k.attributeName("sk").keyType(KeyType.RANGE)));
    }
}
