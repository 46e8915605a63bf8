package io.github.inframonitor.cloudwatch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * CloudWatch over HTTP as far as PutMetricData, and without alarms, in the protocol of the SDK's
 * client, Smithy RPC v2 in CBOR, which the emulator does not speak. {@code GET /datapoints} answers
 * with all that was put, as JSON: namespace, name, unit, value, time and dimensions.
 *
 * <p>Its main serves {@code .ci/run}: {@code AWS_ENDPOINT_URL_CLOUDWATCH} points a process at it.
 *
 * @see <a href="https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html">Smithy RPC v2
 *     CBOR</a>
 */
public final class CloudWatchDouble implements AutoCloseable {
    private static final String OPERATION = "/service/GraniteServiceVersion20100801/operation/";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper CBOR = new CBORMapper();

    private final PutDatapoints datapoints = new PutDatapoints();
    private final HttpServer server;

    /**
     * @param port to listen at, on this machine only; 0 for a free one
     */
    public CloudWatchDouble(int port) throws IOException {
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * @param arguments the port
     */
    public static void main(String[] arguments) throws IOException {
        new CloudWatchDouble(Integer.parseInt(arguments[0])); // until the process is ended
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public List<ObjectNode> datapoints() {
        return datapoints.all();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("GET") && path.equals("/datapoints")) {
                send(exchange, 200, "application/json", JSON.writeValueAsBytes(datapoints.all()));
            } else if (path.equals(OPERATION + "DescribeAlarms")) {
                sendCbor(exchange, 200, Map.of("MetricAlarms", List.of()));
            } else if (!path.equals(OPERATION + "PutMetricData")) {
                refuse(exchange, "UnknownOperationException", path);
            } else if (!"rpc-v2-cbor".equals(header(exchange, "smithy-protocol"))) {
                refuse(exchange, "SerializationException", "not in rpc-v2-cbor");
            } else {
                datapoints.put(CBOR.readTree(body(exchange)));
                sendCbor(exchange, 200, Map.of());
            }
        }
    }

    private static InputStream body(HttpExchange exchange) throws IOException {
        InputStream body = exchange.getRequestBody();
        return "gzip".equals(header(exchange, "Content-Encoding"))
                ? new GZIPInputStream(body)
                : body;
    }

    private static String header(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    private static void refuse(HttpExchange exchange, String error, String message)
            throws IOException {
        exchange.getRequestBody().readAllBytes();
        sendCbor(
                exchange,
                400,
                Map.of("__type", "com.amazonaws.cloudwatch#" + error, "message", message));
    }

    private static void sendCbor(HttpExchange exchange, int status, Map<String, ?> body)
            throws IOException {
        exchange.getResponseHeaders().add("smithy-protocol", "rpc-v2-cbor");
        send(exchange, status, "application/cbor", CBOR.writeValueAsBytes(body));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
