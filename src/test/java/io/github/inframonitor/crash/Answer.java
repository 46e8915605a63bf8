package io.github.inframonitor.crash;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What the emulated AWS answers. */
public record Answer(int status, String type, byte[] body, Map<String, String> headers) {
    private static final String CBOR = "application/cbor";

    public Answer(int status, String type, byte[] body) {
        this(status, type, body, Map.of());
    }

    public static Answer xml(int status, String body) {
        return new Answer(status, "text/xml", body.getBytes(StandardCharsets.UTF_8));
    }

    static Answer dynamo(int status, String body) {
        return new Answer(
                status, "application/x-amz-json-1.0", body.getBytes(StandardCharsets.UTF_8));
    }

    /** An error: a map of one field, whose value is shorter than 24 letters. */
    static Answer cbor(int status, String error) {
        String map = "\u00a1" + (char) (0x60 + "__type".length()) + "__type";
        String field = (char) (0x60 + error.length()) + error;
        return cbor(status, (map + field).getBytes(StandardCharsets.ISO_8859_1));
    }

    public static Answer cbor(int status, byte[] body) {
        return new Answer(status, CBOR, body);
    }

    public void to(HttpExchange exchange) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (type.equals(CBOR)) {
            exchange.getResponseHeaders().set("smithy-protocol", "rpc-v2-cbor");
        }
        boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, empty ? -1 : body.length);
        if (!empty) {
            exchange.getResponseBody().write(body);
        }
    }
}
