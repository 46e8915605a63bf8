package io.github.inframonitor.analytics;

import static java.util.Objects.requireNonNull;

import io.github.inframonitor.aws.AwsErrors;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.paginators.GetQueryResultsIterable;

/**
 * What the aws2-athena component lacks, with the client that it uses: execution parameters, and to
 * stop a query.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html">StartQueryExecution</a>
 */
public final class AthenaQueries implements CamelContextAware {
    private static final Logger logger = LoggerFactory.getLogger(AthenaQueries.class);

    /** The first wait is so much shorter than the longest; each further one is doubled. */
    private static final int SHORTENED = 16;

    private final String workgroup;
    private final String database;
    private final Duration poll;
    private final Duration timeout;
    private @Nullable CamelContext camelContext;

    /**
     * @param workgroup {@code athena.workgroup}, which says where results go
     * @param database {@code athena.database}
     * @param poll {@code athena.poll}, the most that is waited between two looks
     * @param timeout {@code athena.timeout}, the most that is waited in all
     */
    public AthenaQueries(String workgroup, String database, String poll, String timeout) {
        this.workgroup = workgroup;
        this.database = database;
        this.poll = TimeUtils.toDuration(poll);
        this.timeout = TimeUtils.toDuration(timeout);
    }

    /** Starts a query and returns the id of its execution. */
    public String start(BoundQuery bound) {
        return client().startQueryExecution(
                        request -> {
                            request.queryString(bound.query().sql())
                                    .workGroup(workgroup)
                                    .queryExecutionContext(context -> context.database(database));
                            if (!bound.literals().isEmpty()) { // of no length it is refused
                                request.executionParameters(bound.literals());
                            }
                        })
                .queryExecutionId();
    }

    /** Until when to wait for a query that starts now, by the clock of {@link #isToWait}. */
    public long deadline() {
        return System.nanoTime() + timeout.toNanos();
    }

    /**
     * Whether to look again.
     *
     * @param state how the last look found the query; null before the first
     */
    public boolean isToWait(@Nullable QueryExecutionState state, long deadline) {
        return isRunning(state) && System.nanoTime() - deadline < 0;
    }

    /** Whether a query has not ended. */
    public boolean isRunning(@Nullable QueryExecutionState state) {
        return state == null
                || state == QueryExecutionState.QUEUED
                || state == QueryExecutionState.RUNNING;
    }

    /** How long to wait before a look, in milliseconds. */
    public long delay(int looks) {
        long first = Math.max(1, poll.toMillis() / SHORTENED);
        return Math.min(poll.toMillis(), first << Math.min(looks, SHORTENED));
    }

    /** Stops a query. One that cannot be stopped ends by itself, and costs what it scans. */
    public void stop(String id) {
        try {
            client().stopQueryExecution(request -> request.queryExecutionId(id));
        } catch (SdkException e) {
            logger.warn("query {} goes on: {}", id, AwsErrors.describe(e));
        }
    }

    /** Why a query ended without an answer. */
    public String reason(GetQueryExecutionResponse response) {
        String reason = response.queryExecution().status().stateChangeReason();
        return response.queryExecution().status().stateAsString()
                + (reason == null ? " without a reason" : ": " + reason.strip());
    }

    /** Reads all pages of a result. */
    public Rows rows(GetQueryResultsIterable pages) {
        return Rows.of(pages);
    }

    /** Looked up when needed, since the beans of the routes are made before the clients are. */
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
