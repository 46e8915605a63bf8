package io.github.inframonitor.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The filters of DescribeInstances that are played: all of them hold, each by one of its values,
 * with {@code *} and {@code ?} as wildcards.
 */
record EmulatedFilters(List<Filter> filters) {
    private record Filter(String name, List<Pattern> values) {
        boolean match(Map<?, ?> instance) {
            return of(instance).stream()
                    .anyMatch(is -> values.stream().anyMatch(v -> v.matcher(is).matches()));
        }

        private List<String> of(Map<?, ?> instance) {
            List<String> of = new ArrayList<>();
            switch (name) {
                case "instance-id" -> of.add((String) instance.get("instanceId"));
                case "instance-state-name" ->
                        of.add((String) ((Map<?, ?>) instance.get("instanceState")).get("name"));
                default -> {
                    for (Object each : (List<?>) instance.get("tagSet")) {
                        Map<?, ?> tag = (Map<?, ?>) each;
                        if (name.equals("tag-key")) {
                            of.add((String) tag.get("key"));
                        } else if (name.equals("tag:" + tag.get("key"))) {
                            of.add((String) tag.get("value"));
                        }
                    }
                }
            }
            return of;
        }
    }

    static EmulatedFilters of(JsonNode asked) {
        List<Filter> filters = new ArrayList<>();
        for (JsonNode filter : asked) {
            String name = filter.path("Name").asText();
            if (!name.matches("instance-id|instance-state-name|tag-key|tag:.+")) {
                throw EmulatedRefusal.invalid(
                        "InvalidParameterValue", "The filter '" + name + "' is invalid");
            }
            List<Pattern> values = new ArrayList<>();
            filter.path("Value").forEach(value -> values.add(pattern(value.asText())));
            filters.add(new Filter(name, values));
        }
        return new EmulatedFilters(filters);
    }

    private static Pattern pattern(String wildcards) {
        String quoted = Pattern.quote(wildcards);
        return Pattern.compile(quoted.replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
    }

    boolean match(Map<?, ?> instance) {
        return filters.stream().allMatch(filter -> filter.match(instance));
    }
}
