package io.github.inframonitor.api;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The files of the page, out of the jar. */
final class Pages implements Handler<RoutingContext> {
    private static final Pattern PATH = Pattern.compile("/([a-z0-9-]+/)*[A-Za-z0-9.-]+\\.([a-z]+)");
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml",
                    "png", "image/png",
                    "ico", "image/x-icon");
    private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist";

    private final Map<String, Optional<File>> files = new ConcurrentHashMap<>();

    private record File(String type, Buffer content, String tag) {}

    @Override
    public void handle(RoutingContext context) {
        if (context.request().method().equals(HttpMethod.POST)) {
            context.response().putHeader("Allow", "GET, HEAD");
            Guard.refuse(context, 405, "this address takes GET, HEAD");
            return;
        }
        String path = context.normalizedPath();
        Optional<File> file = find(path.equals("/") ? "/index.html" : path);
        if (file.isEmpty()) {
            Guard.refuse(context, 404, "there is nothing at this address");
            return;
        }
        String tag = file.get().tag();
        context.response()
                .putHeader("Content-Type", file.get().type())
                .putHeader("Cache-Control", "no-cache") // asks whether it is still the same
                .putHeader("ETag", tag);
        if (tag.equals(context.request().getHeader("If-None-Match"))) {
            context.response().setStatusCode(304).end();
        } else {
            context.response().end(file.get().content());
        }
    }

    private Optional<File> find(String path) {
        java.util.regex.Matcher matcher = PATH.matcher(path);
        if (!matcher.matches() || !TYPES.containsKey(matcher.group(2)) || path.contains("..")) {
            return Optional.empty();
        }
        Optional<File> known = files.get(path);
        if (known == null) {
            known = read(path, TYPES.get(matcher.group(2)));
            known.ifPresent(file -> files.put(path, Optional.of(file)));
        }
        return known;
    }

    private static Optional<File> read(String path, String type) {
        String resource = path.startsWith("/uplot/") ? CHARTS + path.substring(6) : "/web" + path;
        try (InputStream in = Pages.class.getResourceAsStream(resource)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] content = in.readAllBytes();
            String tag =
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
            return Optional.of(new File(type, Buffer.buffer(content), "\"" + tag + "\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
