package io.github.inframonitor.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.github.inframonitor.crash.Answer;
import io.github.inframonitor.crash.Asked;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * How a service is asked and answers. The trees of both are the same: of maps, lists, texts,
 * numbers and times.
 */
enum EmulatedProtocol {
    /** Smithy RPC v2 in CBOR, of the SDK's client of CloudWatch. */
    CBOR,
    /** XML of STS, RDS and, for clients that are older, CloudWatch. */
    QUERY,
    EC2;

    private static final CBORMapper MAPPER = new CBORMapper();
    private static final CBORFactory FACTORY = new CBORFactory();
    private static final String RPC = "/service/GraniteServiceVersion20100801/operation/";

    static EmulatedProtocol of(String service, Asked asked) {
        if (service.equals("ec2")) {
            return EC2;
        }
        return asked.path().startsWith(RPC) ? CBOR : QUERY;
    }

    JsonNode request(Asked asked) throws IOException {
        byte[] body = asked.body();
        if ("gzip".equals(asked.headers().getFirst("Content-Encoding"))) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        return this == CBOR
                ? MAPPER.readTree(body)
                : EmulatedForm.tree(new String(body, StandardCharsets.UTF_8));
    }

    String operation(Asked asked, JsonNode request) {
        return this == CBOR
                ? asked.path().substring(RPC.length())
                : request.path("Action").asText();
    }

    /** A time as this protocol has it: seconds, or a text. */
    static Instant time(JsonNode node) {
        return node.isTextual()
                ? Instant.parse(node.asText())
                : Instant.ofEpochMilli(Math.round(node.asDouble() * 1000));
    }

    Answer answer(String operation, Map<String, Object> body) throws IOException {
        if (this == CBOR) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (CBORGenerator cbor = FACTORY.createGenerator(out)) {
                write(cbor, body);
            }
            return Answer.cbor(200, out.toByteArray());
        }
        StringBuilder xml = new StringBuilder();
        xml.append('<').append(operation).append("Response>");
        if (this == QUERY) {
            element(xml, operation + "Result", body);
            element(xml, "ResponseMetadata", Map.of("RequestId", "emulated"));
        } else {
            fields(xml, body);
        }
        return Answer.xml(200, xml.append("</" + operation + "Response>").toString());
    }

    Answer refusal(EmulatedRefusal refusal) throws IOException {
        String code = refusal.code();
        Map<String, Object> error = Map.of("Code", code, "Message", refusal.getMessage());
        if (this == CBOR) {
            // what it is called in Query stands in a header, as such clients know it by that
            String type = code.equals("Throttling") ? "ThrottlingException" : code;
            byte[] body =
                    MAPPER.writeValueAsBytes(
                            Map.of(
                                    "__type",
                                    "com.amazonaws.cloudwatch#" + type,
                                    "message",
                                    refusal.getMessage()));
            String blame = refusal.status() < 500 ? "Sender" : "Receiver";
            return new Answer(
                    refusal.status(),
                    "application/cbor",
                    body,
                    Map.of("x-amzn-query-error", code + ";" + blame));
        }
        StringBuilder xml = new StringBuilder();
        if (this == EC2) {
            element(xml, "Response", Map.of("Errors", Map.of("Error", error)));
        } else {
            element(xml, "ErrorResponse", Map.of("Error", error));
        }
        return Answer.xml(refusal.status(), xml.toString());
    }

    private static void write(CBORGenerator cbor, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            cbor.writeStartObject(map.size());
            for (Map.Entry<?, ?> field : map.entrySet()) {
                cbor.writeFieldName((String) field.getKey());
                write(cbor, field.getValue());
            }
            cbor.writeEndObject();
        } else if (value instanceof List<?> list) {
            cbor.writeStartArray(list, list.size());
            for (Object element : list) {
                write(cbor, element);
            }
            cbor.writeEndArray();
        } else if (value instanceof Instant time) {
            cbor.writeTag(1);
            cbor.writeNumber((double) time.getEpochSecond());
        } else if (value instanceof Double number) {
            cbor.writeNumber(number);
        } else {
            cbor.writeString(value.toString());
        }
    }

    /** What an element of a list is called, by the name of the list. */
    private String elementOf(String list) {
        return switch (list) {
            case "DBInstances" -> "DBInstance";
            case "TagList" -> "Tag";
            default -> this == EC2 ? "item" : "member";
        };
    }

    private void fields(StringBuilder xml, Map<?, ?> fields) {
        fields.forEach((name, value) -> element(xml, (String) name, value));
    }

    private void element(StringBuilder xml, String name, Object value) {
        xml.append('<').append(name).append('>');
        if (value instanceof Map<?, ?> map) {
            fields(xml, map);
        } else if (value instanceof List<?> list) {
            String of = elementOf(name);
            list.forEach(element -> element(xml, of, element));
        } else {
            text(xml, value.toString());
        }
        xml.append("</").append(name).append('>');
    }

    private static void text(StringBuilder xml, String text) {
        for (int n = 0; n < text.length(); n++) {
            switch (text.charAt(n)) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                default -> xml.append(text.charAt(n));
            }
        }
    }
}
