package io.github.inframonitor.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * Which resources are monitored, by their tags. {@code env=prod|staging,team} is those whose tag
 * env has one of two values and that have a tag team; {@code *} in a value stands for anything.
 */
final class TagFilter {
    private final Map<String, List<String>> wanted = new LinkedHashMap<>();
    private final boolean untagged;

    /**
     * @param tags {@code fleet.tags}; empty for all resources
     * @param untagged {@code fleet.untagged}: whether a resource that lacks a tag is monitored too
     */
    TagFilter(String tags, boolean untagged) {
        this.untagged = untagged;
        for (String tag : tags.split(",", -1)) {
            if (!tag.isBlank()) {
                String[] parts = tag.strip().split("=", 2);
                wanted.put(
                        parts[0],
                        parts.length == 1 ? List.of("*") : Arrays.asList(parts[1].split("\\|")));
            }
        }
    }

    boolean matches(Map<String, String> tags) {
        return wanted.entrySet().stream()
                .allMatch(
                        want -> {
                            String value = tags.get(want.getKey());
                            return value == null
                                    ? untagged
                                    : want.getValue().stream().anyMatch(v -> like(v, value));
                        });
    }

    /** The same for EC2 to look at, as far as it can: it knows no resource without a tag. */
    List<Filter> filters() {
        List<Filter> filters = new ArrayList<>();
        if (!untagged) {
            wanted.forEach(
                    (tag, values) ->
                            filters.add(
                                    Filter.builder().name("tag:" + tag).values(values).build()));
        }
        return filters;
    }

    private static boolean like(String pattern, String value) {
        return Arrays.stream(pattern.split("\\*", -1))
                .map(Pattern::quote)
                .reduce((some, next) -> some + ".*" + next)
                .map(regex -> Pattern.compile(regex, Pattern.DOTALL).matcher(value).matches())
                .orElse(false);
    }
}
