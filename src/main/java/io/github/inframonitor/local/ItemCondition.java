package io.github.inframonitor.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A condition on an item, whether an expression or the legacy parameters gave it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html">
 *     Operators and functions</a>
 */
sealed interface ItemCondition {

    boolean holds(Map<String, AttributeValue> item);

    /** The names of the attributes that it looks at. */
    Stream<String> attributes();

    /** One side of a comparison: an attribute of the item, or a value of the request. */
    sealed interface Operand {
        @Nullable AttributeValue of(Map<String, AttributeValue> item);
    }

    record Attribute(String name) implements Operand {
        @Override
        public @Nullable AttributeValue of(Map<String, AttributeValue> item) {
            return item.get(name);
        }
    }

    record Literal(AttributeValue value) implements Operand {
        @Override
        public AttributeValue of(Map<String, AttributeValue> item) {
            return value;
        }
    }

    enum Operator {
        EQ,
        NE,
        LT,
        LE,
        GT,
        GE,
        BETWEEN,
        IN,
        BEGINS_WITH,
        CONTAINS,
        EXISTS,
        NOT_EXISTS
    }

    record Test(Operator operator, List<Operand> operands) implements ItemCondition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            List<@Nullable AttributeValue> values = new ArrayList<>();
            operands.forEach(operand -> values.add(operand.of(item)));
            AttributeValue left = values.get(0);
            return switch (operator) {
                case EXISTS -> left != null;
                case NOT_EXISTS -> left == null;
                // an attribute that is not there differs from any value
                case NE -> !equal(left, values.get(1));
                case EQ -> equal(left, values.get(1));
                case IN -> values.stream().skip(1).anyMatch(value -> equal(left, value));
                case LT -> ordered(left, values.get(1), order -> order < 0);
                case LE -> ordered(left, values.get(1), order -> order <= 0);
                case GT -> ordered(left, values.get(1), order -> order > 0);
                case GE -> ordered(left, values.get(1), order -> order >= 0);
                case BETWEEN ->
                        ordered(left, values.get(1), order -> order >= 0)
                                && ordered(left, values.get(2), order -> order <= 0);
                case BEGINS_WITH -> both(left, values.get(1), Attributes::beginsWith);
                case CONTAINS -> both(left, values.get(1), Attributes::contains);
            };
        }

        @Override
        public Stream<String> attributes() {
            return operands.stream()
                    .filter(Attribute.class::isInstance)
                    .map(operand -> ((Attribute) operand).name());
        }

        private static boolean equal(@Nullable AttributeValue a, @Nullable AttributeValue b) {
            return both(a, b, Attributes::equal);
        }

        private static boolean ordered(
                @Nullable AttributeValue a, @Nullable AttributeValue b, IntPredicate wanted) {
            return both(
                    a,
                    b,
                    (left, right) -> {
                        OptionalInt order = Attributes.order(left, right);
                        return order.isPresent() && wanted.test(order.getAsInt());
                    });
        }

        private static boolean both(
                @Nullable AttributeValue a,
                @Nullable AttributeValue b,
                BiPredicate<AttributeValue, AttributeValue> test) {
            return a != null && b != null && test.test(a, b);
        }
    }

    record All(List<ItemCondition> parts) implements ItemCondition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return parts.stream().allMatch(part -> part.holds(item));
        }

        @Override
        public Stream<String> attributes() {
            return parts.stream().flatMap(ItemCondition::attributes);
        }
    }

    record Any(List<ItemCondition> parts) implements ItemCondition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return parts.stream().anyMatch(part -> part.holds(item));
        }

        @Override
        public Stream<String> attributes() {
            return parts.stream().flatMap(ItemCondition::attributes);
        }
    }

    record Not(ItemCondition part) implements ItemCondition {
        @Override
        public boolean holds(Map<String, AttributeValue> item) {
            return !part.holds(item);
        }

        @Override
        public Stream<String> attributes() {
            return part.attributes();
        }
    }
}
