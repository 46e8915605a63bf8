package io.github.inframonitor.aws;

import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** How AWS says that a bucket, a table, a topic, a queue or a workgroup does not exist. */
record NothingThere(AwsServiceException error) {
    private static final Set<String> CODES =
            Set.of(
                    "NoSuchBucket",
                    "ResourceNotFoundException",
                    "NotFound",
                    "NotFoundException",
                    "AWS.SimpleQueueService.NonExistentQueue",
                    "QueueDoesNotExist");

    /** A HEAD has no code to tell by. */
    boolean found() {
        String code = error.awsErrorDetails() == null ? null : error.awsErrorDetails().errorCode();
        return code == null ? error.statusCode() == 404 : CODES.contains(code);
    }
}
