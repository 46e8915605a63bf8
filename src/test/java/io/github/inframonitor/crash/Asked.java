package io.github.inframonitor.crash;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One request to the emulated AWS.
 *
 * @param service which it is for, by its protocol
 */
public record Asked(Service service, String method, String path, Headers headers, byte[] body) {

    /** The services that the pipeline asks, and how each of them says that it does not want to. */
    public enum Service {
        S3,
        DYNAMODB,
        CLOUDWATCH,
        SNS;

        public Answer failure(boolean throttled) {
            int refusal = throttled ? 400 : 500;
            return switch (this) {
                case S3 ->
                        Answer.xml(
                                throttled ? 503 : 500,
                                "<Error><Code>%s</Code><Message>emulated</Message></Error>"
                                        .formatted(throttled ? "SlowDown" : "InternalError"));
                case DYNAMODB ->
                        Answer.dynamo(
                                refusal,
                                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#%s\",\"message\":\"emulated\"}"
                                        .formatted(
                                                throttled
                                                        ? "ProvisionedThroughputExceededException"
                                                        : "InternalServerError"));
                case CLOUDWATCH ->
                        Answer.cbor(
                                refusal,
                                throttled ? "ThrottlingException" : "InternalServiceFault");
                case SNS ->
                        Answer.xml(
                                refusal,
                                "<ErrorResponse><Error><Code>%s</Code><Message>emulated</Message></Error></ErrorResponse>"
                                        .formatted(throttled ? "Throttling" : "InternalError"));
            };
        }
    }

    /**
     * Reads a request to its end.
     *
     * @throws IOException if whoever asks ended in the middle of it
     */
    public static Asked read(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        byte[] body = exchange.getRequestBody().readAllBytes();
        String length = headers.getFirst("Content-Length");
        if (length != null && body.length != Integer.parseInt(length)) {
            throw new IOException("cut short");
        }
        String path = exchange.getRequestURI().getPath();
        return new Asked(service(headers, path), exchange.getRequestMethod(), path, headers, body);
    }

    private static Service service(Headers headers, String path) {
        if (headers.containsKey("X-Amz-Target")) {
            return Service.DYNAMODB;
        }
        if (path.startsWith("/service/GraniteServiceVersion20100801/")) {
            return Service.CLOUDWATCH;
        }
        return path.equals("/") ? Service.SNS : Service.S3;
    }

    boolean isObject() {
        return service == Service.S3 && method.equals("PUT");
    }

    /** The operation of DynamoDB. */
    public String target() {
        return headers.getFirst("X-Amz-Target").replaceFirst(".*\\.", "");
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The object that is put, without the chunks that the SDK sends it in with their signatures.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html">chunked
     *     uploads with trailers</a>
     */
    byte[] object() throws IOException {
        String decoded = headers.getFirst("x-amz-decoded-content-length");
        if (decoded == null) {
            return body;
        }
        ByteArrayInputStream in = new ByteArrayInputStream(body);
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        int size = Integer.parseInt(line(in).replaceFirst(";.*", ""), 16);
        while (size > 0) {
            object.write(in.readNBytes(size));
            line(in);
            size = Integer.parseInt(line(in).replaceFirst(";.*", ""), 16);
        }
        if (object.size() != Integer.parseInt(decoded)) {
            throw new IOException("an object of " + object.size() + " bytes, not " + decoded);
        }
        return object.toByteArray();
    }

    private static String line(ByteArrayInputStream in) {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString().trim();
    }
}
