package io.github.inframonitor.cost;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one run asked of AWS.
 *
 * @param services by service, in the order of their names
 * @param operations how often each was called, under its service and name: {@code CloudWatch
 *     GetMetricData}
 * @param billed what of it has a price, in the units of {@code prices.properties}: under {@code
 *     s3.put} the number of such requests, and so on
 * @param metrics how many distinct metrics it published
 * @param metricsOfHost how many of these are the host's alone
 */
public record Use(
        List<ServiceUse> services,
        SortedMap<String, Long> operations,
        Map<String, Double> billed,
        int metrics,
        int metricsOfHost) {
    static final Use NONE = new Use(List.of(), new TreeMap<>(), Map.of(), 0, 0);

    public Use {
        services = List.copyOf(services);
        operations = Collections.unmodifiableSortedMap(new TreeMap<>(operations));
        billed = Map.copyOf(billed);
    }

    /**
     * The same and so much more.
     *
     * @param unit as in {@code prices.properties}
     */
    public Use plus(String unit, double amount) {
        Map<String, Double> sum = new HashMap<>(billed);
        sum.merge(unit, amount, Double::sum);
        return new Use(services, operations, sum, metrics, metricsOfHost);
    }

    /**
     * How much of something that has a price.
     *
     * @param unit as in {@code prices.properties}
     */
    public double billed(String unit) {
        return billed.getOrDefault(unit, 0.0);
    }
}
