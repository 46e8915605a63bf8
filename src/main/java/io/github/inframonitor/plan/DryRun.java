package io.github.inframonitor.plan;

import io.github.inframonitor.aws.AwsClients;
import io.github.inframonitor.cost.Meter;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Clients with which a run is as it always is, and nothing is stored: what it would send is counted
 * and answered as AWS would on a good day. What there is to monitor is asked of AWS itself.
 */
public class DryRun implements CamelConfiguration {
    @Override
    public void configure(CamelContext context) {
        Meter meter = new Meter();
        context.getRegistry().bind("awsMeter", Meter.class, meter);
        context.getRegistry().bind("awsClients", AwsClients.class, clients(context, meter));
        bind(context, S3Client.class, meter);
        bind(context, DynamoDbClient.class, meter);
        bind(context, CloudWatchClient.class, meter);
        bind(context, SnsClient.class, meter);
        bind(context, SqsClient.class, meter);
        bind(context, AthenaClient.class, meter);
    }

    /** Those that read a fleet. */
    AwsClients clients(CamelContext context, Meter meter) {
        boolean read = context.resolvePropertyPlaceholders("{{plan.read:false}}").equals("true");
        return read
                ? new AwsClients(context, builder -> {})
                : new UnreadClients(context, meter, builder -> {});
    }

    private static <C> void bind(CamelContext context, Class<C> type, Meter meter) {
        context.getRegistry().bind(type.getSimpleName(), type, Unsent.client(type, meter));
    }
}
