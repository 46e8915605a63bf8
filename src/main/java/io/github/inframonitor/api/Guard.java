package io.github.inframonitor.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request passes before anything else sees it. A token, if there is one, must be given:
 * as bearer, or as the password that a browser asks for. Without one only this machine is answered,
 * and only by a name of it, lest a page of elsewhere that had its name point here read along (DNS
 * rebinding). What changes something must come from a page of ours or from no page.
 */
final class Guard implements Handler<RoutingContext> {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<HttpMethod> METHODS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'";
    private static final Logger logger = LoggerFactory.getLogger(Guard.class);
    private static final JsonMapper json = new JsonMapper();

    private final @Nullable String token;
    private final long maxBody;

    /**
     * @param token {@code http.token}; empty where it listens on loopback alone
     * @param maxBody bytes that the body of a request may have
     */
    Guard(String token, long maxBody) {
        this.token = token.isEmpty() ? null : token;
        this.maxBody = maxBody;
    }

    @Override
    public void handle(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Cache-Control", "no-store");
        HttpServerRequest request = context.request();
        if (!METHODS.contains(request.method())) {
            context.response().putHeader("Allow", "GET, HEAD, POST");
            refuse(context, 405, request.method() + " is not used here");
        } else if (token == null && !LOOPBACK.contains(host(request))) {
            refuse(context, 403, "Host must be localhost, or the address of it");
        } else if (token != null && !isGiven(token, request.getHeader("Authorization"))) {
            context.response()
                    .putHeader("WWW-Authenticate", "Bearer realm=\"infra-monitor\"")
                    .headers()
                    .add("WWW-Authenticate", "Basic realm=\"infra-monitor\", charset=\"UTF-8\"");
            refuse(context, 401, "http.token must be given, as bearer token or as password");
        } else if (request.method().equals(HttpMethod.POST)) {
            post(context);
        } else {
            context.next();
        }
    }

    private void post(RoutingContext context) {
        HttpServerRequest request = context.request();
        String origin = request.getHeader("Origin");
        String type = request.getHeader("Content-Type");
        if (origin != null && !origin.equalsIgnoreCase(own(request))) {
            refuse(context, 403, "Origin must be " + own(request));
        } else if (type == null
                || !type.toLowerCase(Locale.ROOT).matches("application/json *(;.*)?")) {
            refuse(context, 415, "Content-Type must be application/json");
        } else if (length(request) > maxBody) {
            context.response().putHeader("Connection", "close");
            refuse(context, 413, HttpPort.TOO_LARGE);
        } else {
            context.next();
        }
    }

    /** The origin that a page of ours has. */
    private static String own(HttpServerRequest request) {
        return (request.isSSL() ? "https://" : "http://") + request.authority();
    }

    /** The name that it is asked by, without the port: the Host, or what HTTP/2 has instead. */
    private static String host(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        return authority == null ? "" : authority.host().toLowerCase(Locale.ROOT);
    }

    private static long length(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length == null || !length.matches("\\d{1,18}") ? 0 : Long.parseLong(length);
    }

    private static boolean isGiven(String token, @Nullable String authorization) {
        if (authorization == null) {
            return false;
        }
        String[] words = authorization.split(" ", 2);
        if (words.length < 2) {
            return false;
        }
        String given = words[1].strip();
        if (words[0].equalsIgnoreCase("Basic")) {
            try {
                String pair = new String(Base64.getDecoder().decode(given), StandardCharsets.UTF_8);
                given = pair.substring(pair.indexOf(':') + 1);
            } catch (IllegalArgumentException e) {
                return false;
            }
        } else if (!words[0].equalsIgnoreCase("Bearer")) {
            return false;
        }
        // in a time that does not tell how much of it is right
        return MessageDigest.isEqual(
                token.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers what the server refuses by itself. */
    static void fail(RoutingContext context) {
        if (context.response().headWritten()) {
            context.response().reset(); // too late to say it
            return;
        }
        switch (context.statusCode()) {
            case 400 -> refuse(context, 400, "the address is not well-formed");
            case 413 -> refuse(context, 413, HttpPort.TOO_LARGE);
            default -> {
                logger.error("a request could not be answered", context.failure());
                refuse(context, 500, "the log of the process says why");
            }
        }
    }

    /** Answers with a problem. */
    static void refuse(RoutingContext context, int status, String detail) {
        refuse(context, status, null, detail);
    }

    /**
     * Answers with a problem of a parameter.
     *
     * @param parameter null for none
     */
    static void refuse(
            RoutingContext context, int status, @Nullable String parameter, String detail) {
        try {
            String body = json.writeValueAsString(Problems.body(status, parameter, detail));
            context.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", Problems.MEDIA_TYPE)
                    .end(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
