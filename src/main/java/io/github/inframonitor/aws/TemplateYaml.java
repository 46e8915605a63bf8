package io.github.inframonitor.aws;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The YAML of CloudFormation: its short tags are read as their long form ({@code !Ref x} as {@code
 * {Ref: x}}), and every scalar as the text it is written as, which is how CloudFormation takes it.
 */
final class TemplateYaml {
    private TemplateYaml() {}

    static Map<String, Object> read(InputStream file) {
        Node root =
                new Compose(LoadSettings.builder().build())
                        .composeInputStream(file)
                        .orElseThrow(() -> new IllegalArgumentException("the template is empty"));
        return map(value(root));
    }

    /** A mapping; an empty one if there is none. */
    @SuppressWarnings("unchecked") // only what value() made comes here, whose keys are texts
    static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static Object value(Node node) {
        Object plain = plain(node);
        String tag = node.getTag().getValue();
        if (!tag.startsWith("!") || tag.equals("!")) {
            return plain;
        }
        String function = tag.substring(1);
        return switch (function) {
            case "Ref", "Condition" -> Map.of(function, plain);
            case "GetAtt" ->
                    Map.of(
                            "Fn::GetAtt",
                            plain instanceof String text ? List.of(text.split("\\.", 2)) : plain);
            default -> Map.of("Fn::" + function, plain);
        };
    }

    private static Object plain(Node node) {
        if (node instanceof MappingNode mapping) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (NodeTuple entry : mapping.getValue()) {
                map.put(String.valueOf(plain(entry.getKeyNode())), value(entry.getValueNode()));
            }
            return map;
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> list = new ArrayList<>();
            sequence.getValue().forEach(item -> list.add(value(item)));
            return list;
        }
        return ((ScalarNode) node).getValue();
    }
}
