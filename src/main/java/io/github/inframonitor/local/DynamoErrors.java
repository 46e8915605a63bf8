package io.github.inframonitor.local;

import java.util.Collection;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * DynamoDB's refusals, in its words.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html">Error
 *     handling with DynamoDB</a>
 */
final class DynamoErrors {
    private DynamoErrors() {}

    static AwsServiceException validation(String message) {
        return error(DynamoDbException.builder(), "ValidationException", message);
    }

    static AwsServiceException mixed(Collection<String> legacy, Collection<String> expressions) {
        return validation(
                "Can not use both expression and non-expression parameters in the same request:"
                        + " Non-expression parameters: {"
                        + String.join(", ", legacy)
                        + "} Expression parameters: {"
                        + String.join(", ", expressions)
                        + "}");
    }

    static AwsServiceException conditionFailed() {
        return error(
                ConditionalCheckFailedException.builder(),
                "ConditionalCheckFailedException",
                "The conditional request failed");
    }

    static AwsServiceException noTable() {
        return error(
                ResourceNotFoundException.builder(),
                "ResourceNotFoundException",
                "Requested resource not found");
    }

    static AwsServiceException tableExists(String table) {
        return error(
                ResourceInUseException.builder(),
                "ResourceInUseException",
                "Table already exists: " + table);
    }

    static AwsServiceException throttled() {
        return error(
                ProvisionedThroughputExceededException.builder(),
                "ProvisionedThroughputExceededException",
                "The level of configured provisioned throughput for the table was exceeded."
                        + " Consider increasing your provisioning level with the UpdateTable API.");
    }

    /** What AWS may well do and the stand-in does not; never silently ignored. */
    static AwsServiceException unsupported(String what) {
        return validation("The local stand-in for DynamoDB does not know " + what + "; AWS may");
    }

    private static AwsServiceException error(
            AwsServiceException.Builder builder, String code, String message) {
        return ServiceErrors.error(builder, "DynamoDb", code, 400, message);
    }
}
