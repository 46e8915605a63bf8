package io.github.inframonitor.local;

import io.github.inframonitor.aws.AwsClients;
import io.github.inframonitor.cost.Meter;
import io.github.inframonitor.settings.SettingException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * Binds the stand-ins in the place of the AWS SDK's clients; Camel's aws2 components find them by
 * their types. Named by {@code camel.main.configuration-classes} of the local profile.
 *
 * <p>Settings: {@code local.dir}, and {@code cold.bucket} and {@code hot.table}, which are made on
 * the first start; and {@code alerts.topic-arn}, {@code cloudwatch.namespace} and {@code
 * schedule.cron}, by which the template's alarms are made. With {@code local.only-athena}, which is
 * what a query from the shell needs, the store is left alone, since the pipeline itself may have it
 * open. The {@link LocalStore} and the {@link Faults} are bound too. The database opens while the
 * routes are read, and the context starts when it is open. A {@link Clock} in the registry is
 * theirs; a test's, say, whose datapoints would grow too old for CloudWatch.
 */
public final class LocalClients implements CamelConfiguration {
    private static final Logger logger = LoggerFactory.getLogger(LocalClients.class);

    @Override
    public void configure(CamelContext context) throws Exception {
        Path dir = Path.of(context.resolvePropertyPlaceholders("{{local.dir}}"));
        String bucket = context.resolvePropertyPlaceholders("{{cold.bucket}}");
        String table = context.resolvePropertyPlaceholders("{{hot.table}}");
        Clock given = context.getRegistry().findSingleByType(Clock.class);
        Clock clock = given == null ? Clock.systemUTC() : given;
        Faults faults = new Faults();
        Meter meter = new Meter();
        context.getRegistry().bind("awsMeter", Meter.class, meter);
        context.getRegistry().bind("localFaults", Faults.class, faults);
        LocalAthena athena = athena(context, dir.resolve("s3").resolve(bucket), faults, clock);
        bind(context, AthenaClient.class, athena, meter);
        if (context.resolvePropertyPlaceholders("{{local.only-athena:false}}").equals("true")) {
            return;
        }
        if (context.getRegistry().findSingleByType(AwsClients.class) == null) {
            // a fleet is read where it is
            AwsClients clients = new AwsClients(context, builder -> {});
            context.getRegistry().bind("awsClients", AwsClients.class, clients);
        }
        List<MetricAlarm> defined = alarms(context);
        LocalStore store = new LocalStore(dir);
        LocalSns sns = new LocalSns(store.dir().resolve("sns"), faults, clock);
        Alarms alarms = new Alarms(store, defined, sns::deliver, clock);
        context.addLifecycleStrategy(
                new LifecycleStrategySupport() {
                    @Override
                    public void onContextStopped(CamelContext stopped) {
                        alarms.close();
                        store.close();
                    }
                });
        LocalS3 s3 = new LocalS3(store.dir().resolve("s3"), faults);
        try {
            s3.ensureBucket(bucket);
        } catch (IllegalArgumentException e) {
            store.close();
            throw new SettingException("cold.bucket", e.getMessage() + "; give another name");
        }
        LocalDynamoDb dynamoDb = new LocalDynamoDb(store, faults, clock);
        dynamoDb.ensureTable(hotTable(table), "expires_at");
        CloudWatchClient cloudWatch = new LocalCloudWatch(store, faults, clock, alarms);
        context.getRegistry().bind("localStore", LocalStore.class, store);
        bind(context, S3Client.class, s3, meter);
        bind(context, DynamoDbClient.class, dynamoDb, meter);
        bind(context, CloudWatchClient.class, cloudWatch, meter);
        bind(context, SnsClient.class, sns, meter);
        context.addStartupListener(
                (starting, alreadyStarted) -> {
                    if (alreadyStarted) {
                        return; // it is only a route that was edited
                    }
                    store.awaitReady();
                    alarms.start();
                    logger.info(
                            "stand-ins for AWS: S3 is {}/s3, SNS is {}/sns, the rest is {}",
                            dir,
                            dir,
                            dir.resolve("local.duckdb"));
                });
    }

    private static <C> void bind(CamelContext context, Class<C> type, C client, Meter meter) {
        context.getRegistry().bind(type.getSimpleName(), type, Metered.client(type, client, meter));
    }

    private static LocalAthena athena(
            CamelContext context, Path bucket, Faults faults, Clock clock) {
        String prefix = context.resolvePropertyPlaceholders("{{cold.prefix}}");
        LocalAthena athena =
                new LocalAthena(
                        bucket.toAbsolutePath().normalize().resolve(prefix),
                        context.resolvePropertyPlaceholders("{{athena.workgroup}}"),
                        context.resolvePropertyPlaceholders("{{athena.database}}"),
                        faults,
                        clock);
        context.addLifecycleStrategy(
                new LifecycleStrategySupport() {
                    @Override
                    public void onContextStopped(CamelContext stopped) {
                        athena.close();
                    }
                });
        return athena;
    }

    /** The template's alarms, by the settings that its outputs give; none without a topic. */
    private static List<MetricAlarm> alarms(CamelContext context) {
        String topic = context.resolvePropertyPlaceholders("{{alerts.topic-arn:}}");
        return topic.isBlank()
                ? List.of()
                : AlarmDefinitions.read(
                        topic,
                        context.resolvePropertyPlaceholders("{{cloudwatch.namespace}}"),
                        context.resolvePropertyPlaceholders("{{schedule.cron}}"));
    }

    /** The hot store's table as production has it; the template of the AWS side says the same. */
    static CreateTableRequest hotTable(String name) {
        GlobalSecondaryIndex index =
                GlobalSecondaryIndex.builder()
                        .indexName("gsi1")
                        .keySchema(key("gsi1pk", KeyType.HASH), key("gsi1sk", KeyType.RANGE))
                        .projection(p -> p.projectionType(ProjectionType.ALL))
                        .build();
        return CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        string("pk"), string("sk"), string("gsi1pk"), string("gsi1sk"))
                .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE))
                .globalSecondaryIndexes(index)
                .build();
    }

    private static AttributeDefinition string(String name) {
        return AttributeDefinition.builder().attributeName(name).attributeType("S").build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
