package io.github.inframonitor.local;

import static java.util.Objects.requireNonNull;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatus;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;

/**
 * One execution of a query, from QUEUED over RUNNING to SUCCEEDED, FAILED or CANCELLED.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecutionStatus.html">QueryExecutionStatus</a>
 */
final class QueryRun implements Runnable {
    private final String id;
    private final StartQueryExecutionRequest request;
    private final SampleQuery query;
    private final Instant submitted;
    private final Clock clock;
    private QueryExecutionState state = QueryExecutionState.QUEUED;
    private @Nullable String reason;
    private @Nullable Instant completed;
    private @Nullable AthenaResult result;

    QueryRun(
            String id,
            StartQueryExecutionRequest request,
            SampleQuery query,
            Instant submitted,
            Clock clock) {
        this.id = id;
        this.request = request;
        this.query = query;
        this.submitted = submitted;
        this.clock = clock;
    }

    StartQueryExecutionRequest request() {
        return request;
    }

    synchronized QueryExecutionState state() {
        return state;
    }

    synchronized AthenaResult result() {
        return requireNonNull(result);
    }

    @Override
    public void run() {
        synchronized (this) {
            if (state != QueryExecutionState.QUEUED) {
                return;
            }
            state = QueryExecutionState.RUNNING;
        }
        String database =
                request.queryExecutionContext() == null
                        ? null
                        : request.queryExecutionContext().database();
        try {
            AthenaResult rows =
                    query.run(request.queryString(), database, request.executionParameters());
            end(QueryExecutionState.SUCCEEDED, null, rows);
        } catch (SQLException | RuntimeException e) {
            end(QueryExecutionState.FAILED, SampleQuery.reason(e), null);
        }
    }

    /** Ends it as CANCELLED, unless it has ended. */
    void stop() {
        end(QueryExecutionState.CANCELLED, "Query cancelled by user", null);
        query.cancel();
    }

    private synchronized void end(
            QueryExecutionState end, @Nullable String why, @Nullable AthenaResult rows) {
        if (completed == null) {
            state = end;
            reason = why;
            result = rows;
            completed = clock.instant();
        }
    }

    synchronized QueryExecution description() {
        QueryExecutionStatus status =
                QueryExecutionStatus.builder()
                        .state(state)
                        .stateChangeReason(reason)
                        .submissionDateTime(submitted)
                        .completionDateTime(completed)
                        .build();
        return QueryExecution.builder()
                .queryExecutionId(id)
                .query(request.queryString())
                .executionParameters(request.executionParameters())
                .queryExecutionContext(request.queryExecutionContext())
                .workGroup(request.workGroup())
                .status(status)
                // where AWS would write it; here a result is kept in memory and read by its id
                .resultConfiguration(c -> c.outputLocation("s3://local/athena/" + id + ".csv"))
                .build();
    }
}
