package io.github.inframonitor.aws;

import io.github.inframonitor.settings.SettingException;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/** Whether what the settings name is there, asked before the first run would find out. */
public final class Destinations {
    private static final Logger logger = LoggerFactory.getLogger(Destinations.class);

    /** How DynamoDB says that a table does not exist; S3 and SNS say it by their status alone. */
    private static final String NO_TABLE = "ResourceNotFoundException";

    private Destinations() {}

    /**
     * Asks for the bucket, the table and the topic.
     *
     * @throws SettingException if AWS answers that one of them does not exist. Any other answer, or
     *     none, stops nobody: a role may lack the permission to ask, and a store that is down now
     *     may be up when it is needed
     */
    public static void check(CamelContext context) {
        String bucket = context.resolvePropertyPlaceholders("{{cold.bucket}}");
        String table = context.resolvePropertyPlaceholders("{{hot.table}}");
        String topic = context.resolvePropertyPlaceholders("{{alerts.topic-arn}}");
        S3Client s3 = client(context, S3Client.class);
        DynamoDbClient dynamoDb = client(context, DynamoDbClient.class);
        SnsClient sns = client(context, SnsClient.class);
        ask("cold.bucket", "bucket '" + bucket + "'", () -> s3.headBucket(b -> b.bucket(bucket)));
        ask(
                "hot.table",
                "table '" + table + "'",
                () -> dynamoDb.describeTable(t -> t.tableName(table)));
        ask(
                "alerts.topic-arn",
                "topic '" + topic + "'",
                () -> sns.getTopicAttributes(t -> t.topicArn(topic)));
    }

    private static <T> T client(CamelContext context, Class<T> type) {
        return context.getRegistry().findSingleByType(type);
    }

    private static void ask(String setting, String what, Runnable question) {
        try {
            question.run();
        } catch (AwsServiceException e) {
            boolean absent =
                    e.statusCode() == 404
                            || (e.awsErrorDetails() != null
                                    && NO_TABLE.equals(e.awsErrorDetails().errorCode()));
            if (absent) {
                throw new SettingException(
                        setting,
                        "there is no " + what + " here; create it, or correct the setting");
            }
            logger.debug("{} cannot be asked for: {}", what, AwsErrors.describe(e));
        } catch (SdkException e) {
            logger.warn("{} cannot be reached yet: {}", what, AwsErrors.describe(e));
        }
    }
}
