package io.github.inframonitor.local;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An item as JSON text and back, in DynamoDB's own notation: {@code {"pk": {"S": "R#web-7"}}}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html#Programming.LowLevelAPI.DataTypeDescriptors">
 *     Data type descriptors</a>
 */
final class AttributeJson {
    private AttributeJson() {}

    static String write(Map<String, AttributeValue> item) {
        try (JsonWriter json = JsonWriter.create()) {
            writeMap(json, item);
            return new String(json.getBytes(), StandardCharsets.UTF_8);
        }
    }

    static Map<String, AttributeValue> read(String json) {
        return readMap(JsonNode.parser().parse(json));
    }

    private static void writeMap(JsonWriter json, Map<String, AttributeValue> map) {
        json.writeStartObject();
        map.forEach(
                (name, value) -> {
                    json.writeFieldName(name).writeStartObject();
                    writeValue(json.writeFieldName(value.type().name()), value);
                    json.writeEndObject();
                });
        json.writeEndObject();
    }

    private static void writeValue(JsonWriter json, AttributeValue value) {
        switch (value.type()) {
            case S -> json.writeValue(value.s());
            case N -> json.writeValue(value.n());
            case B -> json.writeValue(base64(value.b()));
            case BOOL -> json.writeValue(value.bool());
            case NUL -> json.writeValue(value.nul());
            case SS -> writeStrings(json, value.ss());
            case NS -> writeStrings(json, value.ns());
            case BS -> writeStrings(json, value.bs().stream().map(AttributeJson::base64).toList());
            case M -> writeMap(json, value.m());
            case L -> {
                json.writeStartArray();
                for (AttributeValue element : value.l()) {
                    json.writeStartObject();
                    writeValue(json.writeFieldName(element.type().name()), element);
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            default -> throw new IllegalArgumentException("no type: " + value);
        }
    }

    private static void writeStrings(JsonWriter json, List<String> values) {
        json.writeStartArray();
        values.forEach(json::writeValue);
        json.writeEndArray();
    }

    private static Map<String, AttributeValue> readMap(JsonNode node) {
        Map<String, AttributeValue> map = new LinkedHashMap<>();
        node.asObject().forEach((name, value) -> map.put(name, readValue(value)));
        return map;
    }

    private static AttributeValue readValue(JsonNode node) {
        Map.Entry<String, JsonNode> field = node.asObject().entrySet().iterator().next();
        JsonNode value = field.getValue();
        AttributeValue.Builder read = AttributeValue.builder();
        return switch (field.getKey()) {
            case "S" -> read.s(value.asString()).build();
            case "N" -> read.n(value.asString()).build();
            case "B" -> read.b(bytes(value)).build();
            case "BOOL" -> read.bool(value.asBoolean()).build();
            case "NUL" -> read.nul(value.asBoolean()).build();
            case "SS" -> read.ss(strings(value)).build();
            case "NS" -> read.ns(strings(value)).build();
            case "BS" ->
                    read.bs(value.asArray().stream().map(AttributeJson::bytes).toList()).build();
            case "M" -> read.m(readMap(value)).build();
            case "L" ->
                    read.l(value.asArray().stream().map(AttributeJson::readValue).toList()).build();
            default -> throw new IllegalArgumentException("no type: " + field.getKey());
        };
    }

    private static List<String> strings(JsonNode array) {
        return array.asArray().stream().map(JsonNode::asString).toList();
    }

    private static String base64(SdkBytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
    }

    private static SdkBytes bytes(JsonNode base64) {
        return SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(base64.asString()));
    }
}
