package io.github.inframonitor.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** What a cell has, page by page: instances of EC2, databases of RDS, series of CloudWatch. */
final class EmulatedListing {
    private final EmulatedFleet fleet;
    private final EmulatedTrouble trouble;
    private final EmulatedCell cell;

    EmulatedListing(EmulatedFleet fleet, EmulatedTrouble trouble, EmulatedCell cell) {
        this.fleet = fleet;
        this.trouble = trouble;
        this.cell = cell;
    }

    /** DescribeInstances; up to three neighbours were launched together, as one reservation. */
    Map<String, Object> instances(JsonNode request) {
        int max = request.path("MaxResults").asInt(1000);
        if (max < 5 || max > 1000) {
            throw EmulatedRefusal.invalid("InvalidParameterValue", "MaxResults: " + max);
        }
        EmulatedFilters filters = EmulatedFilters.of(request.path("Filter"));
        List<Integer> found =
                page(
                        fleet.instances(),
                        Math.min(max, trouble.number("describe-page")),
                        request.path("NextToken"),
                        n -> filters.match(instance(n)));
        Map<Integer, List<Object>> reservations = new LinkedHashMap<>();
        for (int n : found.subList(0, found.size() - 1)) {
            reservations.computeIfAbsent(n / 3, any -> new ArrayList<>()).add(instance(n));
        }
        List<Object> set = new ArrayList<>();
        reservations.forEach((n, of) -> set.add(reservation(n, of)));
        return withNext(map("reservationSet", set), "nextToken", found);
    }

    private Map<String, Object> reservation(int n, List<Object> instances) {
        return map(
                "reservationId",
                "r-%s%08x".formatted(cell.prefix(), n),
                "ownerId",
                cell.account(),
                "instancesSet",
                instances);
    }

    private Map<String, Object> instance(int n) {
        List<Object> volumes = new ArrayList<>();
        for (int volume = 0; volume < fleet.volumes(); volume++) {
            volumes.add(
                    map(
                            "deviceName",
                            "/dev/sd" + (char) ('a' + volume),
                            "ebs",
                            map(
                                    "volumeId",
                                    fleet.volumeId(cell, n, volume),
                                    "status",
                                    "attached")));
        }
        List<Object> tags = new ArrayList<>();
        fleet.tags("web", n).forEach((key, value) -> tags.add(map("key", key, "value", value)));
        boolean stopped = fleet.isStopped(n);
        return map(
                "instanceId",
                fleet.instanceId(cell, n),
                "imageId",
                fleet.imageId(cell),
                "instanceState",
                map("code", stopped ? 80 : 16, "name", stopped ? "stopped" : "running"),
                "instanceType",
                fleet.instanceType(n),
                "launchTime",
                "2026-01-01T00:00:00.000Z",
                "placement",
                map("availabilityZone", cell.region() + (char) ('a' + n % 3)),
                "monitoring",
                map("state", fleet.isBasic(n) ? "disabled" : "enabled"),
                "blockDeviceMapping",
                volumes,
                "tagSet",
                tags);
    }

    /** DescribeDBInstances. */
    Map<String, Object> databases(JsonNode request) {
        int max = request.path("MaxRecords").asInt(100);
        if (max < 20 || max > 100) {
            throw EmulatedRefusal.invalid("InvalidParameterValue", "MaxRecords: " + max);
        }
        String only = request.path("DBInstanceIdentifier").asText();
        if (request.has("Filters")) {
            throw EmulatedRefusal.invalid("InvalidParameterValue", "not played: Filters");
        }
        List<Integer> found =
                page(
                        fleet.databases(),
                        Math.min(max, trouble.number("rds-page")),
                        request.path("Marker"),
                        n -> only.isEmpty() || only.equals(fleet.databaseId(n)));
        List<Object> databases = new ArrayList<>();
        found.subList(0, found.size() - 1).forEach(n -> databases.add(database(n)));
        return withNext(map("DBInstances", databases), "Marker", found);
    }

    private Map<String, Object> database(int n) {
        List<Object> tags = new ArrayList<>();
        fleet.tags("db", n).forEach((key, value) -> tags.add(map("Key", key, "Value", value)));
        String id = fleet.databaseId(n);
        return map(
                "DBInstanceIdentifier",
                id,
                "DBInstanceArn",
                "arn:aws:rds:" + cell.region() + ":" + cell.account() + ":db:" + id,
                "DBInstanceClass",
                "db.m7g.large",
                "Engine",
                "postgres",
                "DBInstanceStatus",
                fleet.isStopped(n) ? "stopped" : "available",
                "AllocatedStorage",
                100,
                "TagList",
                tags);
    }

    /** ListMetrics, from where the token says: the kind, its metric and the number of that. */
    Map<String, Object> metrics(JsonNode request) {
        if (!is(request, "RecentlyActive", "PT3H")) {
            throw EmulatedRefusal.invalid(
                    "ValidationError", request.path("RecentlyActive").asText());
        }
        String[] at = request.path("NextToken").asText("0.0.0").split("\\.");
        EmulatedKind[] kinds = EmulatedKind.values();
        List<Object> found = new ArrayList<>();
        int metric = Integer.parseInt(at[1]);
        int n = Integer.parseInt(at[2]);
        for (int kind = Integer.parseInt(at[0]); kind < kinds.length; kind++, metric = 0) {
            if (!is(request, "Namespace", kinds[kind].namespace())) {
                continue;
            }
            for (; metric < kinds[kind].metrics().size(); metric++, n = 0) {
                String name = kinds[kind].metrics().get(metric);
                int count = is(request, "MetricName", name) ? kinds[kind].count(fleet) : 0;
                for (; n < count; n++) {
                    EmulatedSeries series = kinds[kind].series(fleet, cell, name, n);
                    if (series == null || !has(series, request.path("Dimensions"))) {
                        continue;
                    }
                    if (found.size() == trouble.number("list-page")) {
                        return map("Metrics", found, "NextToken", kind + "." + metric + "." + n);
                    }
                    found.add(metric(series));
                }
            }
        }
        return map("Metrics", found);
    }

    private static boolean is(JsonNode request, String field, String value) {
        return !request.hasNonNull(field) || request.path(field).asText().equals(value);
    }

    private static boolean has(EmulatedSeries series, JsonNode dimensions) {
        for (JsonNode dimension : dimensions) {
            String value = series.dimensions().get(dimension.path("Name").asText());
            if (value == null || !is(dimension, "Value", value)) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, Object> metric(EmulatedSeries series) {
        List<Object> dimensions = new ArrayList<>();
        series.dimensions()
                .forEach((name, value) -> dimensions.add(map("Name", name, "Value", value)));
        return map(
                "Namespace",
                series.namespace(),
                "MetricName",
                series.metric(),
                "Dimensions",
                dimensions);
    }

    /** The numbers of those that match, from the token's on, and at last where to go on, or -1. */
    private static List<Integer> page(int count, int size, JsonNode token, IntPredicate match) {
        List<Integer> found = new ArrayList<>();
        int n = Integer.parseInt(token.asText("0").replaceFirst("^$", "0"));
        for (; n < count; n++) {
            if (match.test(n)) {
                if (found.size() == size) {
                    break;
                }
                found.add(n);
            }
        }
        found.add(n < count ? n : -1);
        return found;
    }

    private static Map<String, Object> withNext(
            Map<String, Object> answer, String token, List<Integer> found) {
        int next = found.get(found.size() - 1);
        if (next >= 0) {
            answer.put(token, next);
        }
        return answer;
    }

    static Map<String, Object> map(Object... fields) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            map.put((String) fields[i], fields[i + 1]);
        }
        return map;
    }
}
