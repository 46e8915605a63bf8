package io.github.inframonitor.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ItemSizeTest {
    @Test
    void countsNamesAndValues() {
        assertThat(
                        ItemSize.of(
                                Map.of(
                                        "pk", AttributeValue.fromS("größe"), // 2 + 7
                                        "n", AttributeValue.fromN("-12.345"), // 1 + 1 + 3
                                        "b", AttributeValue.fromB(SdkBytes.fromUtf8String("xyz")),
                                        "t", AttributeValue.fromBool(true),
                                        "l", AttributeValue.fromL(List.of(text("ab"), text("c"))),
                                        "m", AttributeValue.fromM(Map.of("k", text("vv"))))))
                .isEqualTo(9 + 5 + 4 + 2 + (1 + 3 + 3 + 2) + (1 + 3 + 1 + 3));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "1024, 1", "1025, 2", "10240, 10"})
    void aWriteUnitIsAKilobyteBegun(long bytes, double units) {
        assertThat(ItemSize.writeUnits(bytes)).isEqualTo(units);
    }

    @ParameterizedTest
    @CsvSource({"0, true, 1", "4096, true, 1", "4097, true, 2", "4097, false, 1", "10, false, 0.5"})
    void aReadUnitIsFourKilobytesBegunAndHalfOfItEventually(
            long bytes, boolean consistent, double units) {
        assertThat(ItemSize.readUnits(bytes, consistent)).isEqualTo(units);
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }
}
