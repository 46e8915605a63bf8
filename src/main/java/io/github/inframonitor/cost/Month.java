package io.github.inframonitor.cost;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What runs alike cost in a month.
 *
 * @param runs how many there are on each host
 * @param dollars by service
 * @param pricesOf when the prices were looked up
 */
public record Month(long runs, SortedMap<String, Double> dollars, String pricesOf) {
    /** CloudWatch bills a metric by the hour, and so many are a month. */
    private static final double HOURS = 730;

    /**
     * Reckons a month.
     *
     * @param use what one run asked of AWS
     * @param runs how many such runs each host does
     * @param hosts how many hosts there are; the aggregated metrics are all hosts' together
     * @param ttlDays after which an item of the hot table expires
     */
    static Month of(Use use, long runs, int hosts, int ttlDays, Prices prices) {
        SortedMap<String, Double> dollars = new TreeMap<>();
        for (String unit : prices.units()) {
            double amount =
                    switch (unit) {
                        case "cloudwatch.metric" ->
                                (use.metrics() + (hosts - 1.0) * use.metricsOfHost())
                                        * Math.min(runs, HOURS)
                                        / HOURS;
                        case "dynamodb.byte" ->
                                use.billed(unit)
                                        * runs
                                        * hosts
                                        * Math.min(1, ttlDays / (double) Schedule.MONTH.toDays());
                        default -> use.billed(unit) * runs * hosts;
                    };
            String service = ServiceNames.of(unit.replaceFirst("\\..*", ""));
            dollars.merge(service, prices.dollars(unit, amount), Double::sum);
        }
        return new Month(runs, dollars, prices.date());
    }

    /** Of all services together. */
    public double total() {
        return dollars.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** One line: the sum, and of which services it is. */
    String text() {
        String parts =
                dollars.entrySet().stream()
                        .filter(entry -> entry.getValue() > 0)
                        .map(Month::part)
                        .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%d runs like this cost $%.4f a month on AWS%s; prices of %s",
                runs,
                total(),
                parts.isEmpty() ? "" : " (" + parts + ")",
                pricesOf);
    }

    private static String part(Map.Entry<String, Double> entry) {
        return String.format(Locale.ROOT, "%s %.4f", entry.getKey(), entry.getValue());
    }
}
