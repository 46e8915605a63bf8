package io.github.inframonitor.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The schema of a custom resource, taken strictly: an API server prunes a field that the schema
 * does not know, without a word, and here it is a violation.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/">Custom
 *     resource definitions</a>
 */
final class CustomResourceSchema {
    private final JsonNode schema;

    private CustomResourceSchema(JsonNode schema) {
        this.schema = schema;
    }

    /** The schema of a version of a CustomResourceDefinition. */
    static CustomResourceSchema of(JsonNode definition, String version) {
        for (JsonNode each : definition.at("/spec/versions")) {
            if (each.path("name").asText().equals(version)) {
                return new CustomResourceSchema(each.at("/schema/openAPIV3Schema"));
            }
        }
        throw new IllegalArgumentException("the definition has no version " + version);
    }

    /** What is wrong where; empty if nothing is. */
    List<String> violations(JsonNode resource) {
        List<String> violations = new ArrayList<>();
        check(resource, schema, "", violations);
        return violations;
    }

    private static void check(JsonNode value, JsonNode schema, String at, List<String> found) {
        if (at.equals("/metadata")) {
            return; // every kind's, and fabric8's model knows it
        }
        boolean intOrString = schema.path("x-kubernetes-int-or-string").asBoolean();
        if (intOrString ? !value.isInt() && !value.isTextual() : !isOf(schema, value)) {
            found.add(at + ": " + value + " is no " + schema.path("type").asText("int or string"));
            return;
        }
        JsonNode oneOf = schema.path("enum");
        if (oneOf.isArray() && !contains(oneOf, value)) {
            found.add(at + ": " + value + " is none of " + oneOf);
        }
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(value.get(i), schema.path("items"), at + "/" + i, found);
            }
        } else if (value.isObject()) {
            checkFields(value, schema, at, found);
        }
    }

    private static void checkFields(
            JsonNode value, JsonNode schema, String at, List<String> found) {
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asText())) {
                found.add(at + ": misses " + name.asText());
            }
        }
        if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            return;
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String path = at + "/" + field.getKey();
            JsonNode of = schema.path("properties").path(field.getKey());
            JsonNode additional = schema.path("additionalProperties");
            if (!of.isMissingNode()) {
                check(field.getValue(), of, path, found);
            } else if (additional.isObject()) {
                check(field.getValue(), additional, path, found);
            } else {
                found.add(path + ": unknown");
            }
        }
    }

    private static boolean isOf(JsonNode schema, JsonNode value) {
        return switch (schema.path("type").asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
        };
    }

    private static boolean contains(JsonNode array, JsonNode value) {
        for (JsonNode each : array) {
            if (each.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
