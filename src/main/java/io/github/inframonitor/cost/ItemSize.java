package io.github.inframonitor.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * How large an item is to DynamoDB, and the units that it costs.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">item
 *     sizes and formats</a>
 */
final class ItemSize {
    private static final double WRITE_UNIT = 1024;
    private static final double READ_UNIT = 4096;

    private ItemSize() {}

    /** Bytes of the names and the values. */
    static long of(Map<String, AttributeValue> item) {
        long bytes = 0;
        for (Map.Entry<String, AttributeValue> entry : item.entrySet()) {
            bytes += utf8(entry.getKey()) + value(entry.getValue());
        }
        return bytes;
    }

    static double writeUnits(long bytes) {
        return Math.max(1, Math.ceil(bytes / WRITE_UNIT));
    }

    /** An eventually consistent read, which every read of an index is, costs half. */
    static double readUnits(long bytes, boolean consistent) {
        return Math.max(1, Math.ceil(bytes / READ_UNIT)) * (consistent ? 1 : 0.5);
    }

    static boolean isConsistent(SdkRequest read) {
        return read.getValueForField("ConsistentRead", Boolean.class).orElse(false);
    }

    private static long value(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8(value.s());
            case N -> number(value.n());
            case B -> value.b().asByteArrayUnsafe().length;
            case SS -> value.ss().stream().mapToLong(ItemSize::utf8).sum();
            case NS -> value.ns().stream().mapToLong(ItemSize::number).sum();
            case BS -> value.bs().stream().mapToLong(b -> b.asByteArrayUnsafe().length).sum();
            case L -> 3 + value.l().stream().mapToLong(of -> 1 + value(of)).sum();
            case M -> 3 + value.m().size() + of(value.m());
            default -> 1; // BOOL and NUL
        };
    }

    /** A byte for two digits, and one more. */
    private static long number(String number) {
        int digits = 0;
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            digits += c >= '0' && c <= '9' ? 1 : 0;
        }
        return 1L + (digits + 1) / 2;
    }

    /** Every item is measured, so mostly without a copy. */
    private static long utf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return text.getBytes(UTF_8).length;
            }
        }
        return text.length();
    }
}
