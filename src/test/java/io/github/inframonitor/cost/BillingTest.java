package io.github.inframonitor.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataResponse;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Which units of the price table one call is. */
class BillingTest {
    private static final GetItemRequest GET = GetItemRequest.builder().build();
    private static final Map<String, AttributeValue> INDEXED = item("gsi1pk", 100);

    static Stream<Arguments> calls() {
        return Stream.of(
                call(
                        "S3",
                        ListObjectsV2Request.builder().build(),
                        ListObjectsV2Response.builder()
                                .contents(S3Object.builder().build(), S3Object.builder().build())
                                .build(),
                        2,
                        Map.of("s3.put", 1.0)),
                call(
                        "S3",
                        CopyObjectRequest.builder().build(),
                        CopyObjectResponse.builder().build(),
                        1,
                        Map.of("s3.put", 1.0)),
                call(
                        "S3",
                        GetObjectRequest.builder().build(),
                        GetObjectResponse.builder().build(),
                        1,
                        Map.of("s3.get", 1.0)),
                call(
                        "S3",
                        HeadBucketRequest.builder().build(),
                        HeadBucketResponse.builder().build(),
                        0,
                        Map.of("s3.get", 1.0)),
                call(
                        "S3",
                        DeleteObjectRequest.builder().build(),
                        DeleteObjectResponse.builder().build(),
                        1,
                        Map.of()),
                call("DynamoDB", GET, GetItemResponse.builder().build(), 0, read(0.5)),
                call(
                        "DynamoDB",
                        GET.toBuilder().consistentRead(true).build(),
                        GetItemResponse.builder().item(item("pk", 5000)).build(),
                        1,
                        read(2)),
                call(
                        "CloudWatch",
                        GetMetricDataRequest.builder()
                                .metricDataQueries(
                                        MetricDataQuery.builder().build(),
                                        MetricDataQuery.builder().build())
                                .build(),
                        GetMetricDataResponse.builder().build(),
                        0,
                        Map.of("cloudwatch.metric-read", 2.0)),
                call(
                        "SNS",
                        PublishRequest.builder().build(),
                        PublishResponse.builder().build(),
                        1,
                        Map.of("sns.publish", 1.0, "sns.email", 1.0)),
                call(
                        "STS",
                        GetCallerIdentityRequest.builder().build(),
                        GetCallerIdentityResponse.builder().build(),
                        0,
                        Map.of()));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void isBilledByItsClass(
            String service,
            SdkRequest request,
            SdkResponse response,
            long items,
            Map<String, Double> units) {
        Billing billing = new Billing(request, response, 0);

        assertThat(billing.service()).isEqualTo(service);
        assertThat(billing.items()).isEqualTo(items);
        assertThat(billing.units()).isEqualTo(units);
    }

    @Test
    void whatIsInTheIndexIsWrittenTwiceAndWhatWasLeftIsNotWritten() {
        BatchWriteItemRequest request =
                BatchWriteItemRequest.builder()
                        .requestItems(
                                Map.of(
                                        "t",
                                        List.of(
                                                put(INDEXED),
                                                put(item("gsi1pk", 1500)),
                                                put(item("pk", 100)),
                                                put(item("x", 3000)))))
                        .build();
        BatchWriteItemResponse response =
                BatchWriteItemResponse.builder()
                        .unprocessedItems(Map.of("t", List.of(put(item("x", 3000)))))
                        .build();

        Billing billing = new Billing(request, response, 0);

        assertThat(billing.items()).isEqualTo(3);
        assertThat(billing.units())
                .isEqualTo(
                        Map.of(
                                "dynamodb.write",
                                2.0 + 4.0 + 1.0,
                                "dynamodb.byte",
                                2 * 106.0 + 2 * 1506 + 102));
    }

    @Test
    void aMetricIsNamespaceNameAndDimensions() {
        PutMetricDataRequest request =
                PutMetricDataRequest.builder()
                        .namespace("InfraMonitor")
                        .metricData(
                                IntStream.of(1, 2, 2)
                                        .mapToObj(i -> datum("cpu", "core-" + i))
                                        .toList())
                        .build();

        Billing billing = new Billing(request, PutMetricDataResponse.builder().build(), 0);

        assertThat(billing.metrics()).hasSize(2);
        assertThat(billing.items()).isEqualTo(3);
        assertThat(billing.units()).isEqualTo(Map.of("cloudwatch.request", 1.0));
    }

    private static Arguments call(
            String service,
            SdkRequest request,
            SdkResponse response,
            long items,
            Map<String, Double> units) {
        return Arguments.of(service, request, response, items, units);
    }

    private static Map<String, Double> read(double units) {
        return Map.of("dynamodb.read", units);
    }

    /** An item of one attribute, of a value of so many bytes. */
    private static Map<String, AttributeValue> item(String name, int bytes) {
        return Map.of(name, AttributeValue.fromS("x".repeat(bytes)));
    }

    private static WriteRequest put(Map<String, AttributeValue> item) {
        return WriteRequest.builder().putRequest(p -> p.item(item)).build();
    }

    private static MetricDatum datum(String name, String core) {
        return MetricDatum.builder()
                .metricName(name)
                .dimensions(Dimension.builder().name("core").value(core).build())
                .build();
    }
}
