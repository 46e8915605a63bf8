package io.github.inframonitor.aws;

import io.github.inframonitor.settings.SettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** Asks AWS whether all that the settings name is there, is as it must be, and may be used. */
final class Inspection {
    private final CamelContext context;
    private final S3Client s3;
    private final DynamoDbClient dynamoDb;
    private final SnsClient sns;

    Inspection(CamelContext context) {
        this.context = context;
        this.s3 = client(S3Client.class);
        this.dynamoDb = client(DynamoDbClient.class);
        this.sns = client(SnsClient.class);
    }

    /**
     * All findings, in the order in which one mends them.
     *
     * @throws SettingException if AWS cannot be reached or knows no such credentials: nothing else
     *     could be asked then
     */
    List<Finding> findings() {
        GetCallerIdentityResponse identity = identity();
        String region = s3.serviceClientConfiguration().region().id();
        NeededPolicy policy = new NeededPolicy(identity.account(), region, this::setting);
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("credentials", identity.arn()));
        findings.add(region(region));
        findings.add(ask("bucket", "s3:ListBucket", policy, this::bucket));
        findings.add(ask("table", "dynamodb:DescribeTable", policy, this::table));
        findings.add(ask("ttl", "dynamodb:DescribeTimeToLive", policy, this::timeToLive));
        findings.add(ask("topic", "sns:GetTopicAttributes", policy, this::topic));
        findings.add(ask("subscription", "sns:ListSubscriptionsByTopic", policy, this::subscribed));
        findings.add(ask("workgroup", "athena:GetWorkGroup", policy, this::workGroup));
        if (!setting("logs.queue-url").isBlank()) {
            findings.add(queue("logs.queue-url", policy));
        }
        if (setting("dispatch").equals("sqs")) {
            findings.add(queue("dispatch.queue-url", policy));
        }
        CloudWatchClient cloudWatch = client(CloudWatchClient.class);
        FleetAttempts fleet =
                new FleetAttempts(
                        client(AwsClients.class),
                        cloudWatch,
                        client(StsClient.class),
                        setting("fleet.external-id"));
        Attempts attempts = new Attempts(s3, dynamoDb, cloudWatch, sns, fleet);
        findings.addAll(new Permissions(policy, attempts).findings());
        return findings;
    }

    private GetCallerIdentityResponse identity() {
        try {
            return client(StsClient.class).getCallerIdentity();
        } catch (AwsServiceException e) {
            throw new SettingException("credentials", AwsErrors.describe(e));
        } catch (SdkException e) {
            throw new SettingException("AWS", AwsErrors.describe(e));
        }
    }

    private Finding region(String region) {
        String topics = setting("alerts.topic-arn").split(":", -1)[3];
        return topics.equals(region)
                ? Finding.ok("region", region)
                : Finding.missing(
                        "region",
                        "alerts.topic-arn is of %s and aws.region is %s; correct one of them"
                                .formatted(topics, region));
    }

    private Finding bucket() {
        s3.headBucket(b -> b.bucket(setting("cold.bucket")));
        return Finding.ok("bucket", setting("cold.bucket"));
    }

    private Finding table() {
        String name = setting("hot.table");
        TableDescription table = dynamoDb.describeTable(t -> t.tableName(name)).table();
        String problem = TableShape.problem(table);
        return problem == null
                ? Finding.ok("table", name + " with its index gsi1")
                : Finding.missing("table", "hot.table: '" + name + "' " + problem);
    }

    private Finding timeToLive() {
        String name = setting("hot.table");
        TimeToLiveDescription ttl =
                dynamoDb.describeTimeToLive(t -> t.tableName(name)).timeToLiveDescription();
        boolean on =
                ttl.timeToLiveStatus() == TimeToLiveStatus.ENABLED
                        || ttl.timeToLiveStatus() == TimeToLiveStatus.ENABLING;
        return on && "expires_at".equals(ttl.attributeName())
                ? Finding.ok("ttl", "expires_at")
                : Finding.missing(
                        "ttl",
                        "hot.table: '" + name + "' deletes nothing; enable TTL on expires_at");
    }

    private Finding topic() {
        String topic = setting("alerts.topic-arn");
        sns.getTopicAttributes(t -> t.topicArn(topic));
        return Finding.ok("topic", topic);
    }

    private Finding subscribed() {
        String topic = setting("alerts.topic-arn");
        List<Subscription> all =
                sns.listSubscriptionsByTopic(t -> t.topicArn(topic)).subscriptions();
        long confirmed = all.stream().filter(s -> s.subscriptionArn().startsWith("arn:")).count();
        if (confirmed > 0) {
            return Finding.ok("subscription", confirmed + " confirmed");
        }
        return Finding.missing(
                "subscription",
                all.isEmpty()
                        ? "nobody is told; subscribe an email address to the topic"
                        : "it waits to be confirmed; follow the link in AWS's email within two days");
    }

    private Finding workGroup() {
        String name = setting("athena.workgroup");
        client(AthenaClient.class).getWorkGroup(w -> w.workGroup(name));
        return Finding.ok("workgroup", name);
    }

    private Finding queue(String setting, NeededPolicy policy) {
        String url = setting(setting);
        return ask(
                "queue",
                setting,
                "sqs:GetQueueAttributes",
                policy,
                () -> {
                    client(SqsClient.class).getQueueAttributes(q -> q.queueUrl(url));
                    return Finding.ok("queue", url);
                });
    }

    private Finding ask(
            String what, String action, NeededPolicy policy, Supplier<Finding> question) {
        return ask(what, null, action, policy, question);
    }

    /**
     * @param named the setting that names what is asked for; null if the call tells it
     */
    private Finding ask(
            String what,
            @Nullable String named,
            String action,
            NeededPolicy policy,
            Supplier<Finding> question) {
        try {
            return question.get();
        } catch (AwsServiceException e) {
            String name = named == null ? FailedCall.setting(e) : named;
            if (e.statusCode() == 301 || e.statusCode() == 307) {
                return Finding.missing(
                        what, name + ": it is in another region; correct aws.region");
            }
            if (AwsErrors.isDenied(e)) {
                // it may be there all the same: only what runs need is a reason to refuse
                return new Finding(
                        Finding.State.UNKNOWN,
                        what,
                        AwsErrors.describe(e),
                        policy.allowing(action));
            }
            boolean absent = new NothingThere(e).found() || what.equals("workgroup");
            return absent && e.statusCode() < 500
                    ? Finding.missing(
                            what,
                            "%s: there is no %s '%s' here; create it, or correct the setting"
                                    .formatted(
                                            name,
                                            what.equals("ttl") ? "table" : what,
                                            setting(name)))
                    : Finding.unknown(what, AwsErrors.describe(e));
        } catch (SdkException e) {
            return Finding.unknown(what, AwsErrors.describe(e));
        }
    }

    private String setting(String name) {
        return context.resolvePropertyPlaceholders("{{" + name + "}}");
    }

    private <T> T client(Class<T> type) {
        return context.getRegistry().findSingleByType(type);
    }
}
