package io.github.inframonitor.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Whether the double tells only what {@code routes/openapi.yaml} lets the pipeline tell. */
final class Promised {
    private static final ObjectMapper json = new ObjectMapper();

    /** By how a question begins. */
    private static final Map<String, String> SCHEMAS =
            Map.ofEntries(
                    Map.entry("GET pipeline", "Pipeline"),
                    Map.entry("GET runs", "Runs"),
                    Map.entry("GET runs/", "Run"),
                    Map.entry("POST runs", "Started"),
                    Map.entry("GET alarms", "Alarms"),
                    Map.entry("GET series", "SeriesPage"),
                    Map.entry("GET queries", "Queries"),
                    Map.entry("POST queries/", "Started"),
                    Map.entry("GET answers/", "Answer"),
                    Map.entry("GET config", "Config"),
                    Map.entry("run", "Run"),
                    Map.entry("alarm", "Alarm"));

    private static final JsonNode components = components();
    private static final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

    private final List<String> broken = new CopyOnWriteArrayList<>();

    private static JsonNode components() {
        try {
            return new YAMLMapper()
                    .readTree(Path.of("routes/openapi.yaml").toFile())
                    .get("components");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void check(String question, Object answer) {
        String known = question.replaceFirst("/.*", "/");
        schemas.computeIfAbsent(SCHEMAS.get(known), Promised::schema)
                .validate(json.valueToTree(answer))
                .forEach(message -> broken.add(question + ": " + message));
    }

    List<String> broken() {
        return broken;
    }

    private static JsonSchema schema(String name) {
        ObjectNode schema = json.createObjectNode();
        schema.put("$ref", "#/components/schemas/" + name);
        schema.set("components", components);
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
    }
}
