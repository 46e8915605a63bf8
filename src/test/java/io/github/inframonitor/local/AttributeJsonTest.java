package io.github.inframonitor.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class AttributeJsonTest {

    @Property(tries = 200)
    void an_item_comes_back_from_its_json(@ForAll("items") Map<String, AttributeValue> item) {
        assertThat(AttributeJson.read(AttributeJson.write(item))).isEqualTo(item);
    }

    @Provide
    Arbitrary<Map<String, AttributeValue>> items() {
        Arbitrary<AttributeValue> value =
                Arbitraries.recursive(this::scalars, AttributeJsonTest::nested, 0, 2);
        return Arbitraries.maps(text(), value).ofMaxSize(4);
    }

    private Arbitrary<AttributeValue> scalars() {
        Arbitrary<String> numbers = Arbitraries.bigDecimals().map(BigDecimal::toPlainString);
        Arbitrary<SdkBytes> bytes =
                Arbitraries.bytes().array(byte[].class).map(SdkBytes::fromByteArray);
        return Arbitraries.oneOf(
                text().map(AttributeValue::fromS),
                numbers.map(AttributeValue::fromN),
                bytes.map(AttributeValue::fromB),
                Arbitraries.of(true, false).map(AttributeValue::fromBool),
                Arbitraries.just(AttributeValue.fromNul(true)),
                text().list().uniqueElements().ofMaxSize(3).map(AttributeValue::fromSs),
                numbers.list().ofMaxSize(3).map(AttributeValue::fromNs),
                bytes.list().ofMaxSize(3).map(AttributeValue::fromBs));
    }

    private static Arbitrary<AttributeValue> nested(Arbitrary<AttributeValue> value) {
        return Arbitraries.oneOf(
                value.list().ofMaxSize(3).map(AttributeValue::fromL),
                Arbitraries.maps(text(), value).ofMaxSize(3).map(AttributeValue::fromM));
    }

    // no lone surrogates: they are no text in UTF-8, and DynamoDB refuses them
    private static Arbitrary<String> text() {
        return Arbitraries.strings().withCharRange('\u0000', '\uD7FF').ofMaxLength(8);
    }
}
