package io.github.inframonitor.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * GetMetricData.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html">its
 *     page</a>
 */
final class EmulatedMetricData {
    /** How many queries a call may have. */
    private static final int QUERIES = 500;

    private static final int MAX_DATAPOINTS = 100_800;

    private final EmulatedFleet fleet;
    private final EmulatedTrouble trouble;
    private final EmulatedCell cell;
    private final List<String> complaints;

    EmulatedMetricData(
            EmulatedFleet fleet,
            EmulatedTrouble trouble,
            EmulatedCell cell,
            List<String> complaints) {
        this.fleet = fleet;
        this.trouble = trouble;
        this.cell = cell;
        this.complaints = complaints;
    }

    /** One that is asked for. */
    private record Query(String id, String label, int period, EmulatedSeries series, long hash) {}

    /** Where an answer goes on: at a point of a query, as of a time. */
    private record Place(int query, int point, Instant now) {
        String token(long request) {
            return "%d.%d.%d.%x".formatted(query, point, now.toEpochMilli(), request);
        }

        static Place of(String token, long request) {
            String[] parts = token.split("\\.");
            if (parts.length != 4 || !parts[3].equals(Long.toHexString(request))) {
                throw EmulatedRefusal.invalid(
                        "InvalidNextToken", "not a token of this request: " + token);
            }
            return new Place(
                    Integer.parseInt(parts[0]),
                    Integer.parseInt(parts[1]),
                    Instant.ofEpochMilli(Long.parseLong(parts[2])));
        }
    }

    Map<String, Object> answer(JsonNode request, Instant now) {
        List<Query> queries = queries(request.path("MetricDataQueries"));
        Instant from = EmulatedProtocol.time(request.path("StartTime"));
        Instant to = EmulatedProtocol.time(request.path("EndTime"));
        if (!from.isBefore(to)) {
            throw invalid("The parameter StartTime must be less than the parameter EndTime.");
        }
        int max = request.path("MaxDatapoints").asInt(MAX_DATAPOINTS);
        if (max < 1 || max > MAX_DATAPOINTS) {
            throw invalid("The parameter MaxDatapoints must be at most 100800.");
        }
        boolean ascending = request.path("ScanBy").asText().equals("TimestampAscending");
        if (queries.stream()
                .anyMatch(q -> !isWhole(q.period(), from) || !isWhole(q.period(), to))) {
            complaints.add("a window that is not of whole periods: " + from + " to " + to);
        }
        long hash = hash(queries, from, to, ascending);
        Place at =
                request.hasNonNull("NextToken")
                        ? Place.of(request.path("NextToken").asText(), hash)
                        : new Place(0, 0, now);

        int left = Math.min(max, trouble.number("page"));
        List<Object> results = new ArrayList<>();
        int n = at.query();
        int skip = at.point();
        for (; n < queries.size() && left > 0; n++) {
            Query query = queries.get(n);
            long[] seconds = seconds(query, from, to, at.now(), ascending);
            boolean begins = query.series() != null && skip == 0;
            String status =
                    begins ? trouble.status(EmulatedHash.of(query.hash(), from, to)) : "Complete";
            int end =
                    switch (status) {
                        case "PartialData" -> seconds.length / 2;
                        case "InternalError" -> 0;
                        default -> seconds.length;
                    };
            int until = Math.min(end, skip + left);
            left -= until - skip;
            boolean cut = until < end;
            results.add(
                    result(query, seconds, skip, until, at.now(), cut ? "PartialData" : status));
            skip = cut ? until : 0;
            if (cut) {
                break;
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("MetricDataResults", results);
        answer.put("Messages", List.of());
        if (n < queries.size()) {
            answer.put("NextToken", new Place(n, skip, at.now()).token(hash));
        }
        return answer;
    }

    private static boolean isWhole(int period, Instant time) {
        return time.getNano() == 0 && time.getEpochSecond() % period == 0;
    }

    private static long hash(List<Query> queries, Instant from, Instant to, boolean ascending) {
        long hash = EmulatedHash.of(from, to, ascending);
        for (Query query : queries) {
            hash = EmulatedHash.mix(hash ^ query.id().hashCode() ^ query.hash());
        }
        return hash;
    }

    /** When the periods begin of which the points are there by now. */
    private long[] seconds(Query query, Instant from, Instant to, Instant now, boolean ascending) {
        if (query.series() == null) {
            return new long[0];
        }
        int period = query.period();
        long nowSecond = now.getEpochSecond();
        long[] seconds =
                query.series()
                        .seconds(period, from.getEpochSecond(), to.getEpochSecond())
                        .filter(
                                second -> {
                                    long end = query.series().end(period, second);
                                    return nowSecond >= end
                                            ? nowSecond >= end + trouble.delay(query.hash(), second)
                                            : nowSecond >= second && trouble.isUnfinishedGiven();
                                })
                        .toArray();
        if (!ascending) {
            for (int i = 0, j = seconds.length - 1; i < j; i++, j--) {
                long second = seconds[i];
                seconds[i] = seconds[j];
                seconds[j] = second;
            }
        }
        return seconds;
    }

    private static Map<String, Object> result(
            Query query, long[] seconds, int from, int until, Instant now, String status) {
        List<Object> times = new ArrayList<>(until - from);
        List<Object> values = new ArrayList<>(until - from);
        if (from < until) {
            EmulatedSeries series = query.series();
            for (int i = from; i < until; i++) {
                double value = series.value(query.hash(), seconds[i]);
                boolean finished = now.getEpochSecond() >= series.end(query.period(), seconds[i]);
                times.add(Instant.ofEpochSecond(seconds[i]));
                values.add(finished ? value : value / 2);
            }
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("Id", query.id());
        result.put("Label", query.label());
        result.put("Timestamps", times);
        result.put("Values", values);
        result.put("StatusCode", status);
        result.put(
                "Messages",
                status.equals("Complete")
                        ? List.of()
                        : List.of(Map.of("Code", status, "Value", "emulated: not all of it")));
        return result;
    }

    private List<Query> queries(JsonNode asked) {
        if (asked.size() == 0 || asked.size() > QUERIES) {
            throw invalid(
                    "The collection MetricDataQueries must not have a size greater than 500.");
        }
        List<Query> queries = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode query : asked) {
            String id = query.path("Id").asText();
            JsonNode stat = query.path("MetricStat");
            JsonNode metric = stat.path("Metric");
            int period = stat.path("Period").asInt();
            if (!id.matches("[a-z][a-zA-Z0-9_]{0,254}") || !ids.add(id)) {
                throw invalid("The value for parameter Id is not valid or not unique: " + id);
            }
            if (!stat.isObject() || query.has("Expression") || query.has("AccountId")) {
                throw invalid("not played: " + query);
            }
            if (period <= 0 || period % 60 != 0 && !List.of(1, 5, 10, 20, 30).contains(period)) {
                throw invalid("The value for parameter Period is not valid: " + period);
            }
            EmulatedSeries series =
                    fleet.find(
                            cell,
                            metric.path("Namespace").asText(),
                            metric.path("MetricName").asText(),
                            dimensions(metric.path("Dimensions")));
            String label = query.path("Label").asText(metric.path("MetricName").asText());
            long hash = series == null ? 0 : series.hash(stat.path("Stat").asText(), period);
            queries.add(new Query(id, label, period, series, hash));
        }
        return queries;
    }

    static Map<String, String> dimensions(JsonNode asked) {
        Map<String, String> dimensions = new TreeMap<>();
        asked.forEach(d -> dimensions.put(d.path("Name").asText(), d.path("Value").asText()));
        return dimensions;
    }

    private static EmulatedRefusal invalid(String message) {
        return EmulatedRefusal.invalid("ValidationError", message);
    }
}
