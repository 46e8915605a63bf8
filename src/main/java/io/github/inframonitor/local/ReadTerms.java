package io.github.inframonitor.local;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * What a read wants: which items, of those which, and which of their attributes; from the legacy
 * parameters or from expressions, and never from both.
 *
 * @param key the condition on the keys; everything for a get
 * @param filter applied after the page is read
 * @param attributes null for all
 */
record ReadTerms(ItemCondition key, ItemCondition filter, @Nullable List<String> attributes) {
    private static final ItemCondition EVERYTHING = new ItemCondition.All(List.of());

    static ReadTerms of(GetItemRequest request) {
        List<String> attributes = request.hasAttributesToGet() ? request.attributesToGet() : null;
        String projection = request.projectionExpression();
        Parameters.refuseMix(
                Parameters.given("AttributesToGet", attributes),
                Parameters.given("ProjectionExpression", projection),
                request.expressionAttributeNames(),
                Map.of());
        Placeholders placeholders = new Placeholders(request.expressionAttributeNames(), Map.of());
        if (projection != null) {
            attributes = projection(projection, placeholders);
        }
        placeholders.refuseUnused();
        return new ReadTerms(EVERYTHING, EVERYTHING, attributes);
    }

    static ReadTerms of(QueryRequest request) {
        List<String> attributes = request.hasAttributesToGet() ? request.attributesToGet() : null;
        String key = request.keyConditionExpression();
        String filter = request.filterExpression();
        String projection = request.projectionExpression();
        Parameters.refuseMix(
                Parameters.given(
                        "AttributesToGet",
                        attributes,
                        "QueryFilter",
                        request.hasQueryFilter() ? request.queryFilter() : null,
                        "ConditionalOperator",
                        request.conditionalOperator(),
                        "KeyConditions",
                        request.hasKeyConditions() ? request : null),
                Parameters.given(
                        "ProjectionExpression", projection,
                        "FilterExpression", filter,
                        "KeyConditionExpression", key),
                request.expressionAttributeNames(),
                request.expressionAttributeValues());
        Placeholders placeholders =
                new Placeholders(
                        request.expressionAttributeNames(), request.expressionAttributeValues());
        if (key == null && !request.hasKeyConditions()) {
            throw DynamoErrors.validation(
                    "Either the KeyConditions or KeyConditionExpression parameter must be specified"
                            + " in the request.");
        }
        ReadTerms terms =
                new ReadTerms(
                        key == null
                                ? LegacyConditions.conditions(request.keyConditions(), null)
                                : condition("KeyConditionExpression", key, placeholders),
                        filter == null
                                ? LegacyConditions.conditions(
                                        request.queryFilter(), request.conditionalOperator())
                                : condition("FilterExpression", filter, placeholders),
                        projection == null ? attributes : projection(projection, placeholders));
        placeholders.refuseUnused();
        return terms;
    }

    Map<String, AttributeValue> projected(Map<String, AttributeValue> item) {
        if (attributes == null) {
            return item;
        }
        Map<String, AttributeValue> projected = new LinkedHashMap<>(item);
        projected.keySet().retainAll(attributes);
        return projected;
    }

    private static ItemCondition condition(
            String parameter, String text, Placeholders placeholders) {
        return new Expression(parameter, text, placeholders).condition();
    }

    private static List<String> projection(String text, Placeholders placeholders) {
        return new Expression("ProjectionExpression", text, placeholders).projection();
    }
}
