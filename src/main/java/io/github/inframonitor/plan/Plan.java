package io.github.inframonitor.plan;

import static java.util.Objects.requireNonNull;

import io.github.inframonitor.cost.Costs;
import io.github.inframonitor.cost.Meter;
import io.github.inframonitor.cost.Month;
import io.github.inframonitor.cost.Use;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.run.Runs;
import io.github.inframonitor.sample.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.util.TimeUtils;

/**
 * What the runs of a pipeline find, ask and cost: what two runs in a row did that stored nothing,
 * of which the second begins where the first left off.
 *
 * @param run the second
 * @param first what the first asked of AWS, listings included
 * @param each what the second asked
 * @param listings in how many runs of one the listings are made anew
 * @param month what such runs cost
 */
public record Plan(Run run, Use first, Use each, double listings, Month month) {
    private static final Duration MONTH = Duration.ofDays(30);
    private static final String LIST_METRICS = "CloudWatch ListMetrics";

    /**
     * Plans.
     *
     * @param context with the clients of a {@link DryRun}, started
     * @param now the time of the second run
     */
    public static Plan of(CamelContext context, Instant now) {
        Runs runs = found(context, Runs.class);
        Costs costs = found(context, Costs.class);
        Meter meter = found(context, Meter.class);
        try (ProducerTemplate template = context.createProducerTemplate()) {
            Run start = runs.start(null);
            Instant time = now.truncatedTo(ChronoUnit.SECONDS);
            long times = Math.max(1, costs.of("", time).month().runs());
            Duration interval = MONTH.dividedBy(times);
            Run first = ended(template, at(start, time.minusSeconds(interval.toSeconds())));
            Run second = ended(template, at(start, time));
            Use each = meter.of(second.id());
            Use listed = meter.of(first.id());
            double listings =
                    Math.min(
                            1,
                            (double) interval.toMillis()
                                    / TimeUtils.toMilliSeconds(
                                            context.resolvePropertyPlaceholders(
                                                    "{{fleet.discovery-ttl}}")));
            double lists = listed.operations().getOrDefault(LIST_METRICS, 0L) * listings;
            Month month = costs.month(each.plus("cloudwatch.request", lists), times, 1);
            return new Plan(second, listed, each, listings, month);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Run ended(ProducerTemplate template, Run run) {
        return requireNonNull(template.requestBody("direct:run", run, Run.class));
    }

    private static Run at(Run run, Instant time) {
        return new Run(
                time,
                run.pipelineId(),
                run.resource(),
                run.startedAt(),
                List.of(),
                List.of(),
                List.of());
    }

    private static <T> T found(CamelContext context, Class<T> type) {
        return requireNonNull(context.getRegistry().findSingleByType(type));
    }

    /** How often a run calls each operation; a listing that holds for several, less than once. */
    public SortedMap<String, Double> calls() {
        SortedMap<String, Double> calls = new TreeMap<>();
        first.operations()
                .forEach(
                        (operation, times) -> {
                            if (operation.matches("(EC2|RDS|STS) .*|" + LIST_METRICS)) {
                                calls.put(operation, times * listings);
                            }
                        });
        each.operations().forEach((operation, times) -> calls.put(operation, (double) times));
        return calls;
    }

    /** What was found, a row for each source, account and region. */
    public SortedMap<String, Found> found() {
        return run.samples().stream()
                .collect(Collectors.groupingBy(Plan::place, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                place -> Found.of(place.getValue()),
                                (one, other) -> one,
                                TreeMap::new));
    }

    private static String place(Sample sample) {
        return sample.account() == null
                ? sample.resourceType()
                : sample.resourceType() + " " + sample.account() + "/" + sample.region();
    }

    /**
     * What there is in one place.
     *
     * @param points datapoints that a run reads there
     */
    public record Found(long resources, long series, long points) {
        static Found of(List<Sample> samples) {
            Function<Sample, String> series =
                    sample ->
                            sample.resource()
                                    + " "
                                    + sample.type()
                                    + " "
                                    + sample.name()
                                    + " "
                                    + sample.series();
            Set<String> all =
                    samples.stream().map(series).collect(Collectors.toCollection(TreeSet::new));
            return new Found(
                    samples.stream().map(Sample::resource).distinct().count(),
                    all.size(),
                    samples.size());
        }
    }

    /** What was read, a line a sample. */
    public String samples() {
        return PlanText.of(run.samples());
    }

    /** The plan for a person. */
    public String text() {
        return PlanText.of(this);
    }
}
