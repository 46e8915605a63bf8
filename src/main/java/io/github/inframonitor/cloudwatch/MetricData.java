package io.github.inframonitor.cloudwatch;

import io.github.inframonitor.run.Outcome;
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
                detail ? run.samples().stream().map(MetricData::sample) : Stream.of();
        return Stream.concat(data.stream(), samples).iterator();
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
        return run.samples().stream()
                .filter(sample -> sample.type().equals(type) && sample.name().equals(name))
                .mapToDouble(Sample::value);
    }

    private static MetricDatum sample(Sample sample) {
        List<Dimension> dimensions = new ArrayList<>();
        dimensions.add(dimension("resource", sample.resource()));
        for (Map.Entry<String, String> entry : sample.dimensions().entrySet()) {
            dimensions.add(dimension(entry.getKey(), entry.getValue()));
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
