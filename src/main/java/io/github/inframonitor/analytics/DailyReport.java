package io.github.inframonitor.analytics;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * Makes one message of the answers to several questions, a section each.
 *
 * <p>The answers are gathered in an exchange of their own, since one that was {@code handled} ends
 * its route without a word.
 */
public final class DailyReport implements AggregationStrategy, CamelContextAware {
    /** SNS takes 256 KB; a message that a person reads is far below. */
    private static final int LONGEST = 200_000;

    private final NamedQueries queries;
    private final int mostRows;

    /** What one question came to: its rows, or why there are none. */
    record Section(String question, @Nullable Rows rows, @Nullable String failure) {}

    /**
     * @param directory where the queries are
     * @param mostRows {@code report.rows}, of each section
     */
    public DailyReport(String directory, int mostRows) {
        this.queries = new NamedQueries(directory);
        this.mostRows = mostRows;
    }

    @Override
    public Exchange aggregate(@Nullable Exchange before, Exchange answered) {
        Exchange all = before == null ? new DefaultExchange(answered.getContext()) : before;
        List<Section> sections = new ArrayList<>();
        if (before != null) {
            sections.addAll(sections(before.getMessage().getBody()));
        }
        sections.add(section(answered));
        all.getMessage().setBody(sections);
        return all;
    }

    /** The subject: short, and of ASCII, as SNS wants it. */
    public String subject(Object sections) {
        long failed = sections(sections).stream().filter(s -> s.failure() != null).count();
        return "infra-monitor report for %s%s"
                .formatted(
                        queries.today().minusDays(1),
                        failed == 0 ? "" : ", %d of its sections missing".formatted(failed));
    }

    /** The whole message. */
    public String message(Object sections) {
        StringBuilder message = new StringBuilder("What the samples say, all times in UTC.\n");
        for (Section section : sections(sections)) {
            message.append('\n').append(heading(section)).append("\n\n").append(text(section));
        }
        return message.length() <= LONGEST ? message.toString() : message.substring(0, LONGEST);
    }

    private String heading(Section section) {
        String name = section.question().replaceFirst("\\s.*", "");
        String heading =
                queries.all().stream()
                        .filter(query -> query.name().equals(name))
                        .map(NamedQuery::purpose)
                        .findFirst()
                        .orElse(name);
        return heading + "\n(" + section.question() + ")";
    }

    private String text(Section section) {
        Rows rows = section.rows();
        if (rows == null) {
            return "Not answered: " + section.failure() + "\n";
        }
        return rows.rows().isEmpty() ? "None.\n" : rows.table(mostRows);
    }

    private static Section section(Exchange answered) {
        String question = answered.getProperty("question", "", String.class).strip();
        Object body = answered.getMessage().getBody();
        Throwable failure =
                answered.getException() == null && body instanceof Throwable thrown
                        ? thrown
                        : answered.getException();
        if (failure != null) {
            return new Section(question, null, UnansweredException.explain(failure));
        }
        return body instanceof Rows rows
                ? new Section(question, rows, null)
                : new Section(question, null, "the route analyze ended without rows");
    }

    private static List<Section> sections(@Nullable Object body) {
        return ((List<?>) Objects.requireNonNull(body)).stream().map(Section.class::cast).toList();
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        queries.setCamelContext(camelContext);
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return queries.getCamelContext();
    }
}
