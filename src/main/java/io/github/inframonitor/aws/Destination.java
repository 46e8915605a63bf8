package io.github.inframonitor.aws;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * What a setting names on AWS, and how to ask for it with no permission to list.
 *
 * @param setting that names it, such as {@code cold.bucket}
 * @param what it is, as a sentence has it: {@code bucket 'mine'}
 * @param question a call that throws unless it is there
 */
record Destination(String setting, String what, Runnable question) {

    /** The bucket, the table and the topic; and the queue by which a fleet is shared out. */
    static List<Destination> of(CamelContext context) {
        String bucket = context.resolvePropertyPlaceholders("{{cold.bucket}}");
        String table = context.resolvePropertyPlaceholders("{{hot.table}}");
        String topic = context.resolvePropertyPlaceholders("{{alerts.topic-arn}}");
        List<Destination> all = new ArrayList<>();
        all.add(
                new Destination(
                        "cold.bucket",
                        "bucket '" + bucket + "'",
                        () -> client(context, S3Client.class).headBucket(b -> b.bucket(bucket))));
        all.add(
                new Destination(
                        "hot.table",
                        "table '" + table + "'",
                        () ->
                                client(context, DynamoDbClient.class)
                                        .describeTable(t -> t.tableName(table))));
        all.add(
                new Destination(
                        "alerts.topic-arn",
                        "topic '" + topic + "'",
                        () ->
                                client(context, SnsClient.class)
                                        .getTopicAttributes(t -> t.topicArn(topic))));
        if (context.resolvePropertyPlaceholders("{{dispatch}}").equals("sqs")) {
            String queue = context.resolvePropertyPlaceholders("{{dispatch.queue-url}}");
            all.add(
                    new Destination(
                            "dispatch.queue-url",
                            "queue '" + queue + "'",
                            () ->
                                    client(context, SqsClient.class)
                                            .getQueueAttributes(q -> q.queueUrl(queue))));
        }
        return all;
    }

    private static <T> T client(CamelContext context, Class<T> type) {
        return context.getRegistry().findSingleByType(type);
    }
}
