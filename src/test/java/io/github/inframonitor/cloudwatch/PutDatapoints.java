package io.github.inframonitor.cloudwatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What CloudWatch was put, in the order of its coming: namespace, name, unit, value, time and
 * dimensions of each datapoint.
 */
public final class PutDatapoints {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<ObjectNode> datapoints = new ArrayList<>();

    public synchronized List<ObjectNode> all() {
        return List.copyOf(datapoints);
    }

    /**
     * @param request of PutMetricData
     */
    public synchronized void put(JsonNode request) {
        for (JsonNode datum : request.path("MetricData")) {
            ObjectNode datapoint = JSON.createObjectNode();
            datapoint.put("namespace", request.path("Namespace").asText());
            datapoint.put("name", datum.path("MetricName").asText());
            datapoint.put("unit", datum.path("Unit").asText());
            datapoint.put("value", datum.path("Value").doubleValue());
            datapoint.put("time", time(datum.path("Timestamp")).toString());
            ObjectNode dimensions = datapoint.putObject("dimensions");
            for (JsonNode dimension : datum.path("Dimensions")) {
                dimensions.put(dimension.path("Name").asText(), dimension.path("Value").asText());
            }
            datapoints.add(datapoint);
        }
    }

    /** Seconds since 1970, with a fraction: Jackson leaves out the tag that says so. */
    private static Instant time(JsonNode seconds) {
        BigDecimal millis = BigDecimal.valueOf(seconds.doubleValue()).movePointRight(3);
        return Instant.ofEpochMilli(Math.round(millis.doubleValue()));
    }
}
