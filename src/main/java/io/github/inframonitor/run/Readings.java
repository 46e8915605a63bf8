package io.github.inframonitor.run;

import io.github.inframonitor.aws.AwsErrors;
import io.github.inframonitor.sample.Sample;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * Joins the readings of the parts of a branch, read side by side, into one. A part that failed,
 * which ends with its failure as its body, is what is missing in it; of a branch with one source
 * alone the reading, or the failure, is that source's.
 *
 * <p>What {@link Join} says of exchanges that were handled and of strategies that throw holds here.
 */
public final class Readings implements AggregationStrategy {
    private static final String PARTS = "partsOfReading";

    private final String variable;

    /**
     * @param variable the one that names the part: {@code source}, {@code cell} or {@code batch}.
     *     One in the plural, such as {@code cells}, has all that are to be read, where one may not
     *     answer in time
     */
    public Readings(String variable) {
        this.variable = variable;
    }

    private record Part(String name, @Nullable Object body) {}

    /** A part whose failure keeps watermarks where they are. */
    public interface Unread {
        /** The keys of what is not read if this fails. */
        Set<String> watermarkKeys();
    }

    /** One reading of several. */
    static Reading join(List<Reading> readings) {
        int size = readings.stream().mapToInt(reading -> reading.samples().size()).sum();
        List<Sample> samples = new ArrayList<>(size);
        Set<Watermark> watermarks = new HashSet<>();
        Set<String> unread = new HashSet<>();
        List<String> missing = new ArrayList<>();
        int dropped = 0;
        for (Reading reading : readings) {
            samples.addAll(reading.samples());
            watermarks.addAll(reading.watermarks());
            unread.addAll(reading.unread());
            missing.addAll(reading.missing());
            dropped += reading.dropped();
        }
        return new Reading(samples, dropped, watermarks, unread, missing);
    }

    @Override
    public Exchange aggregate(@Nullable Exchange joined, Exchange part) {
        Exchange all = joined == null ? new DefaultExchange(part.getContext()) : joined;
        Object name = part.getVariable(variable);
        Object body = part.getMessage().getBody();
        Throwable failure = part.getException();
        if (failure == null && body instanceof Throwable thrown) {
            failure = thrown;
        }
        Set<String> unread = name instanceof Unread keys ? keys.watermarkKeys() : Set.of();
        parts(all).add(new Part(String.valueOf(name), failure == null ? body : failure));
        if (failure != null || !(body instanceof Reading)) {
            unread(all).addAll(unread);
        }
        return all;
    }

    @Override
    public void onCompletion(@Nullable Exchange joined, Exchange input) {
        Exchange all = joined == null ? input : joined;
        List<Part> parts = parts(all);
        parts.addAll(unanswered(input, parts));
        if (parts.size() == 1 && variable.equals("source")) {
            all.getMessage().setBody(parts.get(0).body());
        } else {
            List<Reading> readings = new ArrayList<>();
            Map<String, List<String>> failed = new LinkedHashMap<>();
            for (Part part : parts) {
                if (part.body() instanceof Reading reading) {
                    readings.add(named(part.name(), reading));
                } else {
                    failed.computeIfAbsent(why(part.body()), w -> new ArrayList<>())
                            .add(part.name());
                }
            }
            List<String> missing =
                    failed.entrySet().stream()
                            .map(of -> String.join(", ", of.getValue()) + ": " + of.getKey())
                            .toList();
            readings.add(new Reading(List.of(), 0, Set.of(), unread(all), missing));
            all.getMessage().setBody(join(readings));
        }
        all.removeProperty(PARTS);
        all.removeProperty(PARTS + "Unread");
    }

    /** Of all that were to be read, by the variable of their list, those that are not there. */
    private List<Part> unanswered(Exchange input, List<Part> parts) {
        if (!(input.getVariable(variable + "s") instanceof List<?> all)) {
            return List.of();
        }
        Set<String> answered = parts.stream().map(Part::name).collect(Collectors.toSet());
        return all.stream()
                .map(String::valueOf)
                .filter(name -> !answered.contains(name))
                .map(name -> new Part(name, new TimeoutException("no answer in time")))
                .toList();
    }

    private static Reading named(String part, Reading reading) {
        return new Reading(
                reading.samples(),
                reading.dropped(),
                reading.watermarks(),
                reading.unread(),
                reading.missing().stream().map(line -> part + ": " + line).toList());
    }

    private static String why(@Nullable Object body) {
        return body instanceof Throwable failure
                ? AwsErrors.describe(failure)
                : "ended with no reading";
    }

    @SuppressWarnings("unchecked")
    private static List<Part> parts(Exchange exchange) {
        List<Part> parts = exchange.getProperty(PARTS, List.class);
        if (parts == null) {
            parts = new ArrayList<>();
            exchange.setProperty(PARTS, parts);
        }
        return parts;
    }

    @SuppressWarnings("unchecked")
    private static Set<String> unread(Exchange exchange) {
        Set<String> unread = exchange.getProperty(PARTS + "Unread", Set.class);
        if (unread == null) {
            unread = new HashSet<>();
            exchange.setProperty(PARTS + "Unread", unread);
        }
        return unread;
    }
}
