package io.github.inframonitor.local;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.Row;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.StopQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StopQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.TooManyRequestsException;

/**
 * Athena on DuckDB, over the Parquet objects of the local bucket. It knows one workgroup, which
 * says where results go, one database with the table {@code samples}, and queries of one SELECT. A
 * query runs beside its caller in a database of its own ({@link SampleQuery}), so it waits for no
 * store and none waits for it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html">StartQueryExecution</a>:
 *     262,144 bytes of SQL; parameters of 1 to 1,024 characters
 * @see <a
 *     href="https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html">GetQueryResults</a>:
 *     1,000 rows a page, the first of them the names of the columns
 */
public final class LocalAthena implements AthenaClient {
    private static final int MAX_BYTES = 262_144;
    private static final int MAX_PARAMETER = 1024;
    private static final int PAGE = 1000;

    private final Path table;
    private final String workgroup;
    private final String database;
    private final Faults faults;
    private final Clock clock;
    private final Map<String, QueryRun> runs = new ConcurrentHashMap<>();
    private final ExecutorService executor =
            Executors.newFixedThreadPool(
                    2,
                    task -> {
                        Thread thread = new Thread(task, "local-athena");
                        thread.setDaemon(true);
                        return thread;
                    });

    /**
     * @param table the directory of the table: what {@code cold.prefix} is in the bucket
     * @param workgroup {@code athena.workgroup}
     * @param database {@code athena.database}
     * @param faults faults on demand, of the operations' names, such as {@code StartQueryExecution}
     */
    public LocalAthena(Path table, String workgroup, String database, Faults faults, Clock clock) {
        this.table = table;
        this.workgroup = workgroup;
        this.database = database;
        this.faults = faults;
        this.clock = clock;
    }

    public Faults faults() {
        return faults;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        runs.values().forEach(QueryRun::stop);
        executor.shutdownNow();
    }

    @Override
    public StartQueryExecutionResponse startQueryExecution(StartQueryExecutionRequest request) {
        before("StartQueryExecution");
        check(request);
        // the token makes a request that is sent twice one query
        String token = request.clientRequestToken();
        String id = UUID.nameUUIDFromBytes(utf8(token == null ? fresh() : token)).toString();
        QueryRun run =
                new QueryRun(id, request, new SampleQuery(table, database), clock.instant(), clock);
        QueryRun known = runs.putIfAbsent(id, run);
        if (known == null) {
            executor.execute(run);
        } else if (!known.request().equals(request)) {
            throw invalid("Idempotent parameters do not match");
        }
        return StartQueryExecutionResponse.builder().queryExecutionId(id).build();
    }

    @Override
    public GetQueryExecutionResponse getQueryExecution(GetQueryExecutionRequest request) {
        before("GetQueryExecution");
        return GetQueryExecutionResponse.builder()
                .queryExecution(run(request.queryExecutionId()).description())
                .build();
    }

    @Override
    public StopQueryExecutionResponse stopQueryExecution(StopQueryExecutionRequest request) {
        before("StopQueryExecution");
        run(request.queryExecutionId()).stop();
        return StopQueryExecutionResponse.builder().build();
    }

    @Override
    public GetQueryResultsResponse getQueryResults(GetQueryResultsRequest request) {
        before("GetQueryResults");
        int most = request.maxResults() == null ? PAGE : request.maxResults();
        if (most < 1 || most > PAGE) {
            throw invalid("MaxResults must be from 1 to " + PAGE);
        }
        QueryRun run = run(request.queryExecutionId());
        QueryExecutionState state = run.state();
        if (state == QueryExecutionState.QUEUED || state == QueryExecutionState.RUNNING) {
            throw invalid("Query has not yet finished. Current state: " + state);
        }
        if (state != QueryExecutionState.SUCCEEDED) {
            throw invalid("Query did not finish successfully. Final query state: " + state);
        }
        AthenaResult result = run.result();
        List<Row> rows = result.rows();
        int from = offset(request.nextToken(), rows.size());
        int to = Math.min(from + most, rows.size());
        return GetQueryResultsResponse.builder()
                .resultSet(
                        set ->
                                set.rows(rows.subList(from, to))
                                        .resultSetMetadata(m -> m.columnInfo(result.columns())))
                .nextToken(to < rows.size() ? Integer.toString(to) : null)
                .build();
    }

    private void check(StartQueryExecutionRequest request) {
        String sql = String.valueOf(request.queryString());
        if (request.queryString() == null || sql.isBlank()) {
            throw invalid("Query string is empty");
        }
        if (utf8(sql).length > MAX_BYTES) {
            throw invalid("Query string is longer than " + MAX_BYTES + " bytes");
        }
        String asked = request.workGroup() == null ? "primary" : request.workGroup();
        boolean ours = asked.equals(workgroup);
        if (!ours && !asked.equals("primary")) {
            throw invalid("WorkGroup " + asked + " is not found.");
        }
        if (!ours
                && (request.resultConfiguration() == null
                        || request.resultConfiguration().outputLocation() == null)) {
            throw invalid(
                    "No output location provided. An output location is required either through"
                            + " the Workgroup result configuration setting or as an API input.");
        }
        for (String parameter : request.executionParameters()) {
            if (parameter.isEmpty() || parameter.length() > MAX_PARAMETER) {
                throw invalid(
                        "An execution parameter has from 1 to " + MAX_PARAMETER + " characters");
            }
        }
        String problem = SampleQuery.syntaxProblem(sql);
        if (problem != null) {
            throw invalid(problem);
        }
    }

    private QueryRun run(@Nullable String id) {
        QueryRun run = id == null ? null : runs.get(id);
        if (run == null) {
            throw invalid("QueryExecution " + id + " was not found");
        }
        return run;
    }

    private static int offset(@Nullable String token, int rows) {
        if (token == null) {
            return 0;
        }
        if (!token.matches("\\d{1,9}") || Integer.parseInt(token) >= rows) {
            throw invalid("Invalid NextToken");
        }
        return Integer.parseInt(token);
    }

    private void before(String operation) {
        faults.before(
                operation,
                () ->
                        ServiceErrors.error(
                                TooManyRequestsException.builder(),
                                "Athena",
                                "TooManyRequestsException",
                                400,
                                "Rate exceeded"));
    }

    private static String fresh() {
        return UUID.randomUUID().toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static RuntimeException invalid(String message) {
        return ServiceErrors.error(
                InvalidRequestException.builder(),
                "Athena",
                "InvalidRequestException",
                400,
                message);
    }
}
