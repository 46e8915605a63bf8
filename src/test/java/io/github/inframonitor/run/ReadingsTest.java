package io.github.inframonitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class ReadingsTest {
    private static final Watermark WATERMARK =
            new Watermark("a#b#c#60#ec2.cpu#p", null, Instant.parse("2026-11-22T21:00:00Z"));

    private final DefaultCamelContext context = new DefaultCamelContext();

    /** A batch of which some keys are unread if it fails. */
    private record Keys(String name) implements Readings.Unread {
        @Override
        public Set<String> watermarkKeys() {
            return Set.of("key of " + name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Test
    void whatFailedAlikeIsMissingInOneLineAndTheRestIsThere() {
        Reading some = new Reading(List.of(), 1, Set.of(WATERMARK), Set.of(), List.of());
        Reading partly = new Reading(List.of(), 2, Set.of(), Set.of("x"), List.of("half of it"));

        assertThat(
                        joined(
                                "cell",
                                part("cell", "one", some),
                                part("cell", "two", new IOException("down")),
                                part("cell", "three", partly),
                                part("cell", "four", new IOException("down")),
                                part("cell", "five", null)))
                .isEqualTo(
                        new Reading(
                                List.of(),
                                3,
                                Set.of(WATERMARK),
                                Set.of("x"),
                                List.of(
                                        "three: half of it",
                                        "two, four: IOException: down",
                                        "five: ended with no reading")));
    }

    @Test
    void theWatermarksOfABatchThatFailedOrEndedWithNothingStay() {
        assertThat(
                        joined(
                                "batch",
                                part("batch", new Keys("one"), new IOException("down")),
                                part("batch", new Keys("two"), null),
                                part("batch", new Keys("three"), Reading.NONE)))
                .isEqualTo(
                        new Reading(
                                List.of(),
                                0,
                                Set.of(),
                                Set.of("key of one", "key of two"),
                                List.of("one: IOException: down", "two: ended with no reading")));
    }

    @Test
    void ofOneSourceItIsThatSourcesOwn() {
        IOException failure = new IOException("down");

        assertThat(joined("source", part("source", "host", failure))).isSameAs(failure);
        assertThat(joined("source", part("source", "host", "text"))).isEqualTo("text");
    }

    @Test
    void whatDoesNotAnswerInTimeIsMissing() {
        Exchange input = new DefaultExchange(context);
        input.setVariable("cells", List.of("one", "two"));
        Readings readings = new Readings("cell");

        Exchange all = readings.aggregate(null, part("cell", "one", Reading.NONE));
        readings.onCompletion(all, input);
        Exchange none = new DefaultExchange(context);
        none.setVariable("cells", List.of("one"));
        readings.onCompletion(null, none);

        assertThat(all.getMessage().getBody(Reading.class).missing())
                .containsExactly("two: TimeoutException: no answer in time");
        assertThat(none.getMessage().getBody(Reading.class).missing())
                .containsExactly("one: TimeoutException: no answer in time");
    }

    @Test
    void ofNoPartAtAllNothingIsRead() {
        Exchange input = new DefaultExchange(context);

        new Readings("cell").onCompletion(null, input);

        assertThat(input.getMessage().getBody()).isEqualTo(Reading.NONE);
    }

    private Object joined(String variable, Exchange... parts) {
        Readings readings = new Readings(variable);
        Exchange all = null;
        for (Exchange part : parts) {
            all = readings.aggregate(all, part);
        }
        readings.onCompletion(all, new DefaultExchange(context));
        return all.getMessage().getBody();
    }

    private Exchange part(String variable, Object name, Object body) {
        Exchange part = new DefaultExchange(context);
        part.setVariable(variable, name);
        part.getMessage().setBody(body);
        return part;
    }
}
