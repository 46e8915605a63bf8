package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Plays a fleet, and asks it as the SDK's own clients do, without trying again. */
abstract class FleetAwsCase {
    static final Instant FROM = Instant.parse("2026-11-22T20:00:00Z");
    static final Instant TO = Instant.parse("2026-11-22T20:10:00Z");
    static final String EC2 = "AWS/EC2";
    static final String CPU = "CPUUtilization";

    private final List<AutoCloseable> opened = new ArrayList<>();
    FleetAws aws;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    void play(String... fleet) throws IOException {
        aws = new FleetAws(EmulatedFleet.of(fleet));
        opened.add(aws);
    }

    <B extends AwsClientBuilder<B, C>, C extends AutoCloseable> C client(
            B builder, String region, AwsCredentials credentials) {
        C client =
                builder.endpointOverride(aws.endpoint())
                        .region(Region.of(region))
                        .credentialsProvider(StaticCredentialsProvider.create(credentials))
                        .overrideConfiguration(
                                of -> of.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                        .build();
        opened.add(0, client);
        return client;
    }

    static AwsCredentials own() {
        return AwsBasicCredentials.create("own", "secret");
    }

    static AwsCredentials assume(StsClient sts, String role, String externalId) {
        Credentials credentials =
                sts.assumeRole(
                                ask ->
                                        ask.roleArn(role)
                                                .roleSessionName("session")
                                                .externalId(externalId))
                        .credentials();
        return AwsSessionCredentials.create(
                credentials.accessKeyId(),
                credentials.secretAccessKey(),
                credentials.sessionToken());
    }

    List<MetricDataResult> read(CloudWatchClient cloudWatch, int count) {
        return cloudWatch
                .getMetricData(
                        ask ->
                                ask.startTime(FROM)
                                        .endTime(TO)
                                        .metricDataQueries(queries(EC2, CPU, count)))
                .metricDataResults();
    }

    /** Of the first so many instances; {@code q7} is the eighth. */
    List<MetricDataQuery> queries(String namespace, String metric, int count) {
        List<MetricDataQuery> queries = new ArrayList<>();
        aws.fleet()
                .series(namespace, metric)
                .limit(count)
                .forEach(
                        series ->
                                queries.add(
                                        query(
                                                "q" + queries.size(),
                                                namespace,
                                                metric,
                                                series.dimensions())));
        return queries;
    }

    static MetricDataQuery query(
            String id, String namespace, String metric, Map<String, String> dimensions) {
        List<Dimension> of =
                dimensions.entrySet().stream()
                        .map(d -> Dimension.builder().name(d.getKey()).value(d.getValue()).build())
                        .toList();
        return MetricDataQuery.builder()
                .id(id)
                .metricStat(
                        stat ->
                                stat.stat("Average")
                                        .period(60)
                                        .metric(
                                                m ->
                                                        m.namespace(namespace)
                                                                .metricName(metric)
                                                                .dimensions(of)))
                .build();
    }

    Map<String, Map<Instant, Double>> expected(String namespace, String metric) {
        Map<String, Map<Instant, Double>> expected = new TreeMap<>();
        aws.fleet()
                .series(namespace, metric)
                .forEach(
                        series -> {
                            Map<Instant, Double> of = new TreeMap<>();
                            series.points("Average", 60, FROM, TO)
                                    .forEach(point -> of.put(point.time(), point.value()));
                            expected.put("q" + expected.size(), of);
                        });
        return expected;
    }

    static Map<String, Map<Instant, Double>> points(List<MetricDataResult> results) {
        Map<String, Map<Instant, Double>> points = new TreeMap<>();
        for (MetricDataResult result : results) {
            Map<Instant, Double> of = points.computeIfAbsent(result.id(), any -> new TreeMap<>());
            for (int n = 0; n < result.values().size(); n++) {
                assertThat(of.put(result.timestamps().get(n), result.values().get(n))).isNull();
            }
        }
        return points;
    }

    static Map<String, String> tags(Instance instance) {
        Map<String, String> tags = new TreeMap<>();
        for (Tag tag : instance.tags()) {
            tags.put(tag.key(), tag.value());
        }
        return tags;
    }

    static Map<String, String> dimensions(List<Dimension> dimensions) {
        Map<String, String> of = new TreeMap<>();
        dimensions.forEach(dimension -> of.put(dimension.name(), dimension.value()));
        return of;
    }

    static void assertRefused(Runnable call, int status, String code) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        error -> {
                            assertThat(error.statusCode()).isEqualTo(status);
                            assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
                        });
    }

    String get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(aws.endpoint() + path)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
