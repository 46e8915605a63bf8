package io.github.inframonitor.aws;

import io.github.inframonitor.settings.SettingException;
import java.time.Duration;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * The AWS clients of production, which the aws2 components take from the registry: credentials by
 * the SDK's default chain, region by {@code aws.region} or that chain, and the endpoint of {@code
 * AWS_ENDPOINT_URL} where it is set.
 *
 * <p>They are made here since the components' own retry up to nine times without a bound in time,
 * and Camel's redelivery would multiply that.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">endpoint
 *     settings</a>
 */
public final class SdkClients implements CamelConfiguration {
    private static final Duration ATTEMPT = Duration.ofSeconds(10);
    private static final Duration CALL = Duration.ofSeconds(30);

    @Override
    public void configure(CamelContext context) {
        String region = context.resolvePropertyPlaceholders("{{aws.region}}");
        boolean emulated = System.getenv("AWS_ENDPOINT_URL") != null;
        bind(context, S3Client.class, client(S3Client.builder().forcePathStyle(emulated), region));
        bind(context, DynamoDbClient.class, client(DynamoDbClient.builder(), region));
        bind(context, CloudWatchClient.class, client(CloudWatchClient.builder(), region));
        bind(context, SnsClient.class, client(SnsClient.builder(), region));
    }

    private static <T extends AutoCloseable> void bind(
            CamelContext context, Class<T> type, T client) {
        context.getRegistry().bind(type.getSimpleName(), type, client);
    }

    private static <C, B extends AwsClientBuilder<B, C>> C client(B builder, String region) {
        if (region.isBlank()) {
            requireRegion();
        } else {
            builder.region(Region.of(region));
        }
        return builder.overrideConfiguration(
                        override ->
                                override.retryStrategy(
                                                DefaultRetryStrategy.standardStrategyBuilder()
                                                        .maxAttempts(3)
                                                        .build())
                                        .apiCallAttemptTimeout(ATTEMPT)
                                        .apiCallTimeout(CALL))
                .build();
    }

    private static void requireRegion() {
        try {
            DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            throw new SettingException(
                    "aws.region", "is empty, and the AWS SDK finds none; set it, or AWS_REGION");
        }
    }
}
