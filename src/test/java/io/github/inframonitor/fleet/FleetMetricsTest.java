package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/** What the double plays of CloudWatch. */
class FleetMetricsTest extends FleetAwsCase {
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
                                .points(
                                        List.of(new EmulatedMetric(EC2, CPU, "Average", 60)),
                                        last,
                                        TO)
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
                                + "<Id>q0</Id><Label>CPUUtilization</Label>"
                                + "<Timestamps><member>2026-11-22T20:00:00Z</member></Timestamps>"
                                + "<Values><member>"
                                + series.value("Average", 60, FROM)
                                + "</member></Values><StatusCode>Complete</StatusCode>"
                                + "<Messages></Messages></member></MetricDataResults><Messages></Messages>"
                                + "</GetMetricDataResult><ResponseMetadata>"
                                + "<RequestId>emulated</RequestId></ResponseMetadata>"
                                + "</GetMetricDataResponse>");
    }
}
