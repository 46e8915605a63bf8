package io.github.inframonitor.aws;

import io.github.inframonitor.cost.Meter;
import io.github.inframonitor.settings.SettingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Makes clients of AWS alike: one HTTP client and its connections, so many attempts in so much time
 * ({@code aws.attempts}, {@code aws.attempt-timeout}, {@code aws.call-timeout}), and each call
 * counted. They are closed when Camel stops, which closes only clients that it made.
 */
public class AwsClients {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Of a fleet, several calls in each of many cells are underway at once. */
    private static final int CONNECTIONS = 200;

    private final CamelContext context;
    private final Consumer<AwsClientBuilder<?, ?>> more;
    private final List<SdkAutoCloseable> opened = new ArrayList<>();
    private @Nullable SdkHttpClient http;
    private @Nullable ClientOverrideConfiguration override;

    /**
     * @param more what a test sets besides: an endpoint, credentials
     */
    public AwsClients(CamelContext context, Consumer<AwsClientBuilder<?, ?>> more) {
        this.context = context;
        this.more = more;
        context.addLifecycleStrategy(
                new LifecycleStrategySupport() {
                    @Override
                    public void onContextStopped(CamelContext stopped) {
                        close();
                    }
                });
    }

    /**
     * Makes a client.
     *
     * @param region null for {@code aws.region}, or where the SDK finds it
     * @param credentials null for the SDK's default chain
     */
    public synchronized <
                    C extends SdkAutoCloseable,
                    B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>>
            C make(
                    B builder,
                    @Nullable Region region,
                    @Nullable AwsCredentialsProvider credentials) {
        builder.region(region == null ? region() : region)
                .overrideConfiguration(override())
                .httpClient(http());
        more.accept(builder);
        if (credentials != null) {
            builder.credentialsProvider(credentials);
        }
        C client = builder.build();
        opened.add(client);
        return client;
    }

    /**
     * The region of this process.
     *
     * @throws SettingException if neither {@code aws.region} nor the SDK tells one
     */
    public Region region() {
        String setting = context.resolvePropertyPlaceholders("{{aws.region}}");
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

    private SdkHttpClient http() {
        if (http == null) {
            Duration attempt = duration("aws.attempt-timeout");
            http =
                    ApacheHttpClient.builder()
                            .connectionTimeout(attempt.compareTo(CONNECT) < 0 ? attempt : CONNECT)
                            .socketTimeout(attempt)
                            .maxConnections(CONNECTIONS)
                            .build();
            opened.add(http);
        }
        return http;
    }

    private ClientOverrideConfiguration override() {
        if (override == null) {
            int attempts =
                    Integer.parseInt(context.resolvePropertyPlaceholders("{{aws.attempts}}"));
            Meter meter = context.getRegistry().findSingleByType(Meter.class);
            ClientOverrideConfiguration.Builder builder =
                    ClientOverrideConfiguration.builder()
                            .retryStrategy(
                                    DefaultRetryStrategy.standardStrategyBuilder()
                                            .maxAttempts(attempts)
                                            .build())
                            .apiCallAttemptTimeout(duration("aws.attempt-timeout"))
                            .apiCallTimeout(duration("aws.call-timeout"))
                            .addExecutionInterceptor(new FailureNotes());
            if (meter != null) {
                builder.addExecutionInterceptor(meter.interceptor());
            }
            override = builder.build();
        }
        return override;
    }

    private Duration duration(String setting) {
        return TimeUtils.toDuration(context.resolvePropertyPlaceholders("{{" + setting + "}}"));
    }

    private synchronized void close() {
        Collections.reverse(opened); // the HTTP client after those that use it
        opened.forEach(SdkAutoCloseable::close);
        opened.clear();
        http = null;
        override = null;
    }
}
