package io.github.inframonitor.aws;

import io.github.inframonitor.cost.Meter;
import io.github.inframonitor.settings.SettingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.util.TimeUtils;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
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

    private static final Duration CONNECT = Duration.ofSeconds(5);

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
        Duration attempt = duration(context, "aws.attempt-timeout");
        SdkHttpClient http =
                ApacheHttpClient.builder()
                        .connectionTimeout(attempt.compareTo(CONNECT) < 0 ? attempt : CONNECT)
                        .socketTimeout(attempt)
                        .build();
        List<SdkAutoCloseable> opened = new ArrayList<>(List.of(http));
        Meter meter = new Meter();
        context.getRegistry().bind("awsMeter", Meter.class, meter);
        Binder clients = new Binder(context, http, meter, opened);
        clients.bind(S3Client.class, S3Client.builder().forcePathStyle(isS3Emulated()));
        clients.bind(DynamoDbClient.class, DynamoDbClient.builder());
        clients.bind(CloudWatchClient.class, CloudWatchClient.builder());
        clients.bind(SnsClient.class, SnsClient.builder());
        clients.bind(SqsClient.class, SqsClient.builder());
        clients.bind(AthenaClient.class, AthenaClient.builder());
        clients.bind(StsClient.class, StsClient.builder());
        context.addLifecycleStrategy(
                new LifecycleStrategySupport() {
                    @Override
                    public void onContextStopped(CamelContext stopped) {
                        Collections.reverse(opened); // the HTTP client after those that use it
                        opened.forEach(SdkAutoCloseable::close);
                    }
                });
    }

    /** Makes clients alike and binds each by its type. */
    private final class Binder {
        private final CamelContext context;
        private final SdkHttpClient http;
        private final List<SdkAutoCloseable> opened;
        private final Region region;
        private final ClientOverrideConfiguration override;

        Binder(
                CamelContext context,
                SdkHttpClient http,
                Meter meter,
                List<SdkAutoCloseable> opened) {
            this.context = context;
            this.http = http;
            this.opened = opened;
            this.region = region(context.resolvePropertyPlaceholders("{{aws.region}}"));
            int attempts =
                    Integer.parseInt(context.resolvePropertyPlaceholders("{{aws.attempts}}"));
            this.override =
                    ClientOverrideConfiguration.builder()
                            .retryStrategy(
                                    DefaultRetryStrategy.standardStrategyBuilder()
                                            .maxAttempts(attempts)
                                            .build())
                            .apiCallAttemptTimeout(duration(context, "aws.attempt-timeout"))
                            .apiCallTimeout(duration(context, "aws.call-timeout"))
                            .addExecutionInterceptor(new FailureNotes())
                            .addExecutionInterceptor(meter.interceptor())
                            .build();
        }

        <C extends SdkAutoCloseable, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>>
                void bind(Class<C> type, B builder) {
            builder.region(region).overrideConfiguration(override).httpClient(http);
            more.accept(builder);
            C client = builder.build();
            opened.add(client);
            context.getRegistry().bind(type.getSimpleName(), type, client);
        }
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

    private static Region region(String setting) {
        if (!setting.isBlank()) {
            return Region.of(setting);
        }
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            throw new SettingException(
                    "aws.region", "is empty, and the AWS SDK finds none; set it, or AWS_REGION");
        }
    }

    private static Duration duration(CamelContext context, String setting) {
        return TimeUtils.toDuration(context.resolvePropertyPlaceholders("{{" + setting + "}}"));
    }
}
