package io.github.inframonitor.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items of the hot table as the objects of {@code openapi.yaml}. */
final class Json {
    private static final List<String> OUTCOME_NUMBERS =
            List.of("samples", "dropped", "requests", "throttles", "tookMillis");
    private static final List<String> USE_NUMBERS =
            List.of("calls", "attempts", "items", "bytesOut", "bytesIn");

    private Json() {}

    static Map<String, Object> run(Map<String, AttributeValue> item) {
        String pipeline = text(item, "pk").substring("R#".length());
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("id", text(item, "runId"));
        run.put("pipeline", pipeline);
        run.put("scheduledTime", text(item, "sk"));
        copy(item, run, "startedAt", "resource");
        run.put("status", item.containsKey("status") ? text(item, "status") : "RUNNING");
        numbers(item, run, List.of("tookMillis", "samples", "cells"));
        run.put("branches", all(item, "branches", Json::outcome));
        run.put("stores", all(item, "stores", Json::outcome));
        if (item.containsKey("services")) {
            run.put("services", all(item, "services", Json::use));
        }
        AttributeValue dollars = item.get("dollarsAMonth");
        if (dollars != null) {
            run.put("dollarsAMonth", Double.parseDouble(dollars.n()));
        }
        return run;
    }

    private static Map<String, Object> outcome(Map<String, AttributeValue> item) {
        Map<String, Object> outcome = new LinkedHashMap<>();
        copy(item, outcome, "name", "result");
        numbers(item, outcome, OUTCOME_NUMBERS);
        copy(item, outcome, "error");
        return outcome;
    }

    private static Map<String, Object> use(Map<String, AttributeValue> item) {
        Map<String, Object> use = new LinkedHashMap<>();
        copy(item, use, "name");
        numbers(item, use, USE_NUMBERS);
        return use;
    }

    static Map<String, Object> sample(Map<String, AttributeValue> item) {
        Map<String, Object> sample = new LinkedHashMap<>();
        copy(item, sample, "time");
        series(item, sample);
        copy(item, sample, "type");
        sample.put("value", value(item));
        return sample;
    }

    /** What all samples of one series have in common. */
    static void series(Map<String, AttributeValue> item, Map<String, Object> to) {
        copy(item, to, "resource", "resourceType", "region", "account", "name", "unit");
        Map<String, Object> dimensions = new LinkedHashMap<>();
        AttributeValue map = item.get("dimensions");
        if (map != null) {
            map.m().keySet().stream().sorted().forEach(n -> dimensions.put(n, text(map.m(), n)));
        }
        to.put("dimensions", dimensions);
    }

    static double value(Map<String, AttributeValue> item) {
        AttributeValue value = item.get("value");
        return value == null ? 0 : Double.parseDouble(value.n());
    }

    static Map<String, Object> resource(Map<String, AttributeValue> item) {
        Map<String, Object> resource = new LinkedHashMap<>();
        copy(item, resource, "resource");
        resource.put("resourceType", text(item, "pk").substring("X#".length()));
        copy(item, resource, "region", "account", "lastSeen");
        return resource;
    }

    /** Whether a time of an item is before another. */
    static boolean isBefore(Map<String, AttributeValue> item, String name, Instant time) {
        return Instant.parse(text(item, name)).isBefore(time);
    }

    static String text(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        return value == null || value.s() == null ? "" : value.s();
    }

    private static void copy(
            Map<String, AttributeValue> item, Map<String, Object> to, String... names) {
        for (String name : names) {
            AttributeValue value = item.get(name);
            if (value != null) {
                to.put(name, value.s());
            }
        }
    }

    private static void numbers(
            Map<String, AttributeValue> item, Map<String, Object> to, List<String> names) {
        for (String name : names) {
            AttributeValue value = item.get(name);
            if (value != null) {
                to.put(name, Long.parseLong(value.n()));
            }
        }
    }

    private static List<Object> all(Map<String, AttributeValue> item, String name, Shape shape) {
        List<Object> all = new ArrayList<>();
        @Nullable AttributeValue list = item.get(name);
        if (list != null) {
            list.l().forEach(of -> all.add(shape.of(of.m())));
        }
        return all;
    }

    private interface Shape {
        Map<String, Object> of(Map<String, AttributeValue> item);
    }
}
