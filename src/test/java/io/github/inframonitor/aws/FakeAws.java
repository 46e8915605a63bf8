package io.github.inframonitor.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** AWS on the loopback interface as a test scripts it: what it was asked, and what it answers. */
public final class FakeAws implements AutoCloseable {
    /** What came over the wire; {@code from} is the connection it came by. */
    public record Asked(
            String method, String path, Map<String, String> headers, String body, int from) {
        /** The operation, by the header or the path or the parameter that its protocol has. */
        public String operation() {
            String target = headers.get("X-amz-target");
            if (target != null) {
                return target.replaceFirst(".*\\.", "");
            }
            return path.contains("/operation/")
                    ? path.replaceFirst(".*/operation/", "")
                    : body.replaceFirst("(?s).*\\bAction=(\\w+).*", "$1");
        }
    }

    /** How a request is answered. */
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;

        static Answer of(int status, String type, String body) {
            return of(status, type, body.getBytes(StandardCharsets.ISO_8859_1));
        }

        static Answer of(int status, String type, byte[] body) {
            return exchange -> {
                if (type.equals("application/cbor")) {
                    exchange.getResponseHeaders().set("smithy-protocol", "rpc-v2-cbor");
                }
                exchange.getResponseHeaders().set("Content-Type", type);
                boolean head = exchange.getRequestMethod().equals("HEAD");
                exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
                if (!head) {
                    exchange.getResponseBody().write(body);
                }
            };
        }

        /** A refusal as each protocol has it, with a message that names no action. */
        static Answer refusal(String type, String code) {
            return of(type.contains("json") ? 400 : 403, type, error(type, code));
        }

        /** The body of an error as each protocol has it. */
        static String error(String type, String code) {
            return switch (type) {
                case "text/xml" ->
                        "<ErrorResponse><Error><Code>%s</Code><Message>no</Message></Error></ErrorResponse>"
                                .formatted(code);
                case "application/xml" ->
                        "<Error><Code>%s</Code><Message>no</Message></Error>".formatted(code);
                case "application/cbor" ->
                        "\u00a2" + cbor("__type") + cbor(code) + cbor("message") + cbor("no");
                default -> "{\"__type\":\"com.amazonaws#%s\",\"message\":\"no\"}".formatted(code);
            };
        }

        /** A text of fewer than 24 letters in CBOR. */
        private static String cbor(String text) {
            return (char) (0x60 + text.length()) + text;
        }

        /** Promises ten bytes more than it gives. */
        static Answer truncated(String type, String body) {
            return exchange -> {
                byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.sendResponseHeaders(200, bytes.length + 10);
                exchange.getResponseBody().write(bytes);
                exchange.getResponseBody().flush();
            };
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedDeque<Answer> next = new ConcurrentLinkedDeque<>();
    private volatile Function<Asked, Answer> otherwise;

    /**
     * @param otherwise what it answers once {@link #next} is used up
     */
    public FakeAws(Function<Asked, Answer> otherwise) throws IOException {
        this.otherwise = otherwise;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** The next requests are answered by these, in turn. */
    public void next(Answer... answers) {
        next.addAll(List.of(answers));
    }

    public void otherwise(Function<Asked, Answer> answer) {
        otherwise = answer;
    }

    /** Never answers, as long as this runs. */
    Answer silence() {
        return exchange -> {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    public List<Asked> asked() {
        return asked;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The clients of production, pointed at this. */
    SdkClients clients() {
        return new SdkClients(
                builder ->
                        builder.endpointOverride(uri())
                                .credentialsProvider(
                                        StaticCredentialsProvider.create(
                                                AwsBasicCredentials.create("key", "secret"))));
    }

    /** What {@link SdkClients} are made by. */
    static Properties settings(String attemptTimeout) {
        Properties settings = new Properties();
        settings.setProperty("aws.region", "eu-west-1");
        settings.setProperty("aws.attempts", "3");
        settings.setProperty("aws.attempt-timeout", attemptTimeout);
        settings.setProperty("aws.call-timeout", "30s");
        settings.setProperty("collect.sources", "host");
        settings.setProperty("fleet.roles", "");
        settings.setProperty("fleet.external-id", "");
        settings.setProperty("dispatch", "local");
        return settings;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, of) -> headers.put(name, of.get(0)));
            Asked request =
                    new Asked(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            headers,
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.ISO_8859_1),
                            exchange.getRemoteAddress().getPort());
            asked.add(request);
            Answer answer = next.poll();
            (answer == null ? otherwise.apply(request) : answer).to(exchange);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
