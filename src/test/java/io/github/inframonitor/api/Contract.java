package io.github.inframonitor.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.DisallowUnknownKeywordFactory;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What {@code openapi.yaml} says that an answer may be. */
final class Contract {
    private static final JsonMapper json = new JsonMapper();

    /** Whose unknown words are mistakes. */
    private static final JsonMetaSchema meta =
            JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                    .keyword(new NonValidationKeyword("components"))
                    .unknownKeywordFactory(DisallowUnknownKeywordFactory.getInstance())
                    .build();

    private static final JsonSchemaFactory schemas =
            JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(VersionFlag.V202012))
                    .metaSchema(meta)
                    .build();
    private static final SchemaValidatorsConfig withFormats =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonNode document;
    private final Map<String, Operation> operations = new TreeMap<>();
    private final Map<JsonNode, JsonSchema> known = new ConcurrentHashMap<>();

    /**
     * One operation.
     *
     * @param method in upper case
     * @param path with its parameters in braces, without the server's
     */
    record Operation(String id, String method, String path, JsonNode definition) {
        /** Its parameters of one kind, by name. */
        List<String> parameters(Contract contract, String in) {
            List<String> names = new ArrayList<>();
            for (JsonNode parameter : definition.path("parameters")) {
                JsonNode resolved = contract.resolved(parameter);
                if (resolved.path("in").asText().equals(in)) {
                    names.add(resolved.path("name").asText());
                }
            }
            return names;
        }
    }

    Contract() {
        try {
            document = new YAMLMapper().readTree(Path.of("routes/openapi.yaml").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        document.path("paths")
                .properties()
                .forEach(
                        path -> path.getValue().properties().forEach(of -> add(path.getKey(), of)));
    }

    private void add(String path, Map.Entry<String, JsonNode> of) {
        String id = of.getValue().path("operationId").asText();
        String method = of.getKey().toUpperCase(java.util.Locale.ROOT);
        operations.put(id, new Operation(id, method, path, of.getValue()));
    }

    Map<String, Operation> operations() {
        return operations;
    }

    /** Checks that an operation may be answered so. */
    void check(String operation, int status, String type, String body) {
        JsonNode responses = operations.get(operation).definition().path("responses");
        JsonNode response = responses.path(String.valueOf(status));
        if (response.isMissingNode() && status >= 400) {
            response = responses.path("default");
        }
        JsonNode content = resolved(response).path("content").path(type.replaceFirst(" *;.*", ""));
        assertThat(content.isMissingNode())
                .as("%s answers with %d %s: %s", operation, status, type, body)
                .isFalse();
        if (type.endsWith("json")) {
            JsonNode node = read(body);
            assertThat(schema(content.path("schema")).validate(node))
                    .as("%s answers with %d: %s", operation, status, body)
                    .isEmpty();
            if (status >= 400) {
                assertThat(node.path("status").asInt()).isEqualTo(status);
            }
        }
    }

    /** Checks a value against a schema of the document, by name. */
    void check(String name, JsonNode value) {
        ObjectNode reference = json.createObjectNode();
        reference.put("$ref", "#/components/schemas/" + name);
        assertThat(schema(reference).validate(value)).as("%s", value).isEmpty();
    }

    /** References begin at the document's root, of which the schemas are this part. */
    private JsonSchema schema(JsonNode schema) {
        return known.computeIfAbsent(
                schema,
                of -> {
                    ObjectNode root = of.deepCopy();
                    root.set("components", document.path("components"));
                    return schemas.getSchema(root, withFormats);
                });
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static JsonNode read(String body) {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + body, e);
        }
    }
}
