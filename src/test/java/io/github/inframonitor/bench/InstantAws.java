package io.github.inframonitor.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * AWS that takes everything and answers at once. It counts requests by operation, and does so
 * little that what is measured is who asks: it reads a request's head, skips its body, and sends
 * bytes that it has ready.
 */
public final class InstantAws implements AutoCloseable {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1);
    private static final byte[] S3 = answer("application/xml", "ETag: \"0\"\r\n", "");
    private static final byte[] CBOR =
            answer("application/cbor", "smithy-protocol: rpc-v2-cbor\r\n", "\u00a0");

    private final ServerSocket server;
    private final Map<String, AtomicLong> requests = new ConcurrentHashMap<>();
    private final Map<String, Long> first = new ConcurrentHashMap<>();
    private volatile int delay;
    private final Map<String, byte[]> json = new ConcurrentHashMap<>();

    public InstantAws() throws IOException {
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Answers an operation of DynamoDB with this JSON from now on; else it is an empty object. */
    public void answer(String operation, String body) {
        json.put(operation, answer("application/x-amz-json-1.0", "", body));
    }

    /** How often an operation was asked for; S3's are {@code S3 PUT} and the like. */
    public long requests(String operation) {
        AtomicLong count = requests.get(operation);
        return count == null ? 0 : count.get();
    }

    /** By {@link System#nanoTime}, when an operation was asked for first; null if it never was. */
    public Long first(String operation) {
        return first.get(operation);
    }

    /** Answers so many milliseconds later from now on, as something farther away does. */
    void delay(int millis) {
        delay = millis;
    }

    boolean isAway() {
        return delay > 0;
    }

    public void forget() {
        requests.clear();
        first.clear();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            OutputStream out = socket.getOutputStream();
            String request = line(in);
            while (request != null) {
                Map<String, String> head = new TreeMap<>();
                for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
                    int colon = line.indexOf(':');
                    head.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
                if (head.containsKey("expect")) {
                    out.write(CONTINUE);
                }
                in.skipNBytes(Long.parseLong(head.getOrDefault("content-length", "0")));
                byte[] answer = answer(request, head);
                if (delay > 0) {
                    LockSupport.parkNanos(delay * 1_000_000L);
                }
                out.write(answer);
                request = line(in);
            }
        } catch (IOException e) {
            // whoever asked is gone
        }
    }

    private byte[] answer(String request, Map<String, String> head) {
        String target = head.get("x-amz-target");
        if (target != null) {
            String operation = target.substring(target.indexOf('.') + 1);
            count(operation);
            return json.getOrDefault(operation, EMPTY);
        }
        int operation = request.indexOf("/operation/");
        if (operation >= 0) {
            count(request.substring(operation + 11, request.lastIndexOf(' ')));
            return CBOR;
        }
        count("S3 " + request.substring(0, request.indexOf(' ')));
        return request.startsWith("GET") ? LIST : S3;
    }

    private static final byte[] EMPTY = answer("application/x-amz-json-1.0", "", "{}");
    private static final byte[] LIST =
            answer("application/xml", "", "<ListBucketResult></ListBucketResult>");

    private void count(String operation) {
        first.putIfAbsent(operation, System.nanoTime());
        requests.computeIfAbsent(operation, any -> new AtomicLong()).incrementAndGet();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static byte[] answer(String type, String more, String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n%s"
                        .formatted(type, more, body.length(), body))
                .getBytes(ISO_8859_1);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "aws");
        thread.setDaemon(true);
        thread.start();
    }
}
