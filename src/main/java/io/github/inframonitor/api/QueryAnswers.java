package io.github.inframonitor.api;

import static java.util.Objects.requireNonNull;

import io.github.inframonitor.analytics.NamedQueries;
import io.github.inframonitor.analytics.NamedQuery;
import io.github.inframonitor.analytics.Question;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.Row;

/**
 * Named queries of Athena as the API has them. Nothing is remembered here: an answer's id is
 * Athena's own, so any process can be asked for it.
 */
public final class QueryAnswers implements CamelContextAware {
    /** Rows of an answer: ten pages of Athena. */
    private static final int ROWS = 10_000;

    private final String workgroup;
    private final Duration timeout;
    private @Nullable CamelContext camelContext;

    /**
     * @param workgroup {@code athena.workgroup}; of another there are no answers
     * @param timeout {@code athena.timeout}
     */
    public QueryAnswers(String workgroup, String timeout) {
        this.workgroup = workgroup;
        this.timeout = TimeUtils.toDuration(timeout);
    }

    /** All queries. */
    public Map<String, Object> all(NamedQueries queries) {
        return Map.of("queries", queries.all().stream().map(QueryAnswers::json).toList());
    }

    private static Map<String, Object> json(NamedQuery query) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", query.name());
        json.put("purpose", query.purpose());
        json.put(
                "parameters",
                query.parameters().stream()
                        .map(
                                parameter ->
                                        Map.of(
                                                "name", parameter.name(),
                                                "type",
                                                        parameter
                                                                .type()
                                                                .toString()
                                                                .toLowerCase(Locale.ROOT),
                                                "explanation", parameter.explanation()))
                        .toList());
        return json;
    }

    /**
     * What a request asks.
     *
     * @param asked name of the query
     * @param body {@code {"parameters": {…}}}
     */
    public Question question(@Nullable String asked, @Nullable Object body, NamedQueries queries) {
        String name = Parameters.name("name", asked == null ? "null" : asked);
        if (queries.all().stream().noneMatch(query -> query.name().equals(name))) {
            throw ProblemException.of(404, "there is no query '" + name + "'");
        }
        if (!(body instanceof Map<?, ?> question)) {
            throw ProblemException.of("body", "the body must be an object");
        }
        Map<String, String> values = new TreeMap<>();
        for (Map.Entry<?, ?> of : question.entrySet()) {
            if (!"parameters".equals(of.getKey()) || !(of.getValue() instanceof Map<?, ?> given)) {
                throw ProblemException.of("body", "the body must be {\"parameters\": {…}}");
            }
            given.forEach(
                    (parameter, value) -> {
                        if (!(value instanceof String || value instanceof Number)) {
                            throw ProblemException.of(
                                    String.valueOf(parameter), "must be a text or a number");
                        }
                        values.put(String.valueOf(parameter), String.valueOf(value));
                    });
        }
        return new Question(name, values);
    }

    /**
     * How a query stands. One that takes longer than it may is stopped.
     *
     * @throws ProblemException if there is no such query, or none of this workgroup
     */
    public Map<String, Object> answer(@Nullable String id) {
        if (id == null || !id.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            throw ProblemException.of("id", "id must be one that a query was answered with");
        }
        String canonical = UUID.fromString(id).toString();
        QueryExecution execution = execution(canonical);
        QueryExecutionState state = execution.status().state();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", canonical);
        if (state == QueryExecutionState.SUCCEEDED) {
            answer.put("state", "SUCCEEDED");
            rows(canonical, answer);
        } else if (state == QueryExecutionState.QUEUED || state == QueryExecutionState.RUNNING) {
            Instant submitted = execution.status().submissionDateTime();
            if (submitted != null && submitted.plus(timeout).isBefore(clock().instant())) {
                client().stopQueryExecution(request -> request.queryExecutionId(canonical));
            }
            answer.put("state", "RUNNING");
        } else {
            answer.put("state", "FAILED");
            String reason = execution.status().stateChangeReason();
            answer.put("reason", reason == null ? execution.status().stateAsString() : reason);
        }
        return answer;
    }

    private QueryExecution execution(String id) {
        try {
            QueryExecution execution =
                    client().getQueryExecution(request -> request.queryExecutionId(id))
                            .queryExecution();
            if (workgroup.equals(execution.workGroup())) {
                return execution;
            }
        } catch (InvalidRequestException e) {
            // Athena's word for one that is not there
        }
        throw ProblemException.of(404, "there is no answer " + id);
    }

    private void rows(String id, Map<String, Object> answer) {
        List<Object> columns = new ArrayList<>();
        List<List<@Nullable String>> rows = new ArrayList<>();
        boolean header = true;
        for (GetQueryResultsResponse page :
                client().getQueryResultsPaginator(request -> request.queryExecutionId(id))) {
            if (header) {
                page.resultSet()
                        .resultSetMetadata()
                        .columnInfo()
                        .forEach(of -> columns.add(Map.of("name", of.name(), "type", of.type())));
            }
            for (Row row : page.resultSet().rows()) {
                if (!header && rows.size() < ROWS) {
                    List<@Nullable String> values = new ArrayList<>();
                    row.data().forEach(datum -> values.add(datum.varCharValue()));
                    rows.add(values);
                } else if (!header) {
                    answer.put("truncated", true);
                }
                header = false;
            }
            header = false;
            if (answer.containsKey("truncated")) {
                break;
            }
        }
        answer.put("columns", columns);
        answer.put("rows", rows);
        answer.putIfAbsent("truncated", false);
    }

    /** By a clock in the registry, which is a test's, and its stand-in's. */
    private Clock clock() {
        Clock given = requireNonNull(camelContext).getRegistry().findSingleByType(Clock.class);
        return given == null ? Clock.systemUTC() : given;
    }

    private AthenaClient client() {
        return requireNonNull(camelContext).getRegistry().findSingleByType(AthenaClient.class);
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }
}
