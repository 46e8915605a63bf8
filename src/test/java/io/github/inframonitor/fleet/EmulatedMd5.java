package io.github.inframonitor.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * The sums that the SDK's client of SQS checks.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html">of
 *     message attributes</a>
 */
final class EmulatedMd5 {
    private EmulatedMd5() {}

    static String of(String body) {
        return of(body.getBytes(StandardCharsets.UTF_8));
    }

    /** Of names, types and values in the order of the names, each with its length before it. */
    static String of(JsonNode attributes) {
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        attributes.properties().forEach(a -> sorted.put(a.getKey(), a.getValue()));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        sorted.forEach(
                (name, value) -> {
                    add(all, name.getBytes(StandardCharsets.UTF_8));
                    String type = value.path("DataType").asText();
                    add(all, type.getBytes(StandardCharsets.UTF_8));
                    boolean binary = type.startsWith("Binary");
                    all.write(binary ? 2 : 1);
                    add(
                            all,
                            binary
                                    ? Base64.getDecoder().decode(value.path("BinaryValue").asText())
                                    : value.path("StringValue")
                                            .asText()
                                            .getBytes(StandardCharsets.UTF_8));
                });
        return of(all.toByteArray());
    }

    private static void add(ByteArrayOutputStream to, byte[] bytes) {
        to.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
        to.writeBytes(bytes);
    }

    private static String of(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
