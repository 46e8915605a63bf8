package io.github.inframonitor.run;

import io.github.inframonitor.aws.AwsErrors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.model.Model;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/**
 * Joins the parallel parts of a run, its branches or its stores, into the run.
 *
 * <p>A part ends with what it has as its body: a {@link Reading} (branch), a {@link Receipt}
 * (store), or the exception that it failed with. A part that did not end in time is known by its
 * absence: the multicast's own account of it, by number, is of the wrong one when streaming.
 *
 * <p>Three things hold here, and each has its test. The parts are gathered in an exchange of their
 * own, since one that was {@code handled} ends its route without a word. Nothing is thrown, since
 * what a strategy throws passes by every {@code onException}. And a part that comes late is not
 * heard.
 */
public final class Join implements AggregationStrategy, Processor {
    private static final String PARTS = "partsOfRun";
    private static final String STARTED = "partStarted";

    private final String multicastId;

    /**
     * @param multicastId {@code branches} or {@code stores}: the id of the multicast step whose
     *     parts are joined. They take their names from its steps: {@code cpu} from {@code
     *     direct:collect-cpu}
     */
    public Join(String multicastId) {
        this.multicastId = multicastId;
    }

    /** Whether it joins stores, or else branches. */
    public boolean isOfStores() {
        return multicastId.equals("stores");
    }

    /** How its parts are called, in the order of the route. */
    public List<String> parts(CamelContext context) {
        return multicast(context).getOutputs().stream().map(step -> name(context, step)).toList();
    }

    private record Part(Exchange exchange, Duration took) {}

    /** For {@code onPrepare}: an exchange's own clock would count from the start of the run. */
    @Override
    public void process(Exchange part) {
        part.setProperty(STARTED, System.nanoTime());
    }

    @Override
    public Exchange aggregate(@Nullable Exchange joined, Exchange part) {
        Exchange all = joined == null ? new DefaultExchange(part.getContext()) : joined;
        Map<Integer, Part> parts = parts(all);
        Integer index = part.getProperty(ExchangePropertyKey.MULTICAST_INDEX, Integer.class);
        parts.put(
                index,
                new Part(
                        part,
                        Duration.ofNanos(
                                System.nanoTime() - part.getProperty(STARTED, Long.class))));
        all.setProperty(PARTS, parts);
        return all;
    }

    @Override
    public void onCompletion(@Nullable Exchange joined, Exchange input) {
        Exchange all = joined == null ? input : joined;
        Map<Integer, Part> parts = parts(all);
        all.removeProperty(PARTS);
        MulticastDefinition multicast = multicast(input.getContext());
        List<Outcome> outcomes = new ArrayList<>();
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < multicast.getOutputs().size(); i++) {
            String name = name(input.getContext(), multicast.getOutputs().get(i));
            Part part = parts.get(i);
            outcomes.add(
                    part == null
                            ? Outcome.timedOut(name, timeout(input.getContext(), multicast))
                            : outcome(name, part, readings));
        }
        Run run = input.getMessage().getBody(Run.class);
        all.getMessage()
                .setBody(isOfStores() ? run.stored(outcomes) : collected(run, readings, outcomes));
    }

    private static Run collected(Run run, List<Reading> readings, List<Outcome> outcomes) {
        Reading whole = Readings.join(readings);
        List<Watermark> watermarks =
                whole.watermarks().stream()
                        .filter(watermark -> !whole.unread().contains(watermark.key()))
                        .sorted(Comparator.comparing(Watermark::key))
                        .toList();
        return run.collected(whole.samples(), outcomes, watermarks);
    }

    private static Outcome outcome(String name, Part part, List<Reading> readings) {
        Exchange exchange = part.exchange();
        Object body = exchange.getMessage().getBody();
        Throwable failure = exchange.getException();
        if (failure == null && body instanceof Throwable thrown) {
            failure = thrown;
        }
        if (failure == null && body instanceof Reading reading) {
            readings.add(reading);
            return Outcome.collected(name, reading, part.took());
        }
        Receipt receipt = exchange.getProperty("receipt", Receipt.class);
        if (failure == null && body instanceof Receipt) {
            return Outcome.stored(name, receipt, part.took(), null);
        }
        String error =
                failure == null
                        ? "ended with "
                                + (body == null ? "nothing" : body.getClass().getSimpleName())
                                + " where a reading is expected; see routes/README.md"
                        : AwsErrors.describe(failure);
        return Outcome.stored(name, receipt == null ? Receipt.open() : receipt, part.took(), error);
    }

    @SuppressWarnings("unchecked")
    private static Map<Integer, Part> parts(Exchange exchange) {
        Map<Integer, Part> parts = exchange.getProperty(PARTS, Map.class);
        return parts == null ? new TreeMap<>() : parts;
    }

    private MulticastDefinition multicast(CamelContext context) {
        return context
                .getCamelContextExtension()
                .getContextPlugin(Model.class)
                .getRouteDefinitions()
                .stream()
                .flatMap(
                        route ->
                                ProcessorDefinitionHelper.filterTypeInOutputs(
                                        route.getOutputs(), MulticastDefinition.class)
                                        .stream())
                .filter(multicast -> multicastId.equals(multicast.getId()))
                .findFirst()
                .orElseThrow();
    }

    /** {@code cpu} of {@code direct:collect-cpu}, {@code cold} of {@code direct:store-cold}. */
    private static String name(CamelContext context, ProcessorDefinition<?> step) {
        String uri = step instanceof SendDefinition<?> send ? send.getUri() : step.getId();
        String path = context.resolvePropertyPlaceholders(uri).replaceAll("^[^:]*:|\\?.*$", "");
        return path.replaceFirst("^(collect|store)-", "");
    }

    private static Duration timeout(CamelContext context, MulticastDefinition multicast) {
        return TimeUtils.toDuration(
                context.resolvePropertyPlaceholders(String.valueOf(multicast.getTimeout())));
    }
}
