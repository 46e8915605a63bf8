package io.github.inframonitor.local;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Under which condition a write goes through, and what an update changes: from the legacy
 * parameters or from expressions, and never from both.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html">Legacy
 *     conditional parameters</a>: "DynamoDB does not allow mixing"
 */
record WriteTerms(ItemCondition condition, ItemUpdate update) {

    static WriteTerms of(PutItemRequest request) {
        return of(
                request.hasExpected() ? request.expected() : null,
                request.conditionalOperator(),
                null,
                request.conditionExpression(),
                null,
                request.expressionAttributeNames(),
                request.expressionAttributeValues());
    }

    static WriteTerms of(DeleteItemRequest request) {
        return of(
                request.hasExpected() ? request.expected() : null,
                request.conditionalOperator(),
                null,
                request.conditionExpression(),
                null,
                request.expressionAttributeNames(),
                request.expressionAttributeValues());
    }

    static WriteTerms of(UpdateItemRequest request) {
        return of(
                request.hasExpected() ? request.expected() : null,
                request.conditionalOperator(),
                request.hasAttributeUpdates() ? request.attributeUpdates() : null,
                request.conditionExpression(),
                request.updateExpression(),
                request.expressionAttributeNames(),
                request.expressionAttributeValues());
    }

    private static WriteTerms of(
            @Nullable Map<String, ExpectedAttributeValue> expected,
            @Nullable ConditionalOperator joined,
            @Nullable Map<String, AttributeValueUpdate> updates,
            @Nullable String conditionExpression,
            @Nullable String updateExpression,
            Map<String, String> names,
            Map<String, AttributeValue> values) {
        Parameters.refuseMix(
                Parameters.given(
                        "AttributeUpdates", updates,
                        "Expected", expected,
                        "ConditionalOperator", joined),
                Parameters.given(
                        "UpdateExpression", updateExpression,
                        "ConditionExpression", conditionExpression),
                names,
                values);
        Placeholders placeholders = new Placeholders(names, values);
        ItemCondition condition =
                conditionExpression == null
                        ? LegacyConditions.expected(expected == null ? Map.of() : expected, joined)
                        : new Expression("ConditionExpression", conditionExpression, placeholders)
                                .condition();
        ItemUpdate update =
                updateExpression == null
                        ? ItemUpdate.legacy(updates == null ? Map.of() : updates)
                        : new Expression("UpdateExpression", updateExpression, placeholders)
                                .update();
        placeholders.refuseUnused();
        return new WriteTerms(condition, update);
    }

    /**
     * Returns the item as it was, if it is as the condition wants it; no item has no attributes.
     */
    @Nullable Map<String, AttributeValue> checked(@Nullable Map<String, AttributeValue> before) {
        if (!condition.holds(before == null ? Map.of() : before)) {
            throw DynamoErrors.conditionFailed();
        }
        return before;
    }
}
