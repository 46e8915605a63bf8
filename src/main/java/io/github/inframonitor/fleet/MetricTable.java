package io.github.inframonitor.fleet;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.util.TimeUtils;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * The table of a source and branch, as its route writes it: a line a metric, its columns apart by
 * spaces.
 *
 * <pre>{@code
 * namespace metric           dimension   statistic period delay name
 * AWS/EC2   CPUUtilization   InstanceId  Average   5m     5m    usage_percent
 * AWS/EC2   NetworkIn        InstanceId  Rate      5m     5m    received_bytes_per_second
 * CWAgent   mem_used_percent InstanceId+ Average   5m     5m    used_percent
 * }</pre>
 *
 * <p>{@code Rate} is the sum divided by the seconds of the period. The unit is the end of the name.
 * A plus at the dimension means that the metric has further ones, which ListMetrics tells. A first
 * line that begins with {@code namespace}, and one that begins with {@code #}, are for the reader.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html">MetricStat:
 *     statistics and periods</a>
 */
final class MetricTable {
    private static final int COLUMNS = 7;
    private static final Set<String> STATISTICS =
            Set.of("Average", "Maximum", "Minimum", "Sum", "SampleCount");

    /** The longer first. */
    private static final Map<String, StandardUnit> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("_bytes_per_second", StandardUnit.BYTES_SECOND);
        UNITS.put("_per_second", StandardUnit.COUNT_SECOND);
        UNITS.put("_bytes", StandardUnit.BYTES);
        UNITS.put("_percent", StandardUnit.PERCENT);
        UNITS.put("_count", StandardUnit.COUNT);
        UNITS.put("_milliseconds", StandardUnit.MILLISECONDS);
        UNITS.put("_seconds", StandardUnit.SECONDS);
    }

    private MetricTable() {}

    /**
     * Reads a table.
     *
     * @throws IllegalArgumentException that quotes the line and says what is wrong with it
     */
    static List<Metric> parse(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .filter(line -> !line.matches("namespace\\s.*"))
                .map(MetricTable::metric)
                .toList();
    }

    private static Metric metric(String line) {
        String[] columns = line.split("\\s+", -1);
        if (columns.length != COLUMNS) {
            throw wrong(line, "has " + columns.length + " columns, not " + COLUMNS);
        }
        boolean rate = columns[3].equals("Rate");
        if (!rate
                && !STATISTICS.contains(columns[3])
                && !columns[3].matches("p\\d{1,2}(\\.\\d+)?")) {
            throw wrong(line, "'" + columns[3] + "' is no statistic; take Average, Rate or p99");
        }
        StandardUnit unit = unit(line, columns[6]);
        Duration period = duration(line, columns[4]);
        if (period.toSeconds() < 60 || period.toSeconds() % 60 != 0) {
            throw wrong(line, "a period is a multiple of a minute");
        }
        boolean listed = columns[2].endsWith("+");
        return new Metric(
                columns[0],
                columns[1],
                listed ? columns[2].substring(0, columns[2].length() - 1) : columns[2],
                listed,
                rate ? "Sum" : columns[3],
                rate,
                period,
                duration(line, columns[5]),
                columns[6],
                unit);
    }

    private static StandardUnit unit(String line, String name) {
        return UNITS.entrySet().stream()
                .filter(unit -> ("_" + name).endsWith(unit.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(
                        () ->
                                wrong(
                                        line,
                                        "'"
                                                + name
                                                + "' ends with no unit; take one of "
                                                + UNITS.keySet()));
    }

    private static Duration duration(String line, String text) {
        try {
            return TimeUtils.toDuration(text);
        } catch (RuntimeException e) {
            throw wrong(line, "'" + text + "' is no duration such as 5m");
        }
    }

    private static IllegalArgumentException wrong(String line, String why) {
        return new IllegalArgumentException("'" + line + "': " + why);
    }
}
