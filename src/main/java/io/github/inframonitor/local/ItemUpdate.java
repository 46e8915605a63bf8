package io.github.inframonitor.local;

import io.github.inframonitor.local.ItemCondition.Operand;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;

/**
 * What an update changes of an item. Each value is taken from the item as it was before.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html">Update
 *     expressions</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributeUpdates.html">AttributeUpdates
 *     (legacy)</a>
 */
final class ItemUpdate {
    private final Map<String, Source> sets = new LinkedHashMap<>();
    private final Map<String, AttributeValue> adds = new LinkedHashMap<>();
    private final Set<String> removes = new LinkedHashSet<>();

    /** Where the new value of an attribute comes from. */
    sealed interface Source {
        AttributeValue of(Map<String, AttributeValue> item);
    }

    /** The first of these that there is. */
    record Copy(List<Operand> candidates) implements Source {
        @Override
        public AttributeValue of(Map<String, AttributeValue> item) {
            return candidates.stream()
                    .map(candidate -> candidate.of(item))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    DynamoErrors.validation(
                                            "The provided expression refers to an attribute that"
                                                    + " does not exist in the item"));
        }
    }

    record Sum(Source left, Source right, boolean minus) implements Source {
        @Override
        public AttributeValue of(Map<String, AttributeValue> item) {
            return Attributes.sum(left.of(item), right.of(item), minus);
        }
    }

    static ItemUpdate legacy(Map<String, AttributeValueUpdate> updates) {
        ItemUpdate update = new ItemUpdate();
        updates.forEach(
                (name, change) -> {
                    AttributeAction action =
                            change.action() == null ? AttributeAction.PUT : change.action();
                    if (action == AttributeAction.DELETE && change.value() == null) {
                        update.remove(name);
                    } else if (action == AttributeAction.ADD && change.value() != null) {
                        update.add(name, change.value());
                    } else if (action == AttributeAction.PUT && change.value() != null) {
                        update.set(
                                name, new Copy(List.of(new ItemCondition.Literal(change.value()))));
                    } else {
                        throw DynamoErrors.unsupported(
                                "the action " + change.actionAsString() + " on " + name);
                    }
                });
        return update;
    }

    void set(String name, Source source) {
        sets.put(name, source);
    }

    void add(String name, AttributeValue number) {
        if (number.type() != AttributeValue.Type.N) {
            throw DynamoErrors.unsupported("ADD of anything but a number, to " + name);
        }
        adds.put(name, number);
    }

    void remove(String name) {
        removes.add(name);
    }

    /** The attributes that this changes. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(sets.keySet());
        names.addAll(adds.keySet());
        names.addAll(removes);
        return names;
    }

    Map<String, AttributeValue> applied(Map<String, AttributeValue> before) {
        Map<String, AttributeValue> after = new LinkedHashMap<>(before);
        sets.forEach((name, source) -> after.put(name, source.of(before)));
        adds.forEach(
                (name, number) ->
                        after.merge(name, number, (old, n) -> Attributes.sum(old, n, false)));
        removes.forEach(after::remove);
        return after;
    }
}
