package io.github.inframonitor.local;

import io.github.inframonitor.local.ItemCondition.All;
import io.github.inframonitor.local.ItemCondition.Any;
import io.github.inframonitor.local.ItemCondition.Attribute;
import io.github.inframonitor.local.ItemCondition.Literal;
import io.github.inframonitor.local.ItemCondition.Operand;
import io.github.inframonitor.local.ItemCondition.Operator;
import io.github.inframonitor.local.ItemCondition.Test;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;

/**
 * The conditions of the legacy parameters, which Camel's aws2-ddb sends.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html">Legacy
 *     conditional parameters</a>
 */
final class LegacyConditions {
    private LegacyConditions() {}

    /** {@code Expected} of a write. */
    static ItemCondition expected(
            Map<String, ExpectedAttributeValue> expected, @Nullable ConditionalOperator joined) {
        List<ItemCondition> parts = new ArrayList<>();
        expected.forEach((name, value) -> parts.add(expected(name, value)));
        return joined == ConditionalOperator.OR && !parts.isEmpty()
                ? new Any(parts)
                : new All(parts);
    }

    /** {@code KeyConditions} or {@code QueryFilter} of a query. */
    static ItemCondition conditions(
            Map<String, Condition> conditions, @Nullable ConditionalOperator joined) {
        List<ItemCondition> parts = new ArrayList<>();
        conditions.forEach(
                (name, condition) ->
                        parts.add(
                                test(
                                        name,
                                        condition.comparisonOperator(),
                                        condition.attributeValueList())));
        return joined == ConditionalOperator.OR && !parts.isEmpty()
                ? new Any(parts)
                : new All(parts);
    }

    private static ItemCondition expected(String name, ExpectedAttributeValue expected) {
        ComparisonOperator operator = expected.comparisonOperator();
        if (operator != null) {
            if (expected.exists() != null) {
                throw DynamoErrors.validation(
                        "One or more parameter values were invalid: Exists and ComparisonOperator"
                                + " cannot be used together for Attribute: "
                                + name);
            }
            return test(
                    name,
                    operator,
                    expected.value() != null
                            ? List.of(expected.value())
                            : expected.attributeValueList());
        }
        if (Boolean.FALSE.equals(expected.exists())) {
            if (expected.value() != null) {
                throw DynamoErrors.validation(
                        "One or more parameter values were invalid: Value cannot be used when"
                                + " Exists is set to FALSE for Attribute: "
                                + name);
            }
            return test(name, ComparisonOperator.NULL, List.of());
        }
        if (expected.value() == null) {
            throw DynamoErrors.validation(
                    "One or more parameter values were invalid: Value must be provided when Exists"
                            + " is "
                            + (expected.exists() == null ? "null" : "true")
                            + " for Attribute: "
                            + name);
        }
        return test(name, ComparisonOperator.EQ, List.of(expected.value()));
    }

    private static ItemCondition test(
            String name, ComparisonOperator operator, List<AttributeValue> values) {
        Operator meant =
                switch (operator) {
                    case EQ -> Operator.EQ;
                    case NE -> Operator.NE;
                    case LT -> Operator.LT;
                    case LE -> Operator.LE;
                    case GT -> Operator.GT;
                    case GE -> Operator.GE;
                    case BETWEEN -> Operator.BETWEEN;
                    case IN -> Operator.IN;
                    case BEGINS_WITH -> Operator.BEGINS_WITH;
                    case CONTAINS -> Operator.CONTAINS;
                    case NOT_NULL -> Operator.EXISTS;
                    case NULL -> Operator.NOT_EXISTS;
                    default -> throw DynamoErrors.unsupported("the comparison " + operator);
                };
        int wanted =
                switch (meant) {
                    case EXISTS, NOT_EXISTS -> 0;
                    case BETWEEN -> 2;
                    case IN -> Math.max(1, values.size());
                    default -> 1;
                };
        if (values.size() != wanted) {
            throw DynamoErrors.validation(
                    "One or more parameter values were invalid: Invalid number of argument(s) for"
                            + " the "
                            + operator
                            + " ComparisonOperator");
        }
        List<Operand> operands = new ArrayList<>();
        operands.add(new Attribute(name));
        values.forEach(value -> operands.add(new Literal(value)));
        return new Test(meant, operands);
    }
}
