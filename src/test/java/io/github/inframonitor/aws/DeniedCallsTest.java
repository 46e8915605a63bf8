package io.github.inframonitor.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.inframonitor.aws.FakeAws.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A person reads which action to allow on what, whatever little AWS said. */
class DeniedCallsTest {
    private static final Map<String, AttributeValue> KEY = Map.of("pk", AttributeValue.fromS("k"));
    private static final String QUEUE =
            "https://sqs.eu-west-1.amazonaws.com/123456789012/infra-monitor-logs";
    private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:ops";

    private final CamelContext context = new DefaultCamelContext();
    private FakeAws aws;

    @BeforeEach
    void open() throws IOException {
        aws = new FakeAws(asked -> Answer.of(500, "text/plain", ""));
        context.getPropertiesComponent().setInitialProperties(FakeAws.settings("10s"));
        aws.clients().configure(context);
    }

    @AfterEach
    void close() {
        context.stop();
        aws.close();
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                s3(
                        s3 ->
                                s3.putObject(
                                        p -> p.bucket("b").key("metrics/dt=1/k"),
                                        RequestBody.fromString("x")),
                        "s3:PutObject on arn:aws:s3:::b/metrics/dt=1/* (cold.bucket)"),
                s3(
                        s3 -> s3.getObjectAsBytes(g -> g.bucket("b").key("k")),
                        "s3:GetObject on arn:aws:s3:::b/* (cold.bucket)"),
                s3(
                        s3 -> s3.listObjectsV2(l -> l.bucket("b")),
                        "s3:ListBucket on arn:aws:s3:::b (cold.bucket)"),
                s3(
                        s3 -> s3.headBucket(h -> h.bucket("b")),
                        "s3:ListBucket on arn:aws:s3:::b (cold.bucket)"),
                s3(
                        s3 ->
                                s3.copyObject(
                                        c ->
                                                c.sourceBucket("b")
                                                        .sourceKey("x/k")
                                                        .destinationBucket("b")
                                                        .destinationKey("y/k")),
                        "s3:GetObject and s3:PutObject on arn:aws:s3:::b/x/* and arn:aws:s3:::b/y/*"
                                + " (cold.bucket)"),
                s3(
                        s3 -> s3.deleteObject(d -> d.bucket("b").key("x/k")),
                        "s3:DeleteObject on arn:aws:s3:::b/x/* (cold.bucket)"),
                dynamoDb(
                        db -> db.batchWriteItem(b -> b.requestItems(Map.of("t", List.of(put())))),
                        "dynamodb:BatchWriteItem on table/t (hot.table)"),
                dynamoDb(
                        db -> db.putItem(p -> p.tableName("t").item(KEY)),
                        "dynamodb:PutItem on table/t (hot.table)"),
                dynamoDb(
                        db -> db.updateItem(u -> u.tableName("t").key(KEY)),
                        "dynamodb:UpdateItem on table/t (hot.table)"),
                dynamoDb(
                        db -> db.query(q -> q.tableName("t").indexName("gsi1")),
                        "dynamodb:Query on table/t/index/gsi1 (hot.table)"),
                Arguments.of(
                        CloudWatchClient.class,
                        (Consumer<CloudWatchClient>)
                                cw -> cw.putMetricData(p -> p.namespace("InfraMonitor")),
                        "application/cbor",
                        "AccessDenied",
                        "cloudwatch:PutMetricData on * where cloudwatch:namespace is InfraMonitor"
                                + " (cloudwatch.namespace)"),
                Arguments.of(
                        SnsClient.class,
                        (Consumer<SnsClient>)
                                sns -> sns.publish(p -> p.topicArn(TOPIC).message("m")),
                        "text/xml",
                        "AuthorizationError",
                        "sns:Publish on " + TOPIC + " (alerts.topic-arn)"),
                Arguments.of(
                        AthenaClient.class,
                        (Consumer<AthenaClient>)
                                athena ->
                                        athena.startQueryExecution(
                                                q -> q.workGroup("group").queryString("SELECT 1")),
                        "application/x-amz-json-1.1",
                        "AccessDeniedException",
                        "athena:StartQueryExecution on workgroup/group (athena.workgroup)"),
                Arguments.of(
                        SqsClient.class,
                        (Consumer<SqsClient>) sqs -> sqs.receiveMessage(r -> r.queueUrl(QUEUE)),
                        "application/x-amz-json-1.0",
                        "AccessDeniedException",
                        "sqs:ReceiveMessage on "
                                + QUEUE
                                + " (logs.queue-url or dispatch.queue-url)"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    <C extends SdkClient> void namesTheActionAndWhatItIsOn(
            Class<C> type, Consumer<C> call, String protocol, String code, String allow) {
        aws.next(Answer.refusal(protocol, code));

        Throwable denied =
                catchThrowable(() -> call.accept(context.getRegistry().findSingleByType(type)));

        assertThat(AwsErrors.describe(denied))
                .endsWith("; the role that infra-monitor runs with must be allowed " + allow);
        assertThat(new AwsErrors().isRefusal(denied)).isTrue();
        assertThat(aws.asked()).hasSize(1);
    }

    @Test
    void noPolicyCuresAWrongSecret() {
        aws.next(Answer.refusal("application/xml", "SignatureDoesNotMatch"));

        Throwable denied =
                catchThrowable(
                        () ->
                                context.getRegistry()
                                        .findSingleByType(S3Client.class)
                                        .listObjectsV2(l -> l.bucket("b")));

        assertThat(AwsErrors.describe(denied)).endsWith("; renew the credentials");
    }

    private static Arguments s3(Consumer<S3Client> call, String allow) {
        return Arguments.of(S3Client.class, call, "application/xml", "AccessDenied", allow);
    }

    private static Arguments dynamoDb(Consumer<DynamoDbClient> call, String allow) {
        return Arguments.of(
                DynamoDbClient.class,
                call,
                "application/x-amz-json-1.0",
                "AccessDeniedException",
                allow);
    }

    private static WriteRequest put() {
        return WriteRequest.builder().putRequest(p -> p.item(KEY)).build();
    }
}
