package io.github.inframonitor.local;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How DynamoDB compares, measures and normalises attribute values.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">Item
 *     sizes</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html">Data
 *     types</a>: numbers of 38 digits, from 1E-130 to 9.99E+125 in size, zeroes trimmed
 */
final class Attributes {
    private static final int MAX_DIGITS = 38;
    private static final BigDecimal LARGEST =
            new BigDecimal("9.9999999999999999999999999999999999999E+125");
    private static final BigDecimal SMALLEST = new BigDecimal("1E-130");

    private Attributes() {}

    /** Equal as DynamoDB sees it: numbers by value, sets without order. */
    static boolean equal(AttributeValue a, AttributeValue b) {
        if (a.type() != b.type()) {
            return false;
        }
        return switch (a.type()) {
            case N -> number(a).compareTo(number(b)) == 0;
            case SS -> new HashSet<>(a.ss()).equals(new HashSet<>(b.ss()));
            case NS -> new HashSet<>(a.ns()).equals(new HashSet<>(b.ns()));
            case BS -> new HashSet<>(a.bs()).equals(new HashSet<>(b.bs()));
            default -> a.equals(b);
        };
    }

    /** The order of two values; empty if they are of two types, or of one that has no order. */
    static OptionalInt order(AttributeValue a, AttributeValue b) {
        if (a.type() != b.type()) {
            return OptionalInt.empty();
        }
        return switch (a.type()) {
            case N -> OptionalInt.of(number(a).compareTo(number(b)));
            case S -> OptionalInt.of(Arrays.compareUnsigned(utf8(a.s()), utf8(b.s())));
            case B ->
                    OptionalInt.of(
                            Arrays.compareUnsigned(
                                    a.b().asByteArrayUnsafe(), b.b().asByteArrayUnsafe()));
            default -> OptionalInt.empty();
        };
    }

    static boolean beginsWith(AttributeValue value, AttributeValue prefix) {
        return value.type() == AttributeValue.Type.S
                && prefix.type() == AttributeValue.Type.S
                && value.s().startsWith(prefix.s());
    }

    static boolean contains(AttributeValue value, AttributeValue part) {
        return switch (value.type()) {
            case S -> part.type() == AttributeValue.Type.S && value.s().contains(part.s());
            case SS -> part.type() == AttributeValue.Type.S && value.ss().contains(part.s());
            case NS -> part.type() == AttributeValue.Type.N && value.ns().contains(part.n());
            case L -> value.l().stream().anyMatch(element -> equal(element, part));
            default -> false;
        };
    }

    static AttributeValue sum(AttributeValue a, AttributeValue b, boolean minus) {
        BigDecimal left = number(a);
        BigDecimal right = number(b);
        BigDecimal sum = minus ? left.subtract(right) : left.add(right);
        return normal(AttributeValue.fromN(sum.toString()));
    }

    private static BigDecimal number(AttributeValue value) {
        if (value.type() != AttributeValue.Type.N) {
            throw DynamoErrors.validation(
                    "An operand in the update expression has an incorrect data type");
        }
        return parsed(value.n());
    }

    /** An item as DynamoDB would return it: numbers in their shortest plain notation. */
    static Map<String, AttributeValue> normal(Map<String, AttributeValue> item) {
        Map<String, AttributeValue> normal = new LinkedHashMap<>();
        item.forEach((name, value) -> normal.put(name, normal(value)));
        return normal;
    }

    private static AttributeValue normal(AttributeValue value) {
        return switch (value.type()) {
            case N -> AttributeValue.fromN(normal(value.n()));
            case NS ->
                    AttributeValue.fromNs(
                            set(value.ns().stream().map(Attributes::normal).toList(), "number"));
            case SS -> AttributeValue.fromSs(set(value.ss(), "string"));
            case BS -> AttributeValue.fromBs(set(value.bs(), "binary"));
            case L -> AttributeValue.fromL(value.l().stream().map(Attributes::normal).toList());
            case M -> AttributeValue.fromM(normal(value.m()));
            case UNKNOWN_TO_SDK_VERSION ->
                    throw DynamoErrors.validation(
                            "Supplied AttributeValue is empty, must contain exactly one of the"
                                    + " supported datatypes");
            default -> value;
        };
    }

    private static <T> List<T> set(List<T> elements, String kind) {
        if (elements.isEmpty()) {
            throw DynamoErrors.validation(
                    "One or more parameter values were invalid: An "
                            + kind
                            + " set  may not be empty");
        }
        if (new HashSet<>(elements).size() < elements.size()) {
            throw DynamoErrors.validation(
                    "One or more parameter values were invalid: Input collection "
                            + elements
                            + " contains duplicates.");
        }
        return elements;
    }

    private static String normal(String number) {
        BigDecimal parsed = parsed(number).stripTrailingZeros();
        BigDecimal size = parsed.abs();
        if (size.compareTo(LARGEST) > 0) {
            throw DynamoErrors.validation(
                    "Number overflow. Attempting to store a number with magnitude larger than"
                            + " supported range");
        }
        if (size.signum() != 0 && size.compareTo(SMALLEST) < 0) {
            throw DynamoErrors.validation(
                    "Number underflow. Attempting to store a number with magnitude smaller than"
                            + " supported range");
        }
        if (parsed.precision() > MAX_DIGITS) {
            throw DynamoErrors.validation(
                    "Attempting to store more than 38 significant digits in a Number");
        }
        return parsed.toPlainString();
    }

    private static BigDecimal parsed(String number) {
        try {
            return new BigDecimal(number);
        } catch (NumberFormatException e) {
            throw DynamoErrors.validation(
                    "The parameter cannot be converted to a numeric value: " + number);
        }
    }

    /** Bytes that count against the 400 KB of an item and the 1 MB of a page; names count too. */
    static int size(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .mapToInt(e -> utf8(e.getKey()).length + size(e.getValue()))
                .sum();
    }

    private static int size(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8(value.s()).length;
            case N -> numberSize(value.n());
            case B -> value.b().asByteArrayUnsafe().length;
            case SS -> value.ss().stream().mapToInt(s -> utf8(s).length).sum();
            case NS -> value.ns().stream().mapToInt(Attributes::numberSize).sum();
            case BS ->
                    value.bs().stream()
                            .map(SdkBytes::asByteArrayUnsafe)
                            .mapToInt(b -> b.length)
                            .sum();
            case L -> 3 + value.l().stream().mapToInt(e -> 1 + size(e)).sum();
            case M -> 3 + value.m().size() + size(value.m());
            default -> 1;
        };
    }

    private static int numberSize(String number) {
        return Math.min(21, (parsed(number).precision() + 1) / 2 + 1);
    }

    private static byte[] utf8(String text) {
        return Objects.requireNonNull(text).getBytes(StandardCharsets.UTF_8);
    }
}
