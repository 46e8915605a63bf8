package io.github.inframonitor.aws;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * Calls that need a permission and change nothing, whatever AWS answers: they are about what is not
 * there, or are no valid request.
 */
final class Attempts {
    /** A key that no item and no object has. */
    private static final String NOWHERE = "infra-monitor-check-" + UUID.randomUUID();

    private static final Map<String, AttributeValue> KEY =
            Map.of("pk", AttributeValue.fromS(NOWHERE), "sk", AttributeValue.fromS(NOWHERE));

    /** One more byte than SNS takes. */
    private static final int TOO_LONG = 256 * 1024 + 1;

    private final S3Client s3;
    private final DynamoDbClient dynamoDb;
    private final CloudWatchClient cloudWatch;
    private final SnsClient sns;
    private final FleetAttempts fleet;

    Attempts(
            S3Client s3,
            DynamoDbClient dynamoDb,
            CloudWatchClient cloudWatch,
            SnsClient sns,
            FleetAttempts fleet) {
        this.s3 = s3;
        this.dynamoDb = dynamoDb;
        this.cloudWatch = cloudWatch;
        this.sns = sns;
        this.fleet = fleet;
    }

    /**
     * The call for an action, or null where each would change something.
     *
     * @param resource its ARN, as a policy has it
     */
    @Nullable Runnable at(String action, String resource, Statement statement) {
        String name = resource.replaceFirst("^.*(:::|[:/](?=[^:/]*$))", "");
        return switch (action) {
            case "s3:PutObject" -> () -> putObject(resource);
            case "s3:ListBucket" ->
                    () ->
                            s3.listObjectsV2(
                                    l -> l.bucket(name).prefix(prefix(statement)).maxKeys(1));
            case "s3:GetBucketLocation" -> () -> s3.getBucketLocation(l -> l.bucket(name));
            case "dynamodb:GetItem" -> () -> dynamoDb.getItem(g -> g.tableName(name).key(KEY));
            case "dynamodb:PutItem" ->
                    () ->
                            dynamoDb.putItem(
                                    p ->
                                            p.tableName(name)
                                                    .item(KEY)
                                                    .conditionExpression("attribute_exists(pk)"));
            case "dynamodb:UpdateItem" ->
                    () ->
                            dynamoDb.updateItem(
                                    u ->
                                            u.tableName(name)
                                                    .key(KEY)
                                                    .conditionExpression("attribute_exists(pk)")
                                                    .returnValues(ReturnValue.NONE));
            case "dynamodb:BatchWriteItem" ->
                    () -> dynamoDb.batchWriteItem(b -> b.requestItems(Map.of(name, deletes())));
            case "cloudwatch:PutMetricData" ->
                    () ->
                            cloudWatch.putMetricData(
                                    p -> p.namespace(namespace(statement)).metricData(List.of()));
            case "sns:Publish" ->
                    () -> sns.publish(p -> p.topicArn(resource).message("x".repeat(TOO_LONG)));
            default -> fleet.at(action, resource);
        };
    }

    /** Whether an answer other than a refusal says that the action is allowed. */
    static boolean isProof(String action) {
        // of an invalid request nobody promises that the permission is looked at first
        return !action.equals("cloudwatch:PutMetricData") && !action.equals("sns:Publish");
    }

    /** A part of an upload that was never begun: S3 knows of no such upload. */
    private void putObject(String resource) {
        String[] parts = resource.replaceFirst("^.*:::", "").split("/", 2);
        s3.uploadPart(
                u ->
                        u.bucket(parts[0])
                                .key(parts[1].replace("*", NOWHERE))
                                .uploadId(NOWHERE)
                                .partNumber(1),
                RequestBody.empty());
    }

    /** To delete what is not there is no error, and nothing. */
    private static List<WriteRequest> deletes() {
        return List.of(WriteRequest.builder().deleteRequest(d -> d.key(KEY)).build());
    }

    private static String prefix(Statement statement) {
        return condition(statement, "StringLike", "s3:prefix").replace("*", "");
    }

    private static String namespace(Statement statement) {
        return condition(statement, "StringEquals", "cloudwatch:namespace");
    }

    private static String condition(Statement statement, String operator, String key) {
        List<String> values =
                statement
                        .conditions()
                        .getOrDefault(operator, Map.of())
                        .getOrDefault(key, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }
}
