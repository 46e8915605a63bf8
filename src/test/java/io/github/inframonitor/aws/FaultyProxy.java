package io.github.inframonitor.aws;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between the SDK and whatever speaks AWS, and does to the requests of an operation what a
 * network or a service in trouble does. Each connection is good for one request.
 */
public final class FaultyProxy implements AutoCloseable {
    /** What goes wrong with a request. */
    public enum Fault {
        /** It is answered too late. */
        DELAY,
        /** It arrives, and the connection ends without an answer: done or not, nobody knows. */
        DROP,
        /** It is done, and the body of its answer breaks off. */
        TRUNCATE,
        /** It does not arrive, and the connection is reset. */
        RESET,
        /** The service fails. */
        ERROR_500,
        /** The service is not there, or wants to be asked less often, as S3 says it. */
        UNAVAILABLE_503,
        /** The service wants to be asked less often, as DynamoDB, CloudWatch and SNS say it. */
        THROTTLE_400
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)\\r\\ncontent-length: *(\\d+)");
    private static final Pattern TARGET = Pattern.compile("(?i)\\r\\nx-amz-target: *\\S+\\.(\\w+)");
    private static final Pattern PATH = Pattern.compile("^\\S+ \\S*/operation/(\\w+)");
    private static final Pattern ACTION = Pattern.compile("\\bAction=(\\w+)");
    private static final Pattern CONTINUE = Pattern.compile("(?i)\\r\\nexpect: *100-continue");
    private static final Pattern CONNECTION = Pattern.compile("(?i)\\r\\nconnection: *[^\\r]*");

    private final ServerSocket server;
    private final URI upstream;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> left = new ConcurrentHashMap<>();

    /**
     * @param upstream who answers the requests that nothing happens to
     */
    public FaultyProxy(URI upstream) throws IOException {
        this.upstream = upstream;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** From now on something happens to so many requests of an operation, by AWS's name. */
    public void next(int times, String operation, Fault fault) {
        left.put(operation, new AtomicInteger(times));
        faults.put(operation, fault);
    }

    /** From now on nothing happens to any request. */
    public void heal() {
        faults.clear();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        threads.shutdownNow();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket accepted) {
        try (Socket client = accepted) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            String head = head(in);
            if (head.isEmpty()) {
                return; // a connection that was never used
            }
            OutputStream out = client.getOutputStream();
            if (CONTINUE.matcher(head).find()) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            Matcher length = LENGTH.matcher(head);
            byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
            String operation = operation(head, body);
            Fault fault = fault(operation);
            if (fault == null) {
                out.write(forward(head, body));
            } else {
                suffer(fault, operation, head, body, client);
            }
        } catch (IOException e) {
            // the client went, which is its own affair
        }
    }

    private Fault fault(String operation) {
        Fault fault = faults.get(operation);
        return fault != null && left.get(operation).getAndDecrement() > 0 ? fault : null;
    }

    private void suffer(Fault fault, String operation, String head, byte[] body, Socket client)
            throws IOException {
        OutputStream out = client.getOutputStream();
        switch (fault) {
            case DELAY -> awaitClose();
            case DROP -> forward(head, body);
            case TRUNCATE -> {
                byte[] answer = forward(head, body);
                out.write(Arrays.copyOf(answer, answer.length - 1));
            }
            case RESET -> client.setSoLinger(true, 0);
            case ERROR_500 -> out.write(error(500, operation, "InternalFailure"));
            case UNAVAILABLE_503 ->
                    out.write(
                            error(
                                    503,
                                    operation,
                                    operation.equals("PutObject")
                                            ? "SlowDown"
                                            : "ServiceUnavailable"));
            case THROTTLE_400 -> out.write(error(400, operation, throttle(operation)));
        }
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String throttle(String operation) {
        return switch (operation) {
            case "PutObject" -> "RequestLimitExceeded";
            case "Publish" -> "Throttling";
            case "PutMetricData" -> "ThrottlingException";
            default -> "ProvisionedThroughputExceededException";
        };
    }

    /** The whole answer, whose connection ends with it. */
    private byte[] forward(String head, byte[] body) throws IOException {
        try (Socket to = new Socket(upstream.getHost(), upstream.getPort())) {
            OutputStream out = to.getOutputStream();
            String last = CONTINUE.matcher(CONNECTION.matcher(head).replaceAll("")).replaceAll("");
            out.write(
                    last.replaceFirst("\\r\\n\\r\\n$", "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            String answer =
                    new String(to.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.replaceFirst("\r\n", "\r\nConnection: close\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private static byte[] error(int status, String operation, String code) {
        String type =
                switch (operation) {
                    case "PutObject" -> "application/xml";
                    case "Publish" -> "text/xml";
                    case "PutMetricData" -> "application/cbor";
                    default -> "application/x-amz-json-1.0";
                };
        String protocol = type.endsWith("cbor") ? "smithy-protocol: rpc-v2-cbor\r\n" : "";
        String body = FakeAws.Answer.error(type, code);
        return "HTTP/1.1 %d X\r\nContent-Type: %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(status, type, protocol, body.length(), body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            if (b == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    private static String operation(String head, byte[] body) {
        for (Pattern pattern : new Pattern[] {TARGET, PATH}) {
            Matcher found = pattern.matcher(head);
            if (found.find()) {
                return found.group(1);
            }
        }
        Matcher action = ACTION.matcher(new String(body, StandardCharsets.ISO_8859_1));
        if (head.startsWith("POST ") && action.find()) {
            return action.group(1);
        }
        return head.startsWith("PUT ") ? "PutObject" : "GetObject";
    }
}
