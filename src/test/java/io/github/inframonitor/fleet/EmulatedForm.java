package io.github.inframonitor.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/**
 * A request of the Query protocols as the tree that the others send: {@code a.member.2.b=c} and
 * EC2's {@code a.2.b=c} are the second of a list.
 */
final class EmulatedForm {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EmulatedForm() {}

    static ObjectNode tree(String form) {
        ObjectNode tree = JSON.createObjectNode();
        for (String parameter : form.split("&")) {
            String[] parts = parameter.split("=", 2);
            if (parts.length == 2) {
                put(tree, decoded(parts[0]).split("\\."), decoded(parts[1]));
            }
        }
        return (ObjectNode) listed(tree);
    }

    private static void put(ObjectNode tree, String[] path, String value) {
        ObjectNode at = tree;
        for (int n = 0; n < path.length - 1; n++) {
            at = at.withObjectProperty(path[n]);
        }
        at.put(path[path.length - 1], value);
    }

    /** Numbered fields become lists; they are sent in their order. */
    private static JsonNode listed(JsonNode node) {
        if (!node.isObject()) {
            return node;
        }
        if (node.size() == 1) {
            JsonNode only = node.elements().next();
            if (node.fieldNames().next().matches("member|Filter|Value") && isNumbered(only)) {
                return listed(only);
            }
        }
        if (isNumbered(node)) {
            ArrayNode list = JSON.createArrayNode();
            node.elements().forEachRemaining(element -> list.add(listed(element)));
            return list;
        }
        ObjectNode object = JSON.createObjectNode();
        node.fields().forEachRemaining(f -> object.set(f.getKey(), listed(f.getValue())));
        return object;
    }

    private static boolean isNumbered(JsonNode node) {
        Iterator<String> names = node.fieldNames();
        return names.hasNext() && names.next().matches("\\d+");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
