package io.github.inframonitor.plan;

import io.github.inframonitor.aws.AwsClients;
import io.github.inframonitor.cost.Meter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Clients that list what there is, and read none of it: GetMetricData costs money for each metric,
 * so it is answered here, with a value for each period.
 */
final class UnreadClients extends AwsClients {
    private static final double VALUE = 12.5;

    private final Meter meter;

    UnreadClients(CamelContext context, Meter meter, Consumer<AwsClientBuilder<?, ?>> more) {
        super(context, more);
        this.meter = meter;
    }

    @Override
    @SuppressWarnings("unchecked")
    public synchronized <
                    C extends SdkAutoCloseable,
                    B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>>
            C make(
                    B builder,
                    @Nullable Region region,
                    @Nullable AwsCredentialsProvider credentials) {
        C client = super.make(builder, region, credentials);
        return client instanceof CloudWatchClient cloudWatch ? (C) unread(cloudWatch) : client;
    }

    private CloudWatchClient unread(CloudWatchClient client) {
        return (CloudWatchClient)
                Proxy.newProxyInstance(
                        CloudWatchClient.class.getClassLoader(),
                        new Class<?>[] {CloudWatchClient.class},
                        (proxy, method, arguments) -> {
                            if (arguments != null
                                    && arguments.length == 1
                                    && arguments[0] instanceof GetMetricDataRequest request) {
                                GetMetricDataResponse response = answer(request);
                                meter.count(request, response, 0, 0);
                                return response;
                            }
                            try {
                                return method.invoke(client, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause() == null ? e : e.getCause();
                            }
                        });
    }

    private static GetMetricDataResponse answer(GetMetricDataRequest request) {
        List<MetricDataResult> results = new ArrayList<>();
        for (MetricDataQuery query : request.metricDataQueries()) {
            List<Instant> times = new ArrayList<>();
            for (Instant time = request.startTime();
                    time.isBefore(request.endTime());
                    time = time.plusSeconds(query.metricStat().period())) {
                times.add(time);
            }
            results.add(
                    MetricDataResult.builder()
                            .id(query.id())
                            .timestamps(times)
                            .values(Collections.nCopies(times.size(), VALUE))
                            .statusCode(StatusCode.COMPLETE)
                            .build());
        }
        return GetMetricDataResponse.builder().metricDataResults(results).build();
    }
}
