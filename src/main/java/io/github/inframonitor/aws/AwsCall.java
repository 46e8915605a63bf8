package io.github.inframonitor.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;

/**
 * One request to AWS, as a policy names it.
 *
 * @param service the prefix of its actions, such as {@code dynamodb}
 * @param operation the name in the service's API, such as {@code BatchWriteItem}
 * @param resource what it is about, as a policy's {@code Resource} has it as far as the request
 *     says: the ARN of an object's folder, of a topic; {@code table/<name>}
 */
public record AwsCall(String service, String operation, String resource) {
    /** The operations whose permission has another name than their own. */
    private static final Map<String, String> S3_ACTIONS =
            Map.of(
                    "HeadBucket", "ListBucket",
                    "ListObjects", "ListBucket",
                    "ListObjectsV2", "ListBucket",
                    "HeadObject", "GetObject",
                    "CreateMultipartUpload", "PutObject",
                    "UploadPart", "PutObject",
                    "CompleteMultipartUpload", "PutObject");

    /** Which setting names the resource of a service. */
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "s3", "cold.bucket",
                    "dynamodb", "hot.table",
                    "sns", "alerts.topic-arn",
                    "cloudwatch", "cloudwatch.namespace",
                    "athena", "athena.workgroup",
                    "sts",
                            "fleet.roles, which must trust it, with fleet.external-id if they ask for one",
                    "sqs", "logs.queue-url or dispatch.queue-url");

    /** The call that a request of the SDK makes. */
    public static AwsCall of(SdkRequest request) {
        String service = request.getClass().getPackageName().replaceFirst("\\.model$", "");
        return new AwsCall(
                service.substring(service.lastIndexOf('.') + 1),
                request.getClass().getSimpleName().replaceFirst("Request$", ""),
                resource(request));
    }

    /**
     * What a policy must allow for it.
     *
     * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/">Service
     *     Authorization Reference</a>
     */
    public String action() {
        if (!service.equals("s3")) {
            return service + ":" + operation;
        }
        return operation.equals("CopyObject")
                ? "s3:GetObject and s3:PutObject"
                : "s3:" + S3_ACTIONS.getOrDefault(operation, operation);
    }

    /** The setting that names its resource; empty where none does. */
    public String setting() {
        return SETTINGS.getOrDefault(service, "");
    }

    private static String resource(SdkRequest request) {
        if (request instanceof CopyObjectRequest copy) {
            return source(copy) + " and " + folder(copy.destinationBucket(), copy.destinationKey());
        }
        String bucket = text(request, "Bucket");
        if (bucket != null) {
            return folder(bucket, text(request, "Key"));
        }
        String table = table(request);
        if (table != null) {
            String index = text(request, "IndexName");
            return "table/" + table + (index == null ? "" : "/index/" + index);
        }
        String namespace = text(request, "Namespace");
        if (namespace != null) {
            return "* where cloudwatch:namespace is " + namespace;
        }
        for (String field : new String[] {"TopicArn", "QueueUrl", "RoleArn"}) {
            String name = text(request, field);
            if (name != null) {
                return name;
            }
        }
        String workgroup = text(request, "WorkGroup");
        return workgroup == null ? "*" : "workgroup/" + workgroup;
    }

    /** On its way the SDK makes one field of bucket and key. */
    private static String source(CopyObjectRequest copy) {
        String source = text(copy, "CopySource");
        if (source == null) {
            return folder(copy.sourceBucket(), copy.sourceKey());
        }
        String[] parts = URLDecoder.decode(source, UTF_8).split("/", 2);
        return folder(parts[0], parts[1]);
    }

    private static String folder(String bucket, @Nullable String key) {
        String folder = key == null ? "" : "/" + key.replaceFirst("(^|/)[^/]*$", "$1*");
        return "arn:aws:s3:::" + bucket + folder;
    }

    private static @Nullable String table(SdkRequest request) {
        Map<?, ?> tables = request.getValueForField("RequestItems", Map.class).orElse(Map.of());
        return tables.isEmpty()
                ? text(request, "TableName")
                : tables.keySet().stream().map(Object::toString).collect(Collectors.joining(","));
    }

    private static @Nullable String text(SdkRequest request, String field) {
        return request.getValueForField(field, String.class).orElse(null);
    }
}
