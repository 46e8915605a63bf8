package io.github.inframonitor.cloudwatch;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Receipt;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * What a run is in CloudWatch: few metrics, each the whole pipeline's, since every further series
 * costs money every month and the first ten are free.
 *
 * @see <a href="https://aws.amazon.com/cloudwatch/pricing/">CloudWatch pricing</a>
 */
public final class MetricData {
    private static final String LOGS = "logs";
    private static final Duration OLDEST = Duration.ofDays(14);
    private static final Duration NEWEST = Duration.ofHours(2);

    private final boolean detail;

    /**
     * @param detail {@code cloudwatch.detail}: whether every sample becomes a datapoint too
     */
    public MetricData(boolean detail) {
        this.detail = detail;
    }

    /**
     * The datapoints of what was measured, at the run's scheduled time: of percentages the largest,
     * of bytes each second the sum. A metric of which nothing was measured has no datapoint.
     */
    public Iterator<MetricDatum> measured(Run run) {
        List<MetricDatum> data = new ArrayList<>();
        maximum(data, run, "CPUUtilization", "cpu", "usage_percent");
        maximum(data, run, "MemoryUtilization", "memory", "used_percent");
        maximum(data, run, "DiskUtilization", "disk", "used_percent");
        sum(data, run, "NetworkIn", "received_bytes_per_second");
        sum(data, run, "NetworkOut", "sent_bytes_per_second");
        Stream<MetricDatum> samples =
                detail
                        ? run.samples().stream()
                                .filter(sample -> isTaken(run, sample))
                                .map(MetricData::sample)
                        : Stream.of();
        return Stream.concat(data.stream(), samples).iterator();
    }

    /** Notes that CloudWatch took a request of these. */
    public void count(List<MetricDatum> taken, Receipt receipt) {
        receipt.request(taken.size());
    }

    /** The datapoints of how the run itself went, known only when it has stored. */
    public List<MetricDatum> pipeline(Run run) {
        long collectorErrors = run.branches().stream().filter(branch -> !branch.ok()).count();
        long throttles =
                run.stores().stream()
                        .filter(store -> store.name().equals("hot"))
                        .mapToLong(Outcome::throttles)
                        .sum();
        Duration collection =
                run.branches().stream()
                        .map(Outcome::took)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO);
        Instant time = run.scheduledTime();
        boolean success = run.status() == Run.Status.COMPLETE;
        return List.of(
                datum(time, "RunSuccess", success ? 1 : 0, StandardUnit.COUNT),
                datum(time, "CollectorErrors", collectorErrors, StandardUnit.COUNT),
                datum(time, "CollectionDuration", collection.toMillis(), StandardUnit.MILLISECONDS),
                datum(time, "HotStoreThrottles", throttles, StandardUnit.COUNT));
    }

    /**
     * The datapoint of how a log object went: 1 if it could not be processed or stored, else 0. Its
     * time is when it was read, since what it tells of may be long ago.
     */
    public List<MetricDatum> processor(Run run) {
        boolean failed = run.status() != Run.Status.COMPLETE;
        return List.of(
                datum(run.startedAt(), "ProcessorErrors", failed ? 1 : 0, StandardUnit.COUNT));
    }

    /**
     * Whether a sample can be a metric of its own. Logs can be of any time, and CloudWatch takes
     * datapoints of the last two weeks and the next two hours.
     */
    private static boolean isTaken(Run run, Sample sample) {
        if (sample.watermark() != null) {
            return false; // it is a metric already
        }
        return !sample.type().equals(LOGS)
                || (sample.time().isAfter(run.startedAt().minus(OLDEST))
                        && sample.time().isBefore(run.startedAt().plus(NEWEST)));
    }

    private static void maximum(
            List<MetricDatum> data, Run run, String metric, String type, String name) {
        OptionalDouble largest = values(run, type, name).max();
        largest.ifPresent(
                value -> data.add(datum(run.scheduledTime(), metric, value, StandardUnit.PERCENT)));
    }

    private static void sum(List<MetricDatum> data, Run run, String metric, String name) {
        if (values(run, "network", name).findAny().isPresent()) {
            double value = values(run, "network", name).sum();
            data.add(datum(run.scheduledTime(), metric, value, StandardUnit.BYTES_SECOND));
        }
    }

    private static DoubleStream values(Run run, String type, String name) {
        List<Sample> samples = run.samples();
        return IntStream.range(0, samples.size())
                .filter(
                        i ->
                                samples.get(i).type().equals(type)
                                        && samples.get(i).name().equals(name))
                .filter(
                        i ->
                                i + 1 == samples.size()
                                        || isNewest(samples.get(i), samples.get(i + 1)))
                .mapToDouble(i -> samples.get(i).value());
    }

    /** Of what is read again, the samples of a series stand together and in order. */
    private static boolean isNewest(Sample sample, Sample next) {
        return sample.watermark() == null
                || !sample.watermark().equals(next.watermark())
                || !sample.name().equals(next.name())
                || !sample.resource().equals(next.resource())
                || !sample.dimensions().equals(next.dimensions());
    }

    private static MetricDatum sample(Sample sample) {
        List<Dimension> dimensions = new ArrayList<>();
        dimensions.add(dimension("resource", sample.resource()));
        for (Map.Entry<String, String> entry : sample.dimensions().entrySet()) {
            // an object's hash would make a metric, and its price, of each object
            if (!sample.type().equals(LOGS)) {
                dimensions.add(dimension(entry.getKey(), entry.getValue()));
            }
        }
        return datum(
                        sample.time(),
                        sample.type() + "_" + sample.name(),
                        sample.value(),
                        sample.unit())
                .toBuilder()
                .dimensions(dimensions)
                .build();
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }

    private static MetricDatum datum(Instant time, String name, double value, StandardUnit unit) {
        return MetricDatum.builder()
                .metricName(name)
                .timestamp(time)
                .value(value)
                .unit(unit)
                .build();
    }
}
