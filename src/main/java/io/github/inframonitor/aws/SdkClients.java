package io.github.inframonitor.aws;

import io.github.inframonitor.cost.Meter;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The AWS clients of production, which the aws2 components take from the registry: credentials by
 * the SDK's default chain, region by {@code aws.region} or that chain, and the endpoint of {@code
 * AWS_ENDPOINT_URL}, or of a service's own such as {@code AWS_ENDPOINT_URL_S3}, where it is set.
 *
 * <p>They are made here since the components' own retry up to nine times without a bound in time,
 * and Camel's redelivery would multiply that. They share one HTTP client and its connections; Camel
 * closes only clients that it made, so these are closed here when it stops.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">endpoint
 *     settings</a>
 */
public final class SdkClients implements CamelConfiguration {
    /** Where the SDK's own variables for the endpoint of S3 are, as variable and as property. */
    private static final List<String> S3_ENDPOINT_VARIABLES =
            List.of("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3");

    private static final List<String> S3_ENDPOINT_PROPERTIES =
            List.of("aws.endpointUrl", "aws.endpointUrlS3");

    private final Consumer<AwsClientBuilder<?, ?>> more;

    public SdkClients() {
        this(builder -> {});
    }

    /**
     * @param more what a test sets besides: an endpoint, credentials
     */
    SdkClients(Consumer<AwsClientBuilder<?, ?>> more) {
        this.more = more;
    }

    @Override
    public void configure(CamelContext context) {
        context.getRegistry().bind("awsMeter", Meter.class, new Meter());
        AwsClients clients = new AwsClients(context, more);
        context.getRegistry().bind("awsClients", AwsClients.class, clients);
        bind(context, clients, S3Client.class, S3Client.builder().forcePathStyle(isS3Emulated()));
        bind(context, clients, DynamoDbClient.class, DynamoDbClient.builder());
        bind(context, clients, CloudWatchClient.class, CloudWatchClient.builder());
        bind(context, clients, SnsClient.class, SnsClient.builder());
        bind(context, clients, SqsClient.class, SqsClient.builder());
        bind(context, clients, AthenaClient.class, AthenaClient.builder());
        bind(context, clients, StsClient.class, StsClient.builder());
    }

    private static <
                    C extends SdkAutoCloseable,
                    B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>>
            void bind(CamelContext context, AwsClients clients, Class<C> type, B builder) {
        context.getRegistry().bind(type.getSimpleName(), type, clients.make(builder, null, null));
    }

    /**
     * Whether S3 is not AWS's own: an emulator is seldom found by a bucket's name before its
     * host's.
     */
    private static boolean isS3Emulated() {
        return Stream.concat(
                        S3_ENDPOINT_VARIABLES.stream().map(System.getenv()::get),
                        S3_ENDPOINT_PROPERTIES.stream().map(System::getProperty))
                .anyMatch(endpoint -> endpoint != null && !endpoint.isBlank());
    }
}
