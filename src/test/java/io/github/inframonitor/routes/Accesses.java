package io.github.inframonitor.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.AwsRequest;

/**
 * What policies are asked for requests of the SDK, in the account and region of the template. Of a
 * query Athena asks more by itself, with the permissions of whoever starts it.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/">Service
 *     Authorization Reference</a>
 */
final class Accesses {
    private static final String REGION = "us-east-1:123456789012:";

    /** S3's operations whose permission has another name than their own. */
    private static final Map<String, String> S3 =
            Map.of(
                    "HeadBucket", "ListBucket",
                    "ListObjects", "ListBucket",
                    "ListObjectsV2", "ListBucket",
                    "HeadObject", "GetObject",
                    "CreateMultipartUpload", "PutObject",
                    "UploadPart", "PutObject",
                    "CompleteMultipartUpload", "PutObject");

    private Accesses() {}

    static List<Access> of(AwsRequest request, Map<String, String> settings) {
        String operation = request.getClass().getSimpleName().replaceFirst("Request$", "");
        String service =
                request.getClass().getPackageName().replaceFirst(".*\\.(\\w+)\\.model$", "$1");
        return switch (service) {
            case "s3" -> s3(operation, request);
            case "dynamodb" -> List.of(Access.of("dynamodb:" + operation, table(request)));
            case "cloudwatch" ->
                    List.of(
                            operation.equals("DescribeAlarms")
                                    ? Access.of(
                                            "cloudwatch:DescribeAlarms",
                                            "arn:aws:cloudwatch:" + REGION + "alarm:*")
                                    : new Access(
                                            "cloudwatch:" + operation,
                                            "*",
                                            Map.of(
                                                    "cloudwatch:namespace",
                                                    field(request, "Namespace"))));
            case "sns" -> List.of(Access.of("sns:" + operation, field(request, "TopicArn")));
            case "sqs" ->
                    List.of(
                            Access.of(
                                    "sqs:" + operation.replaceFirst("Batch$", ""),
                                    "arn:aws:sqs:"
                                            + REGION
                                            + field(request, "QueueUrl").replaceFirst(".*/", "")));
            case "athena" -> athena(operation, request, settings);
            default -> throw new IllegalArgumentException(request + " is not known here");
        };
    }

    private static List<Access> s3(String operation, AwsRequest request) {
        if (operation.equals("CopyObject")) {
            return List.of(
                    Access.of(
                            "s3:GetObject",
                            object(field(request, "SourceBucket"), field(request, "SourceKey"))),
                    Access.of(
                            "s3:PutObject",
                            object(
                                    field(request, "DestinationBucket"),
                                    field(request, "DestinationKey"))));
        }
        String action = "s3:" + S3.getOrDefault(operation, operation);
        String bucket = field(request, "Bucket");
        if (action.equals("s3:ListBucket")) {
            String prefix = text(request, "Prefix");
            return List.of(
                    new Access(
                            action,
                            "arn:aws:s3:::" + bucket,
                            prefix == null ? Map.of() : Map.of("s3:prefix", prefix)));
        }
        return List.of(Access.of(action, object(bucket, field(request, "Key"))));
    }

    private static String table(AwsRequest request) {
        Map<?, ?> tables = request.getValueForField("RequestItems", Map.class).orElse(Map.of());
        String table =
                tables.isEmpty()
                        ? field(request, "TableName")
                        : tables.keySet().iterator().next().toString();
        String index = text(request, "IndexName");
        return "arn:aws:dynamodb:"
                + REGION
                + "table/"
                + table
                + (index == null ? "" : "/index/" + index);
    }

    /**
     * @see <a
     *     href="https://docs.aws.amazon.com/athena/latest/ug/fine-grained-access-to-glue-resources.html">what
     *     Athena asks of Glue</a>
     */
    private static List<Access> athena(
            String operation, AwsRequest request, Map<String, String> settings) {
        String given = text(request, "WorkGroup");
        String workgroup = given == null ? settings.get("athena.workgroup") : given;
        List<Access> accesses = new ArrayList<>();
        accesses.add(
                Access.of(
                        "athena:" + operation,
                        "arn:aws:athena:" + REGION + "workgroup/" + workgroup));
        if (operation.equals("StartQueryExecution")) {
            String glue = "arn:aws:glue:" + REGION;
            String database = settings.get("athena.database");
            Stream.of("catalog", "database/default", "database/" + database)
                    .forEach(on -> accesses.add(Access.of("glue:GetDatabase", glue + on)));
            for (String action : List.of("glue:GetTable", "glue:GetPartitions")) {
                Stream.of("catalog", "database/" + database, "table/" + database + "/samples")
                        .forEach(on -> accesses.add(Access.of(action, glue + on)));
            }
            String bucket = settings.get("cold.bucket");
            accesses.add(Access.of("s3:GetBucketLocation", "arn:aws:s3:::" + bucket));
            accesses.add(Access.of("s3:ListBucket", "arn:aws:s3:::" + bucket));
            String dt = settings.get("cold.prefix") + "/dt=2026-11-22/a.parquet";
            accesses.add(Access.of("s3:GetObject", object(bucket, dt)));
            String result = object(bucket, "athena-results/a.csv");
            Stream.of("GetObject", "PutObject", "AbortMultipartUpload", "ListMultipartUploadParts")
                    .forEach(action -> accesses.add(Access.of("s3:" + action, result)));
        }
        return accesses;
    }

    private static String object(String bucket, String key) {
        return "arn:aws:s3:::" + bucket + "/" + key;
    }

    private static String field(AwsRequest request, String name) {
        return request.getValueForField(name, String.class).orElseThrow();
    }

    private static String text(AwsRequest request, String name) {
        return request.getValueForField(name, String.class).orElse(null);
    }
}
