package io.github.inframonitor.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Properties;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;

/** What Camel's health says of a bucket that is there, a table that is not, and no network. */
class DestinationHealthCheckTest {
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void watch() {
        Properties settings = new Properties();
        settings.setProperty("cold.bucket", "mine");
        settings.setProperty("hot.table", "gone");
        settings.setProperty("alerts.topic-arn", "arn:aws:sns:eu-west-1:123456789012:ops");
        settings.setProperty("dispatch", "local");
        context.getPropertiesComponent().setInitialProperties(settings);
        context.getRegistry().bind("s3", S3Client.class, new Bucket());
        context.getRegistry().bind("dynamoDb", DynamoDbClient.class, new NoTable());
        context.getRegistry().bind("sns", SnsClient.class, new NoNetwork());
        Destinations.watch(context);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void tellsOfEachDestinationByItsSetting() {
        assertThat(HealthCheckHelper.invoke(context, "full"))
                .filteredOn(result -> result.getCheck().getGroup().equals("infra-monitor"))
                .extracting(
                        result -> result.getCheck().getId(),
                        HealthCheck.Result::getState,
                        result -> result.getMessage().orElse(""))
                .containsExactlyInAnyOrder(
                        tuple("cold.bucket", HealthCheck.State.UP, ""),
                        tuple(
                                "hot.table",
                                HealthCheck.State.DOWN,
                                "table 'gone': DynamoDb 400 ResourceNotFoundException: none; create"
                                        + " the table or correct hot.table"),
                        tuple(
                                "alerts.topic-arn",
                                HealthCheck.State.DOWN,
                                "topic 'arn:aws:sns:eu-west-1:123456789012:ops': SdkClientException:"
                                        + " no network"));
    }

    @Test
    void isNoReasonToRestartOrToWithholdTheProcess() {
        assertThat(HealthCheckHelper.invokeReadiness(context, "full"))
                .extracting(result -> result.getCheck().getGroup())
                .doesNotContain("infra-monitor");
        assertThat(HealthCheckHelper.invokeLiveness(context, "full"))
                .extracting(result -> result.getCheck().getGroup())
                .doesNotContain("infra-monitor");
    }

    private static final class Bucket implements S3Client {
        @Override
        public HeadBucketResponse headBucket(HeadBucketRequest request) {
            return HeadBucketResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private static final class NoTable implements DynamoDbClient {
        @Override
        public DescribeTableResponse describeTable(DescribeTableRequest request) {
            throw ResourceNotFoundException.builder()
                    .statusCode(400)
                    .awsErrorDetails(
                            AwsErrorDetails.builder()
                                    .serviceName("DynamoDb")
                                    .errorCode("ResourceNotFoundException")
                                    .errorMessage("none")
                                    .build())
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private static final class NoNetwork implements SnsClient {
        @Override
        public GetTopicAttributesResponse getTopicAttributes(GetTopicAttributesRequest request) {
            throw SdkClientException.create("no network");
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
