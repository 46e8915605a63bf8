package io.github.inframonitor.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The paths and methods of {@code openapi.yaml}: for what is no operation Camel has no words. */
final class Operations implements Handler<RoutingContext> {
    private final Map<Pattern, Set<String>> methods;

    private Operations(Map<Pattern, Set<String>> methods) {
        this.methods = methods;
    }

    /**
     * Reads them.
     *
     * @param routes directory of the document
     */
    static Operations of(Path routes) {
        Map<Pattern, Set<String>> methods = new LinkedHashMap<>();
        try {
            JsonNode paths =
                    new YAMLMapper()
                            .readTree(routes.resolve("openapi.yaml").toFile())
                            .path("paths");
            for (Map.Entry<String, JsonNode> path : paths.properties()) {
                Set<String> names = new TreeSet<>();
                for (Map.Entry<String, JsonNode> of : path.getValue().properties()) {
                    names.add(of.getKey().toUpperCase(Locale.ROOT));
                }
                methods.put(pattern(path.getKey()), names);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Operations(methods);
    }

    private static Pattern pattern(String path) {
        return Pattern.compile("/api" + path.replaceAll("\\{[a-z]+}", "[^/]+"));
    }

    @Override
    public void handle(RoutingContext context) {
        String path = context.request().path();
        for (Map.Entry<Pattern, Set<String>> operation : methods.entrySet()) {
            if (operation.getKey().matcher(path).matches()) {
                if (operation.getValue().contains(context.request().method().name())) {
                    context.next();
                } else {
                    String allowed = String.join(", ", operation.getValue());
                    context.response().putHeader("Allow", allowed);
                    Guard.refuse(context, 405, "this address takes " + allowed);
                }
                return;
            }
        }
        Guard.refuse(context, 404, "there is nothing at this address");
    }
}
