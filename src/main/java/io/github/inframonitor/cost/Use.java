package io.github.inframonitor.cost;

import java.util.List;
import java.util.Map;

/**
 * What one run asked of AWS.
 *
 * @param services by service, in the order of their names
 * @param billed what of it has a price, in the units of {@code prices.properties}: under {@code
 *     s3.put} the number of such requests, and so on
 * @param metrics how many distinct metrics it published
 * @param metricsOfHost how many of these are the host's alone
 */
public record Use(
        List<ServiceUse> services, Map<String, Double> billed, int metrics, int metricsOfHost) {
    static final Use NONE = new Use(List.of(), Map.of(), 0, 0);

    public Use {
        services = List.copyOf(services);
        billed = Map.copyOf(billed);
    }

    double billed(String unit) {
        return billed.getOrDefault(unit, 0.0);
    }
}
