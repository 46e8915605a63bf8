package io.github.inframonitor;

import io.github.inframonitor.analytics.NamedQueries;
import io.github.inframonitor.analytics.NamedQuery;
import io.github.inframonitor.analytics.Question;
import io.github.inframonitor.analytics.QuestionException;
import io.github.inframonitor.analytics.Rows;
import io.github.inframonitor.analytics.UnansweredException;
import io.github.inframonitor.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;

/**
 * Asks one named query by the route {@code analyze} and prints its rows as a table; without a name,
 * says which queries there are. Exit status: 0 answered, 1 not, with Athena's reason, 78 the
 * question is wrong.
 */
final class QueryCommand {
    /**
     * What differs from a run: only what answers is loaded, so the pipeline may be running beside
     * it; nothing is logged between the rows; and what may pass is for the person to ask again.
     */
    static final Map<String, String> SETTINGS =
            Map.of("local.only-athena", "true", "retry.attempts", "0");

    /** The files of routes that a question needs. */
    static final List<String> ROUTES = List.of("analyze.camel.yaml", "error-handling.camel.yaml");

    private QueryCommand() {}

    /** Says which queries there are. */
    @SuppressWarnings("SystemOut")
    static int list(Settings settings) {
        System.out.println(
                new NamedQueries(settings.routes().toString())
                        .all().stream().map(NamedQuery::usage).collect(Collectors.joining("\n")));
        return Application.COMPLETE;
    }

    /**
     * Asks.
     *
     * @param main with the settings and routes above, not started
     * @param words name of the query, then {@code parameter=value} each
     */
    @SuppressWarnings("SystemOut")
    static int ask(Main main, List<String> words) throws Exception {
        Question question;
        try {
            question = Question.of(words);
        } catch (QuestionException e) {
            System.err.println(e.getMessage());
            return Application.REFUSED;
        }
        main.start();
        Object answer;
        try (ProducerTemplate template = main.getCamelContext().createProducerTemplate()) {
            answer = template.requestBody("direct:analyze", question);
        } finally {
            main.stop();
        }
        if (answer instanceof Rows rows) {
            System.out.print(rows.table());
            System.out.println(rows.rows().size() + " rows");
            return Application.COMPLETE;
        }
        if (answer instanceof QuestionException wrong) {
            System.err.println(wrong.getMessage());
            return Application.REFUSED;
        }
        System.err.println(
                question.query()
                        + ": "
                        + (answer instanceof Throwable failure
                                ? UnansweredException.explain(failure)
                                : "the route analyze ended without rows"));
        return Application.FAILED;
    }
}
