package io.github.inframonitor.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Which parameters of DynamoDB may stand together in one request. */
final class Parameters {
    private Parameters() {}

    /** The names of those that a request has, from names and values in turn. */
    static List<String> given(@Nullable Object... namesAndValues) {
        List<String> given = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                given.add(String.valueOf(namesAndValues[i]));
            }
        }
        return given;
    }

    static void refuseMix(
            List<String> legacy,
            List<String> expressions,
            Map<String, String> names,
            Map<String, AttributeValue> values) {
        if (!legacy.isEmpty() && !expressions.isEmpty()) {
            throw DynamoErrors.mixed(legacy, expressions);
        }
        if (expressions.isEmpty() && !names.isEmpty()) {
            throw DynamoErrors.validation(
                    "ExpressionAttributeNames can only be specified when using expressions");
        }
        if (expressions.isEmpty() && !values.isEmpty()) {
            throw DynamoErrors.validation(
                    "ExpressionAttributeValues can only be specified when using expressions");
        }
    }
}
