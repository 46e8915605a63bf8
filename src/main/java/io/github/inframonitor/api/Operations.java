package io.github.inframonitor.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The operations of {@code openapi.yaml}: for what is none, and for a parameter that it does not
 * have, Camel has no words. Of a request a route is told what its operation knows, and nothing of
 * it goes back: Camel would take each header and parameter for one of the answer.
 */
final class Operations implements Handler<RoutingContext> {
    /** Headers that the server itself needs. */
    private static final Set<String> KEPT =
            Set.of("host", "content-type", "content-length", "transfer-encoding", "connection");

    private final Map<Pattern, Map<String, Operation>> all;

    /**
     * One of them.
     *
     * @param query names of the parameters of its query
     * @param others names of its other parameters
     * @param stream whether it is answered without an end
     */
    private record Operation(List<String> query, List<String> others, boolean stream) {}

    private Operations(Map<Pattern, Map<String, Operation>> all) {
        this.all = all;
    }

    /**
     * Reads them.
     *
     * @param routes directory of the document
     */
    static Operations of(Path routes) {
        Map<Pattern, Map<String, Operation>> all = new LinkedHashMap<>();
        try {
            JsonNode document = new YAMLMapper().readTree(routes.resolve("openapi.yaml").toFile());
            for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
                Map<String, Operation> methods = new TreeMap<>();
                for (Map.Entry<String, JsonNode> of : path.getValue().properties()) {
                    methods.put(
                            of.getKey().toUpperCase(Locale.ROOT),
                            operation(document, of.getValue()));
                }
                all.put(pattern(path.getKey()), methods);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Operations(all);
    }

    private static Operation operation(JsonNode document, JsonNode definition) {
        List<String> query = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (JsonNode parameter : definition.path("parameters")) {
            JsonNode of =
                    parameter.has("$ref")
                            ? document.at(parameter.path("$ref").asText().substring(1))
                            : parameter;
            (of.path("in").asText().equals("query") ? query : others).add(of.path("name").asText());
        }
        JsonNode answer = definition.path("responses").path("200").path("content");
        return new Operation(query, others, answer.has("text/event-stream"));
    }

    private static Pattern pattern(String path) {
        return Pattern.compile("/api" + path.replaceAll("\\{[a-z]+}", "[^/]+"));
    }

    @Override
    public void handle(RoutingContext context) {
        String path = context.normalizedPath(); // by which the routes are found
        for (Map.Entry<Pattern, Map<String, Operation>> of : all.entrySet()) {
            if (of.getKey().matcher(path).matches()) {
                handle(context, of.getValue());
                return;
            }
        }
        Guard.refuse(context, 404, "there is nothing at this address");
    }

    private static void handle(RoutingContext context, Map<String, Operation> methods) {
        HttpServerRequest request = context.request();
        Operation read = methods.get("GET");
        if (request.method().equals(HttpMethod.HEAD) && read != null && !read.stream()) {
            context.reroute(HttpMethod.GET, request.uri()); // the server leaves the content out
            return;
        }
        Operation operation = methods.get(request.method().name());
        if (operation == null) {
            String allowed = String.join(", ", methods.keySet());
            context.response().putHeader("Allow", allowed);
            Guard.refuse(context, 405, "this address takes " + allowed);
            return;
        }
        try {
            Parameters.of(request.query(), operation.query().toArray(String[]::new));
        } catch (ProblemException e) {
            Guard.refuse(context, e.status(), e.parameter(), String.valueOf(e.getMessage()));
            return;
        }
        MultiMap headers = request.headers();
        for (String name : Set.copyOf(headers.names())) {
            if (!KEPT.contains(name.toLowerCase(Locale.ROOT))) {
                headers.remove(name);
            }
        }
        context.addHeadersEndHandler(
                nothing -> {
                    operation.query().forEach(context.response().headers()::remove);
                    operation.others().forEach(context.response().headers()::remove);
                });
        context.next();
    }
}
