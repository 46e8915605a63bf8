package io.github.inframonitor.aws;

import java.util.List;
import org.apache.camel.CamelContext;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * What a setting names on AWS, and how to ask for it with no permission to list.
 *
 * @param setting that names it, such as {@code cold.bucket}
 * @param what it is, as a sentence has it: {@code bucket 'mine'}
 * @param question a call that throws unless it is there
 */
record Destination(String setting, String what, Runnable question) {

    /** The bucket, the table and the topic. */
    static List<Destination> of(CamelContext context) {
        String bucket = context.resolvePropertyPlaceholders("{{cold.bucket}}");
        String table = context.resolvePropertyPlaceholders("{{hot.table}}");
        String topic = context.resolvePropertyPlaceholders("{{alerts.topic-arn}}");
        return List.of(
                new Destination(
                        "cold.bucket",
                        "bucket '" + bucket + "'",
                        () -> client(context, S3Client.class).headBucket(b -> b.bucket(bucket))),
                new Destination(
                        "hot.table",
                        "table '" + table + "'",
                        () ->
                                client(context, DynamoDbClient.class)
                                        .describeTable(t -> t.tableName(table))),
                new Destination(
                        "alerts.topic-arn",
                        "topic '" + topic + "'",
                        () ->
                                client(context, SnsClient.class)
                                        .getTopicAttributes(t -> t.topicArn(topic))));
    }

    private static <T> T client(CamelContext context, Class<T> type) {
        return context.getRegistry().findSingleByType(type);
    }
}
