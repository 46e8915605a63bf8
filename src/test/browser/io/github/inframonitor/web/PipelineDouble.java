package io.github.inframonitor.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Serves the dashboard as it stands in {@code src/main/resources/web}, and for its API what a test
 * wants told: {@link Told} of a path, or a {@link Refusal}. It can be stopped and started again.
 */
final class PipelineDouble implements AutoCloseable {
    private static final ObjectMapper json = new ObjectMapper();
    private static final Path WEB = Path.of("src/main/resources/web");
    private static final String UPLOT = "META-INF/resources/webjars/uplot/1.6.30/dist/";

    /** What the server of the pipeline sends with each page. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");

    /** Answers a question by its parameters. */
    interface Told {
        Object answer(Map<String, String> parameters);
    }

    /** An answer that is a problem. */
    record Refusal(int status, String detail) {}

    private final Map<String, Told> told = new ConcurrentHashMap<>();
    private final Promised promised = new Promised();
    private final List<OutputStream> listeners = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch held = new CountDownLatch(0);
    private HttpServer server;
    private ExecutorService threads;
    private int port;

    PipelineDouble() throws IOException {
        start();
    }

    /** What it told although the contract forbids it. */
    List<String> broken() {
        return promised.broken();
    }

    String address() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** From now on, a path below {@code /api/} with its method is answered so. */
    void tell(String question, Told answer) {
        told.put(question, answer);
    }

    void tell(String question, Object answer) {
        tell(question, parameters -> answer);
    }

    /** Lets every answer of the API wait until {@link #release}. */
    void hold() {
        held = new CountDownLatch(1);
    }

    void release() {
        held.countDown();
    }

    void send(String event, Object data) throws IOException {
        promised.check(event, data);
        for (OutputStream listener : listeners) {
            try {
                write(listener, "event: " + event + "\ndata: " + json.writeValueAsString(data));
            } catch (IOException gone) {
                listeners.remove(listener);
            }
        }
    }

    private static void write(OutputStream listener, String event) throws IOException {
        listener.write((event + "\n\n").getBytes(StandardCharsets.UTF_8));
        listener.flush();
    }

    void start() throws IOException {
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        port = server.getAddress().getPort();
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    void stop() {
        release();
        server.stop(0);
        threads.shutdownNow();
        listeners.clear();
    }

    @Override
    public void close() {
        stop();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/api/events")) {
            listen(exchange);
        } else if (path.startsWith("/api/")) {
            answer(exchange, exchange.getRequestMethod() + " " + path.substring(5));
        } else {
            file(exchange, path.equals("/") ? "index.html" : path.substring(1));
        }
    }

    private void listen(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        write(exchange.getResponseBody(), ": here");
        listeners.add(exchange.getResponseBody());
    }

    private void answer(HttpExchange exchange, String question) throws IOException {
        exchange.getRequestBody().readAllBytes();
        try {
            held.await();
        } catch (InterruptedException stopped) {
            exchange.close();
            return;
        }
        Told known =
                told.entrySet().stream()
                        .filter(entry -> matches(entry.getKey(), question))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(parameters -> new Refusal(404, "There is no such thing."));
        Object answer = known.answer(parameters(exchange));
        if (answer instanceof Refusal refusal) {
            Map<String, Object> problem =
                    Map.of(
                            "type", "about:blank",
                            "title", "No",
                            "status", refusal.status(),
                            "detail", refusal.detail());
            reply(exchange, refusal.status(), "application/problem+json", bytes(problem));
        } else {
            promised.check(question, answer);
            int status = question.startsWith("POST") ? 202 : 200;
            reply(exchange, status, "application/json", bytes(answer));
        }
    }

    /** {@code *} at the end of what is known stands for the rest of a path. */
    private static boolean matches(String known, String question) {
        return known.endsWith("*")
                ? question.startsWith(known.substring(0, known.length() - 1))
                : known.equals(question);
    }

    private static byte[] bytes(Object answer) {
        try {
            return json.writeValueAsBytes(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> parameters(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        return query == null
                ? Map.of()
                : Arrays.stream(query.split("&"))
                        .map(pair -> pair.split("=", 2))
                        .collect(
                                Collectors.toMap(
                                        pair -> pair[0],
                                        pair ->
                                                URLDecoder.decode(
                                                        pair[1], StandardCharsets.UTF_8)));
    }

    private static void file(HttpExchange exchange, String name) throws IOException {
        byte[] body;
        if (name.startsWith("uplot/")) {
            String resource = UPLOT + name.substring("uplot/".length());
            try (InputStream in =
                    PipelineDouble.class.getClassLoader().getResourceAsStream(resource)) {
                body = in == null ? null : in.readAllBytes();
            }
        } else {
            Path file = WEB.resolve(name);
            body = Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
        }
        if (body == null) {
            reply(exchange, 404, "text/plain", new byte[0]);
        } else {
            exchange.getResponseHeaders().add("Content-Security-Policy", POLICY);
            reply(exchange, 200, TYPES.get(name.substring(name.lastIndexOf('.') + 1)), body);
        }
    }

    private static void reply(HttpExchange exchange, int status, String type, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
