package io.github.inframonitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.cloudwatch.CloudWatchDouble;
import io.github.inframonitor.leader.ApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * Two processes of one pipeline, of which one leads; it is killed just before a firing, and the
 * other does that firing and all after it, each once. {@code CONTRACT_ENDPOINT} names the emulator
 * that both store in.
 */
class TakeoverCheck extends ProcessTest {
    private static final Duration EVERY = Duration.ofSeconds(20);
    private static final Duration LEASE = Duration.ofSeconds(5);

    private final URI endpoint = URI.create(System.getenv("CONTRACT_ENDPOINT"));
    private final String name = "takeover-" + UUID.randomUUID();
    private final DynamoDbClient dynamo = client(DynamoDbClient.builder());
    private final S3Client s3 = client(S3Client.builder().forcePathStyle(true));
    private final SnsClient sns = client(SnsClient.builder());
    private final Map<String, Process> pods = new HashMap<>();

    @AfterEach
    void endPods() throws Exception {
        for (Process pod : pods.values()) {
            pod.destroyForcibly().waitFor();
        }
    }

    @Test
    void theOtherProcessTakesOverAndNoFiringIsLostOrDoubled() throws Exception {
        try (ApiServer kubernetes = new ApiServer();
                CloudWatchDouble cloudWatch = new CloudWatchDouble(0)) {
            String topic = makeStores();
            for (String pod : List.of("pod-a", "pod-b")) {
                pods.put(pod, start(pod, topic, kubernetes, cloudWatch));
            }
            await().until(() -> !ended().isEmpty());
            String leader = kubernetes.holder("monitoring", "infra-monitor");
            String other = leader.equals("pod-a") ? "pod-b" : "pod-a";
            await().until(() -> log(other).contains("profile prod"));
            Instant gap = nextFiring(Instant.now().plusSeconds(3));
            await().until(() -> Instant.now().isAfter(gap.minusSeconds(1)));

            pods.get(leader).toHandle().destroyForcibly(); // and its output stays open
            pods.get(leader).waitFor();
            Instant killed = Instant.now();

            assertThat(killed).isBefore(gap);
            await().until(() -> other.equals(kubernetes.holder("monitoring", "infra-monitor")));
            Duration takeover = Duration.between(killed, Instant.now());
            await().until(() -> ended().get(ended().size() - 1).isAfter(gap));
            pods.get(other).toHandle().destroy(); // and the run in flight is finished
            pods.get(other).waitFor();

            System.out.printf(
                    "killed %s at %s, %s took over after %d ms (lease %d ms), runs %s%n",
                    leader, killed, other, takeover.toMillis(), LEASE.toMillis(), ended());
            assertThat(takeover).isLessThan(LEASE.multipliedBy(2));
            assertThat(ended()).isEqualTo(everyFiring());
            assertThat(log(other))
                    .containsOnlyOnce("was missed")
                    .contains("the run of " + gap + " was missed, and is done now");
            assertThat(log(leader)).doesNotContain("was missed");
            assertThat(told(cloudWatch)).isEqualTo(ended().size());
            assertThat(s3.listObjectsV2(l -> l.bucket(name)).contents()).hasSameSizeAs(ended());
        }
    }

    /** Each scheduled time from the first run to the last. */
    private List<Instant> everyFiring() {
        List<Instant> ended = ended();
        List<Instant> firings = new ArrayList<>();
        for (Instant t = ended.get(0); !t.isAfter(ended.get(ended.size() - 1)); t = t.plus(EVERY)) {
            firings.add(t);
        }
        return firings;
    }

    private static Instant nextFiring(Instant from) {
        long every = EVERY.toSeconds();
        return Instant.ofEpochSecond((from.getEpochSecond() / every + 1) * every);
    }

    /** The scheduled times of the runs that have ended, in their order. */
    private List<Instant> ended() {
        return dynamo
                .query(
                        q ->
                                q.tableName(name)
                                        .keyConditionExpression("pk = :p")
                                        .expressionAttributeValues(
                                                Map.of(":p", AttributeValue.fromS("R#" + name))))
                .items()
                .stream()
                .filter(item -> item.containsKey("status"))
                .map(item -> Instant.parse(item.get("sk").s()))
                .toList();
    }

    /** How often CloudWatch was told of a run. */
    private static long told(CloudWatchDouble cloudWatch) {
        return cloudWatch.datapoints().stream()
                .filter(datapoint -> datapoint.path("name").asText().equals("RunSuccess"))
                .count();
    }

    private String makeStores() {
        s3.createBucket(b -> b.bucket(name));
        dynamo.createTable(
                t ->
                        t.tableName(name)
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
        return sns.createTopic(t -> t.name(name)).topicArn();
    }

    private Process start(
            String pod, String topic, ApiServer kubernetes, CloudWatchDouble cloudWatch)
            throws IOException {
        Process process =
                process(
                        Map.of(
                                "AWS_ENDPOINT_URL",
                                endpoint.toString(),
                                "AWS_ENDPOINT_URL_CLOUDWATCH",
                                cloudWatch.endpoint().toString(),
                                "AWS_ACCESS_KEY_ID",
                                "test",
                                "AWS_SECRET_ACCESS_KEY",
                                "test",
                                "NAMESPACE",
                                "monitoring",
                                "POD_NAME",
                                pod),
                        "-Dcamel.main.profile=prod",
                        "-Daws.region=us-east-1",
                        "-Dpipeline.id=" + name,
                        "-Dspool.dir=" + folder.resolve("spool-" + pod),
                        "-Dcold.bucket=" + name,
                        "-Dhot.table=" + name,
                        "-Dalerts.topic-arn=" + topic,
                        "-Dlogs.enabled=false",
                        "-Dcollect.window=100ms",
                        "-Dschedule.cron=0/" + EVERY.toSeconds() + " * * * * ?",
                        "-Dleader.enabled=true",
                        "-Dleader.lease-duration=" + LEASE.toSeconds() + "s",
                        "-Dkubernetes.master=" + kubernetes.url());
        Path log = folder.resolve(pod + ".log");
        Thread copy =
                new Thread(
                        () -> {
                            try (var output = process.getInputStream()) {
                                Files.copy(output, log);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        copy.setDaemon(true);
        copy.start();
        return process;
    }

    private String log(String pod) throws IOException {
        Path log = folder.resolve(pod + ".log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private static ConditionFactory await() {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100));
    }

    private <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("test", "test")))
                .build();
    }
}
