package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The double understands what the SDK's own clients send, and is understood by them. */
class FleetAwsTest {
    private static final Instant FROM = Instant.parse("2026-11-22T20:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-22T20:10:00Z");
    private static final String EC2 = "AWS/EC2";
    private static final String CPU = "CPUUtilization";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private FleetAws aws;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

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
    void allSeriesAreListedWithTheirDimensions() throws Exception {
        play("accounts=1", "instances=6", "agents=2", "paths=2", "stopped=5");
        aws.trouble().set("list-page=4", "throttle-list=0");
        CloudWatchClient cloudWatch = client(CloudWatchClient.builder(), "eu-west-1", own());

        List<Metric> all = cloudWatch.listMetricsPaginator().metrics().stream().toList();
        List<Metric> disks =
                cloudWatch
                        .listMetricsPaginator(
                                ask ->
                                        ask.namespace("CWAgent")
                                                .metricName("disk_used_percent")
                                                .dimensions(d -> d.name("path").value("/data1")))
                        .metrics()
                        .stream()
                        .toList();

        assertThat(all).doesNotHaveDuplicates().hasSize(5 * 10 + 5 * 9 + 2 * 3 + 14 * 2);
        assertThat(disks)
                .extracting(metric -> dimensions(metric.dimensions()))
                .containsExactlyElementsOf(
                        aws.fleet()
                                .series("CWAgent", "disk_used_percent")
                                .map(EmulatedSeries::dimensions)
                                .filter(dimensions -> dimensions.get("path").equals("/data1"))
                                .toList());
        assertThat(disks).hasSize(2);
    }

    @Test
    void datapointsAreThoseThatTheFleetComputes() throws Exception {
        play("accounts=1", "instances=3", "basic=2");
        CloudWatchClient cloudWatch = client(CloudWatchClient.builder(), "eu-west-1", own());

        List<MetricDataResult> results =
                cloudWatch
                        .getMetricData(
                                ask ->
                                        ask.startTime(FROM)
                                                .endTime(TO)
                                                .scanBy(ScanBy.TIMESTAMP_ASCENDING)
                                                .metricDataQueries(queries(EC2, CPU, 3)))
                        .metricDataResults();

        assertThat(points(results)).isEqualTo(expected(EC2, CPU));
        assertThat(results.get(0).timestamps()).hasSize(10).startsWith(FROM);
        assertThat(results.get(1).timestamps())
                .containsExactly(FROM, FROM.plus(Duration.ofMinutes(5)));
        assertThat(results.get(0).values()).allMatch(value -> value >= 0 && value < 100);
        assertThat(aws.complaints()).isEmpty();
    }

    @Test
    void whatNobodyPublishesIsCompleteAndEmpty() throws Exception {
        play("accounts=1");
        CloudWatchClient cloudWatch = client(CloudWatchClient.builder(), "eu-west-1", own());
        MetricDataQuery unknown =
                query("unknown", EC2, CPU, Map.of("InstanceId", "i-0123456789abcdef0"));

        MetricDataResult result =
                cloudWatch
                        .getMetricData(
                                ask -> ask.startTime(FROM).endTime(TO).metricDataQueries(unknown))
                        .metricDataResults()
                        .get(0);

        assertThat(result.statusCode()).isEqualTo(StatusCode.COMPLETE);
        assertThat(result.values()).isEmpty();
    }

    @Test
    void pagesCutAnywhereAndGoOnFromThere() throws Exception {
        play("accounts=1", "instances=3");
        CloudWatchClient cloudWatch = client(CloudWatchClient.builder(), "eu-west-1", own());

        List<GetMetricDataResponse> pages =
                cloudWatch
                        .getMetricDataPaginator(
                                ask ->
                                        ask.startTime(FROM)
                                                .endTime(TO)
                                                .maxDatapoints(7)
                                                .metricDataQueries(queries(EC2, CPU, 3)))
                        .stream()
                        .toList();

        assertThat(pages)
                .extracting(
                        page ->
                                page.metricDataResults().stream()
                                        .map(
                                                result ->
                                                        result.id()
                                                                + " "
                                                                + result.values().size()
                                                                + " "
                                                                + result.statusCode())
                                        .toList())
                .containsExactly(
                        List.of("q0 7 PartialData"),
                        List.of("q0 3 Complete", "q1 4 PartialData"),
                        List.of("q1 6 Complete", "q2 1 PartialData"),
                        List.of("q2 7 PartialData"),
                        List.of("q2 2 Complete"));
        assertThat(
                        points(
                                pages.stream()
                                        .flatMap(page -> page.metricDataResults().stream())
                                        .toList()))
                .isEqualTo(expected(EC2, CPU));
    }

    @Test
    void fiveHundredQueriesAreAllThatACallMayHave() throws Exception {
        play("accounts=1", "instances=501");
        CloudWatchClient cloudWatch = client(CloudWatchClient.builder(), "eu-west-1", own());

        assertThat(
                        cloudWatch
                                .getMetricData(
                                        ask ->
                                                ask.startTime(FROM)
                                                        .endTime(TO)
                                                        .metricDataQueries(queries(EC2, CPU, 500)))
                                .metricDataResults())
                .hasSize(500);
        assertRefused(
                () ->
                        cloudWatch.getMetricData(
                                ask ->
                                        ask.startTime(FROM)
                                                .endTime(TO)
                                                .metricDataQueries(queries(EC2, CPU, 501))),
                400,
                "ValidationError");
        assertThat(aws.calls().metrics()).isEqualTo(500);
        assertThat(aws.complaints()).hasSize(1);
    }

    @Test
    void someSeriesAreIncompleteUntilTheyAreAskedForAgain() throws Exception {
        play("accounts=1", "instances=200");
        aws.trouble().set("partial=20", "internal=10");
        CloudWatchClient cloudWatch = client(CloudWatchClient.builder(), "eu-west-1", own());

        List<MetricDataResult> first = read(cloudWatch, 200);
        List<MetricDataResult> again = read(cloudWatch, 200);

        assertThat(first.stream().filter(r -> r.statusCode() == StatusCode.PARTIAL_DATA).count())
                .isBetween(20L, 60L);
        assertThat(first.stream().filter(r -> r.statusCode() == StatusCode.INTERNAL_ERROR).count())
                .isBetween(8L, 35L);
        assertThat(first)
                .allSatisfy(
                        result ->
                                assertThat(result.values())
                                        .hasSize(
                                                switch (result.statusCode()) {
                                                    case COMPLETE -> 10;
                                                    case PARTIAL_DATA -> 5;
                                                    default -> 0;
                                                }));
        assertThat(again).allMatch(result -> result.statusCode() == StatusCode.COMPLETE);
        assertThat(points(again)).isEqualTo(expected(EC2, CPU));
    }

    @Test
    void aTenthOfThePointsComesThreeMinutesLate() throws Exception {
        play("accounts=1", "instances=100");
        CloudWatchClient cloudWatch = client(CloudWatchClient.builder(), "eu-west-1", own());

        aws.clock().set(TO.minusSeconds(1));
        Map<String, Map<Instant, Double>> before = points(read(cloudWatch, 100));
        aws.clock().set(TO);
        Map<String, Map<Instant, Double>> atOnce = points(read(cloudWatch, 100));
        aws.clock().advance(Duration.ofMinutes(3));
        Map<String, Map<Instant, Double>> inTheEnd = points(read(cloudWatch, 100));

        Instant last = TO.minusSeconds(60);
        assertThat(before.values()).noneMatch(of -> of.containsKey(last));
        assertThat(atOnce.values().stream().filter(of -> of.containsKey(last)).count())
                .isBetween(75L, 99L);
        assertThat(atOnce.values()).allMatch(of -> of.containsKey(FROM));
        assertThat(inTheEnd).isEqualTo(expected(EC2, CPU));
        assertThat(
                        aws.fleet()
                                .series(EC2, CPU)
                                .flatMap(series -> series.points("Average", 60, last, TO))
                                .filter(point -> aws.arrival(point).equals(TO))
                                .count())
                .isEqualTo(atOnce.values().stream().filter(of -> of.containsKey(last)).count());
    }

    @Test
    void moreCallsThanACellMayHaveInASecondAreThrottled() throws Exception {
        play("regions=eu-west-1,us-east-1");
        aws.trouble().set("throttle=5");
        CloudWatchClient busy = client(CloudWatchClient.builder(), "eu-west-1", own());
        CloudWatchClient quiet = client(CloudWatchClient.builder(), "us-east-1", own());

        for (int n = 0; n < 5; n++) {
            read(busy, 1);
        }

        assertRefused(() -> read(busy, 1), 400, "Throttling");
        assertThat(read(quiet, 1)).hasSize(1);
        assertThat(aws.calls().all())
                .contains(
                        new EmulatedCalls.Count(
                                "monitoring",
                                "GetMetricData",
                                EmulatedFleet.OWN,
                                "eu-west-1",
                                6,
                                5,
                                1));
        assertThat(aws.calls().mostInASecond())
                .containsEntry(new EmulatedCell(EmulatedFleet.OWN, "eu-west-1"), 6);
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

    @Test
    void theTableHoldsToConditionsAndIsReadByItsKeys() throws Exception {
        play("accounts=1");
        DynamoDbClient table = client(DynamoDbClient.builder(), "eu-west-1", own());
        Consumer<String> put =
                sk ->
                        table.putItem(
                                ask ->
                                        ask.tableName("hot")
                                                .item(item("W#1", sk))
                                                .conditionExpression(
                                                        "attribute_not_exists(pk) OR #sk = :never")
                                                .expressionAttributeNames(Map.of("#sk", "sk"))
                                                .expressionAttributeValues(
                                                        Map.of(
                                                                ":never",
                                                                AttributeValue.fromS("-"))));
        List.of("a", "b", "c", "d").forEach(put);

        assertRefused(() -> put.accept("a"), 400, "ConditionalCheckFailedException");
        List<String> pages = new ArrayList<>();
        for (QueryResponse page :
                table.queryPaginator(
                        ask ->
                                ask.tableName("hot")
                                        .limit(2)
                                        .keyConditionExpression("pk = :pk and sk between :b and :d")
                                        .expressionAttributeValues(
                                                Map.of(
                                                        ":pk", AttributeValue.fromS("W#1"),
                                                        ":b", AttributeValue.fromS("b"),
                                                        ":d", AttributeValue.fromS("d"))))) {
            pages.add(
                    page.items().stream()
                            .map(item -> item.get("sk").s())
                            .collect(Collectors.joining()));
        }
        assertThat(pages).containsExactly("bc", "d");
    }

    private static Map<String, AttributeValue> item(String pk, String sk) {
        return Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk));
    }

    @Test
    void storesFailAndRequestsAreCutOff() throws Exception {
        play("accounts=1");
        DynamoDbClient table = client(DynamoDbClient.builder(), "eu-west-1", own());
        Runnable put = () -> table.putItem(ask -> ask.tableName("hot").item(item("pk", "sk")));

        aws.trouble().set("store-failing=100");
        assertRefused(put, 500, "InternalServerError");
        aws.trouble().end();
        List<String> seen = new ArrayList<>();
        aws.watch(what -> seen.add(what) && what.startsWith("asked"));
        assertThatThrownBy(put::run).isInstanceOf(SdkClientException.class);
        assertThat(aws.stores().table().items()).isEmpty();
        aws.watch(what -> seen.add(what) && what.startsWith("done"));
        assertThatThrownBy(put::run).isInstanceOf(SdkClientException.class);
        assertThat(aws.stores().table().items()).hasSize(1);
        assertThat(seen)
                .containsExactly(
                        "asked dynamodb:PutItem",
                        "asked dynamodb:PutItem",
                        "done dynamodb:PutItem");
    }

    /** As clients before 2025 speak, among them the Prometheus exporter's. */
    @Test
    void cloudWatchIsAskedInQueryToo() throws Exception {
        play("accounts=1");
        EmulatedSeries series = aws.fleet().series(EC2, CPU).findFirst().orElseThrow();
        String form =
                "Action=GetMetricData&Version=2010-08-01&StartTime=2026-11-22T20%3A00%3A00Z"
                        + "&EndTime=2026-11-22T20%3A01%3A00Z&MetricDataQueries.member.1.Id=q0"
                        + "&MetricDataQueries.member.1.MetricStat.Metric.Namespace=AWS%2FEC2"
                        + "&MetricDataQueries.member.1.MetricStat.Metric.MetricName=CPUUtilization"
                        + "&MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name=InstanceId"
                        + "&MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value="
                        + series.resource()
                        + "&MetricDataQueries.member.1.MetricStat.Period=60"
                        + "&MetricDataQueries.member.1.MetricStat.Stat=Average";

        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(aws.endpoint().resolve("/"))
                                        .header("Content-Type", "application/x-www-form-urlencoded")
                                        .header(
                                                "Authorization",
                                                "AWS4-HMAC-SHA256 Credential=own/20261122/eu-west-1/monitoring/aws4_request, SignedHeaders=host, Signature=0")
                                        .POST(HttpRequest.BodyPublishers.ofString(form))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.body())
                .isEqualTo(
                        "<GetMetricDataResponse><GetMetricDataResult><MetricDataResults><member>"
                                + "<Id>q0</Id><Label>q0</Label>"
                                + "<Timestamps><member>2026-11-22T20:00:00Z</member></Timestamps>"
                                + "<Values><member>"
                                + series.value("Average", 60, FROM)
                                + "</member></Values><StatusCode>Complete</StatusCode>"
                                + "<Messages></Messages></member></MetricDataResults><Messages></Messages>"
                                + "</GetMetricDataResult><ResponseMetadata>"
                                + "<RequestId>emulated</RequestId></ResponseMetadata>"
                                + "</GetMetricDataResponse>");
    }

    private void play(String... fleet) throws IOException {
        aws = new FleetAws(EmulatedFleet.of(fleet));
        opened.add(aws);
    }

    private <B extends AwsClientBuilder<B, C>, C extends AutoCloseable> C client(
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

    private static AwsCredentials own() {
        return AwsBasicCredentials.create("own", "secret");
    }

    private static AwsCredentials assume(StsClient sts, String role, String externalId) {
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

    private List<MetricDataResult> read(CloudWatchClient cloudWatch, int count) {
        return cloudWatch
                .getMetricData(
                        ask ->
                                ask.startTime(FROM)
                                        .endTime(TO)
                                        .metricDataQueries(queries(EC2, CPU, count)))
                .metricDataResults();
    }

    /** Of the first so many instances; {@code q7} is the eighth. */
    private List<MetricDataQuery> queries(String namespace, String metric, int count) {
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

    private static MetricDataQuery query(
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

    private Map<String, Map<Instant, Double>> expected(String namespace, String metric) {
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

    private static Map<String, Map<Instant, Double>> points(List<MetricDataResult> results) {
        Map<String, Map<Instant, Double>> points = new TreeMap<>();
        for (MetricDataResult result : results) {
            Map<Instant, Double> of = points.computeIfAbsent(result.id(), any -> new TreeMap<>());
            for (int n = 0; n < result.values().size(); n++) {
                assertThat(of.put(result.timestamps().get(n), result.values().get(n))).isNull();
            }
        }
        return points;
    }

    private static Map<String, String> tags(Instance instance) {
        Map<String, String> tags = new TreeMap<>();
        for (Tag tag : instance.tags()) {
            tags.put(tag.key(), tag.value());
        }
        return tags;
    }

    private static Map<String, String> dimensions(List<Dimension> dimensions) {
        Map<String, String> of = new TreeMap<>();
        dimensions.forEach(dimension -> of.put(dimension.name(), dimension.value()));
        return of;
    }

    private static void assertRefused(Runnable call, int status, String code) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        error -> {
                            assertThat(error.statusCode()).isEqualTo(status);
                            assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
                        });
    }

    private String get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(aws.endpoint() + path)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
