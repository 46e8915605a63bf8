package io.github.inframonitor.local;

import io.github.inframonitor.local.ItemCondition.All;
import io.github.inframonitor.local.ItemCondition.Attribute;
import io.github.inframonitor.local.ItemCondition.Literal;
import io.github.inframonitor.local.ItemCondition.Operand;
import io.github.inframonitor.local.ItemCondition.Operator;
import io.github.inframonitor.local.ItemCondition.Test;
import io.github.inframonitor.local.TableSchema.Keys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The part of a table or index that a query reads: one partition and, within it, a range of sort
 * keys.
 *
 * @param operator null for the whole partition
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html">Key
 *     condition expressions</a>
 */
record KeyRange(String hash, @Nullable Operator operator, List<String> bounds) {

    static KeyRange of(Keys keys, ItemCondition condition) {
        List<Test> tests = tests(condition);
        if (tests.isEmpty() || tests.size() > 2) {
            throw DynamoErrors.validation("Conditions can be of length 1 or 2 only");
        }
        Test hash = take(tests, keys.hash());
        if (hash.operator() != Operator.EQ) {
            throw DynamoErrors.validation("Query key condition not supported");
        }
        String partition = texts(hash).get(0);
        if (tests.isEmpty()) {
            return new KeyRange(partition, null, List.of());
        }
        if (keys.range() == null) {
            throw DynamoErrors.validation("Query condition missed key schema element");
        }
        Test range = take(tests, keys.range());
        List<String> bounds = texts(range);
        if (sql(range.operator(), "") == null) {
            throw DynamoErrors.validation("Query key condition not supported");
        }
        if (range.operator() == Operator.BETWEEN && bounds.get(0).compareTo(bounds.get(1)) > 0) {
            throw DynamoErrors.validation(
                    "The BETWEEN operator requires upper bound to be greater than or equal to lower"
                            + " bound");
        }
        return new KeyRange(partition, range.operator(), bounds);
    }

    /** The condition on a sort key's column, with a {@code ?} for each bound. */
    String sql(String column) {
        String sql = operator == null ? null : sql(operator, column);
        return sql == null ? "" : " and " + sql;
    }

    private static @Nullable String sql(Operator operator, String column) {
        return switch (operator) {
            case EQ -> column + " = ?";
            case LT -> column + " < ?";
            case LE -> column + " <= ?";
            case GT -> column + " > ?";
            case GE -> column + " >= ?";
            case BETWEEN -> column + " between ? and ?";
            case BEGINS_WITH -> "starts_with(" + column + ", ?)";
            default -> null;
        };
    }

    private static List<Test> tests(ItemCondition condition) {
        List<Test> tests = new ArrayList<>();
        if (condition instanceof All all) {
            all.parts().forEach(part -> tests.addAll(tests(part)));
        } else if (condition instanceof Test test) {
            tests.add(test);
        } else {
            throw DynamoErrors.validation(
                    "Invalid operator used in KeyConditionExpression: "
                            + (condition instanceof ItemCondition.Any ? "OR" : "NOT"));
        }
        return tests;
    }

    private static Test take(List<Test> tests, String name) {
        for (Test test : tests) {
            if (test.operands().get(0).equals(new Attribute(name))) {
                tests.remove(test);
                return test;
            }
        }
        throw DynamoErrors.validation("Query condition missed key schema element: " + name);
    }

    private static List<String> texts(Test test) {
        List<String> texts = new ArrayList<>();
        for (Operand operand : test.operands().subList(1, test.operands().size())) {
            if (!(operand instanceof Literal literal)
                    || literal.value().type() != AttributeValue.Type.S) {
                throw DynamoErrors.validation(
                        "One or more parameter values were invalid: Condition parameter type does"
                                + " not match schema type");
            }
            if (literal.value().s().isEmpty()) {
                throw DynamoErrors.validation(
                        "One or more parameter values are not valid. The AttributeValue for a key"
                                + " attribute cannot contain an empty string value.");
            }
            texts.add(literal.value().s());
        }
        return texts;
    }
}
