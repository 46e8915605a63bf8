package io.github.inframonitor.api;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a server answers to a request that is sent as it is written, since the JDK's client mends
 * what is wrong with one, and sends some headers never.
 *
 * @param headers by their names in lower case, in their order
 */
record Asked(int status, Map<String, List<String>> headers, byte[] content) {
    private static final int MILLIS = 30_000;

    /** Sends a request with no body. */
    static Asked of(int port, String method, String target, String... headers) throws IOException {
        return of(port, method, target, List.of(headers), null);
    }

    /**
     * Sends a request; Host and Connection are added where they are not among the headers.
     *
     * @param headers each {@code Name: value}
     * @param body its Content-Length is added; null for none
     */
    static Asked of(
            int port, String method, String target, List<String> headers, byte @Nullable [] body)
            throws IOException {
        List<String> all = new ArrayList<>(headers);
        if (!has(all, "host")) {
            all.add("Host: 127.0.0.1:" + port);
        }
        if (body != null && !has(all, "transfer-encoding") && !has(all, "content-length")) {
            all.add("Content-Length: " + body.length);
        }
        all.add("Connection: close");
        String head = method + " " + target + " HTTP/1.1\r\n" + String.join("\r\n", all);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write((head + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            if (body != null) {
                try {
                    out.write(body);
                } catch (IOException e) {
                    // it has answered, and reads no more
                }
            }
            out.flush();
            return read(new BufferedInputStream(socket.getInputStream()), method);
        }
    }

    private static boolean has(List<String> headers, String name) {
        return headers.stream().anyMatch(h -> h.toLowerCase(Locale.ROOT).startsWith(name + ":"));
    }

    private static Asked read(InputStream in, String method) throws IOException {
        String[] first = line(in).split(" ", 3);
        if (first.length < 2) {
            throw new IOException("no answer");
        }
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] pair = line.split(": ?", 2);
            headers.computeIfAbsent(pair[0].toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                    .add(pair[1]);
        }
        byte[] content;
        if (method.equals("HEAD")) {
            content = in.readAllBytes(); // what may not be there
        } else if (headers.containsKey("transfer-encoding")) {
            content = chunks(in);
        } else if (headers.containsKey("content-length")) {
            content = in.readNBytes(Integer.parseInt(headers.get("content-length").get(0)));
        } else {
            content = in.readAllBytes();
        }
        return new Asked(Integer.parseInt(first[1]), headers, content);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(in), 16);
            all.write(in.readNBytes(size));
            line(in);
            if (size == 0) {
                return all.toByteArray();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the answer is cut off after '" + line + "'");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** The content as text. */
    String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** A header's value; empty if there is none. */
    String header(String name) {
        return String.join(", ", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
    }
}
