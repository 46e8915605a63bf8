package io.github.inframonitor.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.inframonitor.aws.FakeAws.Answer;
import io.github.inframonitor.aws.FakeAws.Asked;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/** What the clients of production do on the wire, whatever answers there. */
class SdkClientsTest {
    /** A call of each service, and the answer that it is content with. */
    enum Call {
        S3(
                context ->
                        client(context, S3Client.class)
                                .getObjectAsBytes(get -> get.bucket("bucket").key("key")),
                "text/plain",
                "what the object holds"),
        DYNAMODB(
                context ->
                        client(context, DynamoDbClient.class)
                                .getItem(
                                        get ->
                                                get.tableName("table")
                                                        .key(
                                                                Map.of(
                                                                        "pk",
                                                                        AttributeValue.fromS(
                                                                                "k")))),
                "application/x-amz-json-1.0",
                "{\"Item\":{\"pk\":{\"S\":\"k\"}}}"),
        CLOUDWATCH(
                context ->
                        client(context, CloudWatchClient.class)
                                .putMetricData(
                                        put ->
                                                put.namespace("InfraMonitor")
                                                        .metricData(
                                                                m -> m.metricName("x").value(1.0))),
                "application/cbor",
                "\u00a0"), // an empty map
        SNS(
                context ->
                        client(context, SnsClient.class)
                                .publish(
                                        p ->
                                                p.topicArn("arn:aws:sns:eu-west-1:1:t")
                                                        .message("said")),
                "text/xml",
                "<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult>"
                        + "</PublishResponse>");

        private final Consumer<CamelContext> call;
        private final String type;
        private final String answer;

        Call(Consumer<CamelContext> call, String type, String answer) {
            this.call = call;
            this.type = type;
            this.answer = answer;
        }

        Answer good() {
            return Answer.of(200, type, answer);
        }

        Answer truncated() {
            return Answer.truncated(type, answer.substring(0, answer.length() / 2));
        }
    }

    private static final Answer UNAVAILABLE = Answer.of(503, "text/plain", "");

    private final CamelContext context = new DefaultCamelContext();
    private FakeAws aws;

    @BeforeEach
    void open() throws IOException {
        aws = new FakeAws(asked -> UNAVAILABLE);
    }

    @AfterEach
    void close() {
        context.stop();
        aws.close();
    }

    @ParameterizedTest
    @EnumSource
    void triesAgainWhatIsUnavailableOnce(Call call) {
        configure("10s");
        aws.next(UNAVAILABLE, call.good());

        call.call.accept(context);

        assertThat(aws.asked()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void sendsARequestThreeTimesAtMost(Call call) {
        configure("10s");

        assertThatThrownBy(() -> call.call.accept(context)).isInstanceOf(SdkException.class);

        assertThat(aws.asked()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void waitsNoLongerThanTheAttemptMayTake(Call call) {
        configure("200ms");
        aws.otherwise(asked -> aws.silence());

        assertThatThrownBy(() -> call.call.accept(context))
                .isInstanceOfAny(ApiCallAttemptTimeoutException.class, SdkClientException.class)
                .isNotInstanceOf(ApiCallTimeoutException.class);

        assertThat(aws.asked()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(names = {"S3", "DYNAMODB"})
    void readsAgainWhatBrokeOff(Call call) {
        configure("10s");
        aws.next(call.truncated(), call.good());

        call.call.accept(context);

        assertThat(aws.asked()).hasSize(2);
    }

    /** The SDK does not send it again, since it came back as a 200; the route's retry does. */
    @Test
    void aConfirmationThatBrokeOffIsAFailureThatMayPass() {
        configure("10s");
        aws.next(Call.SNS.truncated());

        Throwable failure = catchThrowable(() -> Call.SNS.call.accept(context));

        assertThat(failure).isInstanceOf(SdkClientException.class);
        assertThat(new AwsErrors().isRefusal(failure)).isFalse();
        assertThat(aws.asked()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void saysInOneLineThatNobodyListens(Call call) throws IOException {
        URI nobody = URI.create("http://127.0.0.1:" + freePort());
        configure(
                new SdkClients(
                        b ->
                                b.endpointOverride(nobody)
                                        .credentialsProvider(
                                                AnonymousCredentialsProvider.create())),
                "10s");

        Throwable refused = catchThrowable(() -> call.call.accept(context));

        assertThat(AwsErrors.describe(refused)).contains("Connection refused").doesNotContain("\n");
    }

    @Test
    void allClientsShareTheirConnections() {
        configure("10s");
        aws.otherwise(asked -> Call.DYNAMODB.good());
        Call.DYNAMODB.call.accept(context);
        aws.otherwise(asked -> Call.SNS.good());
        Call.SNS.call.accept(context);
        aws.otherwise(asked -> Call.CLOUDWATCH.good());
        Call.CLOUDWATCH.call.accept(context);

        assertThat(aws.asked())
                .extracting(Asked::from)
                .hasSize(3)
                .containsOnly(aws.asked().get(0).from());
    }

    @Test
    void closesThemWhenItStops() {
        configure("10s");
        context.start();
        SnsClient sns = client(context, SnsClient.class);
        context.stop();

        assertThatThrownBy(() -> sns.publish(p -> p.topicArn("arn").message("m")))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(aws.asked()).isEmpty();
    }

    /** The variables of the environment are the same settings of the SDK, seen by .ci/run. */
    @Test
    void aServicesOwnEndpointComesBeforeTheOneOfAllAndS3IsAskedByPath() throws IOException {
        try (FakeAws others = new FakeAws(asked -> Call.DYNAMODB.good())) {
            System.setProperty("aws.endpointUrlS3", aws.uri().toString());
            System.setProperty("aws.endpointUrl", others.uri().toString());
            aws.next(Call.S3.good());
            configure(
                    new SdkClients(
                            b -> b.credentialsProvider(AnonymousCredentialsProvider.create())),
                    "10s");

            Call.S3.call.accept(context);
            Call.DYNAMODB.call.accept(context);

            assertThat(aws.asked()).extracting(Asked::path).containsExactly("/bucket/key");
            assertThat(others.asked()).extracting(Asked::operation).containsExactly("GetItem");
        } finally {
            System.clearProperty("aws.endpointUrlS3");
            System.clearProperty("aws.endpointUrl");
        }
    }

    private void configure(String attemptTimeout) {
        configure(aws.clients(), attemptTimeout);
    }

    private void configure(SdkClients clients, String attemptTimeout) {
        context.getPropertiesComponent().setInitialProperties(FakeAws.settings(attemptTimeout));
        clients.configure(context);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static <T> T client(CamelContext context, Class<T> type) {
        return context.getRegistry().findSingleByType(type);
    }
}
