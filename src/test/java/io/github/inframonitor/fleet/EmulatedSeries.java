package io.github.inframonitor.fleet;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One series of CloudWatch's, from the beginning of time. Values are computed.
 *
 * @param resource the id of the instance, also for its volumes, or the identifier of the database
 * @param tags of the resource, none if it is untagged
 * @param resolution seconds from one point to the next
 */
public record EmulatedSeries(
        EmulatedCell cell,
        String namespace,
        String metric,
        SortedMap<String, String> dimensions,
        String resource,
        Map<String, String> tags,
        int resolution) {

    /** What the values of this are hashed from. */
    long hash(String statistic, int period) {
        return EmulatedHash.of(
                cell.account(), cell.region(), namespace, metric, dimensions, statistic, period);
    }

    /**
     * The value of the period that begins then.
     *
     * @param period in seconds
     */
    public double value(String statistic, int period, Instant time) {
        return value(hash(statistic, period), time.getEpochSecond());
    }

    double value(long hash, long second) {
        double part = (EmulatedHash.mix(hash ^ EmulatedHash.mix(second)) >>> 11) * 0x1p-53;
        Scale scale = SCALES.computeIfAbsent(metric, Scale::of);
        return Math.floor(part * scale.steps) / scale.perUnit;
    }

    private static final Map<String, Scale> SCALES = new ConcurrentHashMap<>();

    /** Percents to the fourth digit, seconds to the sixth, and whole numbers else. */
    private record Scale(double steps, double perUnit) {
        static Scale of(String metric) {
            if (metric.matches(".*(Utilization|percent|Balance)")) {
                return new Scale(1e6, 1e4);
            }
            if (metric.endsWith("Latency")) {
                return new Scale(1e6, 1e6);
            }
            return metric.startsWith("StatusCheck") ? new Scale(0, 1) : new Scale(1e9, 1);
        }
    }

    /** All that begin at or after the one and before the other, the oldest first. */
    public Stream<EmulatedPoint> points(String statistic, int period, Instant from, Instant to) {
        long hash = hash(statistic, period);
        return seconds(period, from.getEpochSecond(), to.getEpochSecond())
                .mapToObj(
                        second ->
                                new EmulatedPoint(
                                        this,
                                        statistic,
                                        period,
                                        Instant.ofEpochSecond(second),
                                        value(hash, second)));
    }

    /** When the periods begin that have a value. */
    LongStream seconds(int period, long from, long to) {
        return LongStream.range(ceil(from, period) / period, ceil(to, period) / period)
                .map(n -> n * period)
                .filter(second -> ceil(second, resolution) < second + period);
    }

    /** When all of such a period was measured, by its begin. */
    long end(int period, long second) {
        long last = Math.floorDiv(second + period - 1, resolution) * (long) resolution;
        return Math.max(second + period, last + resolution);
    }

    private static long ceil(long second, int step) {
        return -Math.floorDiv(-second, step) * step;
    }
}
