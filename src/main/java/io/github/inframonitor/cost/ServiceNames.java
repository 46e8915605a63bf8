package io.github.inframonitor.cost;

import java.util.Collection;
import java.util.Map;

/** How services are called where people read of them. */
final class ServiceNames {
    private static final Map<String, String> NAMES =
            Map.of(
                    "s3", "S3",
                    "dynamodb", "DynamoDB",
                    "cloudwatch", "CloudWatch",
                    "sns", "SNS",
                    "sqs", "SQS",
                    "athena", "Athena",
                    "sts", "STS",
                    "ec2", "EC2",
                    "rds", "RDS");

    private ServiceNames() {}

    /**
     * @param prefix of the service's actions and of its units, such as {@code dynamodb}
     */
    static String of(String prefix) {
        return NAMES.getOrDefault(prefix, prefix);
    }

    static Collection<String> all() {
        return NAMES.values();
    }
}
