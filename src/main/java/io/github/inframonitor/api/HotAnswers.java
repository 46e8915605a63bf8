package io.github.inframonitor.api;

import static java.util.Objects.requireNonNull;

import io.github.inframonitor.hot.HotReads;
import io.github.inframonitor.hot.TooMuchException;
import io.github.inframonitor.run.Runs;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Answers of the API out of the hot table, each to the query of a request. */
public final class HotAnswers implements CamelContextAware {
    /** Types of resources that have samples: see {@link io.github.inframonitor.sample.Sample}. */
    private static final List<String> RESOURCE_TYPES = List.of("host", "ec2", "rds", "service");

    private static final DateTimeFormatter RUN_TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'");

    /** Items that one answer may make DynamoDB read: a page of samples, and a chart. */
    private static final int MOST_OF_PAGE = 50_000;

    private static final int MOST_OF_CHART = 300_000;

    /** Resources that a chart asks for one by one; of more it reads the index. */
    private static final int MOST_BY_KEY = 500;

    /** Large reads at once; the others wait for a moment. */
    private final Semaphore large = new Semaphore(2, true);

    private final String table;
    private final int shards;
    private @Nullable CamelContext camelContext;

    /**
     * @param table {@code hot.table}
     * @param shards {@code hot.shards}
     */
    public HotAnswers(String table, int shards) {
        this.table = table;
        this.shards = shards;
    }

    /** The runs of a pipeline. */
    public Map<String, Object> runs(@Nullable String query) {
        Parameters asked = Parameters.of(query, "pipeline", "from", "to", "limit", "token");
        String named = asked.name("pipeline");
        Parameters.Span span = asked.span(now().plusMillis(1)); // a run may be of this very moment
        HotReads.Page page =
                reads().runs(
                                named == null ? runs().pipelineId() : named,
                                span.from(),
                                span.to(),
                                asked.token(),
                                limit(asked));
        return page("runs", page, Json::run);
    }

    /**
     * One run.
     *
     * @throws ProblemException if there is none, or none any more
     */
    public Map<String, Object> run(@Nullable String id) {
        String[] parts = Parameters.runId(id).split("-", 2);
        Instant scheduled;
        try {
            scheduled = LocalDateTime.parse(parts[0], RUN_TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw ProblemException.of("id", "id does not begin with a time");
        }
        Map<String, AttributeValue> item = reads().run(parts[1], scheduled);
        if (item.isEmpty()) {
            throw ProblemException.of(404, "there is no run " + id + ", or it has expired");
        }
        return Json.run(item);
    }

    /** Samples by time. */
    public Map<String, Object> samples(@Nullable String query) throws InterruptedException {
        Parameters asked =
                Parameters.of(query, "type", "resource", "name", "from", "to", "limit", "token");
        String type = asked.name("type");
        String resource = asked.name("resource");
        String name = asked.name("name");
        Parameters.Span span = asked.span(now());
        int limit = limit(asked);
        String after = asked.token();
        if (type == null && resource != null && name != null) {
            return page(
                    "samples",
                    reads().samples(resource, name, span.from(), span.to(), after, limit),
                    Json::sample);
        }
        if (type == null) {
            throw ProblemException.of("type", "type is missing, or resource and name are");
        }
        if (after != null && !isKey(after)) {
            throw Parameters.wrongToken();
        }
        Read read =
                () -> {
                    try {
                        return page(
                                "samples",
                                reads().samples(
                                                type,
                                                equal(resource, name),
                                                span.from(),
                                                span.to(),
                                                after,
                                                limit,
                                                MOST_OF_PAGE),
                                Json::sample);
                    } catch (TooMuchException e) {
                        throw ProblemException.of(
                                "from",
                                e.getMessage() + ": ask for less time, or by resource and name");
                    }
                };
        // where all are wanted no more is read than the page has
        return resource == null && name == null ? read.answer() : large(read);
    }

    /** Whether it begins with a time, as the sort keys of samples do. */
    private static boolean isKey(String after) {
        if (!after.matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]{12}Z#[^\\p{Cntrl}]+")) {
            return false;
        }
        try {
            Instant.parse(after.substring(0, after.indexOf('#')));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Samples as lines of a chart. */
    public Map<String, Object> series(@Nullable String query) throws InterruptedException {
        Parameters asked =
                Parameters.of(
                        query, "type", "resource", "name", "from", "to", "points", "statistic");
        String type = asked.name("type");
        String resource = asked.name("resource");
        String name = asked.name("name");
        Parameters.Span span = asked.span(now());
        SeriesChart chart =
                new SeriesChart(
                        span,
                        asked.number("points", 1, 2000, 500),
                        asked.oneOf("statistic", List.of("maximum", "average", "minimum")));
        if (type == null) {
            throw ProblemException.of("type", "type is missing");
        }
        return large(
                () -> {
                    List<String> resources = name == null ? null : resources(resource, span.from());
                    boolean whole =
                            (resources == null || name == null)
                                    ? ofIndex(type, equal(resource, name), span, chart)
                                    : reads().samples(
                                                    resources,
                                                    type,
                                                    name,
                                                    span.from(),
                                                    span.to(),
                                                    MOST_OF_CHART,
                                                    chart::add);
                    return chart.answer(!whole);
                });
    }

    private boolean ofIndex(
            String type, Map<String, String> equal, Parameters.Span span, SeriesChart chart) {
        try {
            Iterator<Map<String, AttributeValue>> items =
                    reads().samples(type, equal, span.from(), span.to(), MOST_OF_CHART).iterator();
            while (items.hasNext()) {
                if (!chart.add(items.next())) {
                    return false;
                }
            }
            return true;
        } catch (TooMuchException e) {
            return false;
        }
    }

    /**
     * What was measured since then, or the one that is named; null if it is too much for a request
     * each.
     */
    private @Nullable List<String> resources(@Nullable String named, Instant since) {
        if (named != null) {
            return List.of(named);
        }
        Set<String> names = new TreeSet<>();
        for (String type : RESOURCE_TYPES) {
            HotReads.Page page = reads().resources(type, null, MOST_BY_KEY);
            if (page.next() != null) {
                return null;
            }
            page.items().stream()
                    .filter(item -> !Json.isBefore(item, "lastSeen", since))
                    .forEach(item -> names.add(Json.text(item, "resource")));
        }
        return names.size() > MOST_BY_KEY ? null : List.copyOf(names);
    }

    /** Resources, one type after the other. */
    public Map<String, Object> resources(@Nullable String query) {
        Parameters asked = Parameters.of(query, "type", "limit", "token");
        String named = asked.name("type");
        List<String> types = named == null ? RESOURCE_TYPES : List.of(named);
        int limit = limit(asked);
        String token = asked.token();
        String[] after = token == null ? new String[] {types.get(0), ""} : token.split("#", 2);
        int first = types.indexOf(after[0]);
        if (first < 0 || after.length < 2) {
            throw Parameters.wrongToken();
        }
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        for (int i = first; i < types.size(); i++) {
            String type = types.get(i);
            String start = i == first && !after[1].isEmpty() ? after[1] : null;
            HotReads.Page page = reads().resources(type, start, limit - items.size());
            items.addAll(page.items());
            String next =
                    page.next() != null
                            ? type + "#" + page.next()
                            : i + 1 < types.size() ? types.get(i + 1) + "#" : null;
            if (items.size() == limit || page.next() != null) {
                return page("resources", new HotReads.Page(items, next), Json::resource);
            }
        }
        return page("resources", new HotReads.Page(items, null), Json::resource);
    }

    private static int limit(Parameters asked) {
        return asked.number("limit", 1, 1000, 100);
    }

    private static Map<String, String> equal(@Nullable String resource, @Nullable String name) {
        Map<String, String> equal = new TreeMap<>();
        if (resource != null) {
            equal.put("resource", resource);
        }
        if (name != null) {
            equal.put("name", name);
        }
        return equal;
    }

    private Map<String, Object> page(
            String of,
            HotReads.Page page,
            Function<Map<String, AttributeValue>, Map<String, Object>> shape) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(of, page.items().stream().map(shape).toList());
        if (page.next() != null) {
            answer.put("next", Parameters.token(page.next()));
        }
        return answer;
    }

    private interface Read {
        Map<String, Object> answer() throws InterruptedException;
    }

    private Map<String, Object> large(Read read) throws InterruptedException {
        if (!large.tryAcquire(10, TimeUnit.SECONDS)) {
            throw ProblemException.of(503, "too many large reads are underway; try again");
        }
        try {
            return read.answer();
        } finally {
            large.release();
        }
    }

    /** By a clock in the registry, which is a test's. */
    private Clock clock() {
        Clock given = registry().findSingleByType(Clock.class);
        return given == null ? Clock.systemUTC() : given;
    }

    private Runs runs() {
        return registry().lookupByNameAndType("runs", Runs.class);
    }

    private Instant now() {
        return clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private HotReads reads() {
        return new HotReads(
                registry().findSingleByType(DynamoDbClient.class), table, shards, clock());
    }

    private Registry registry() {
        return requireNonNull(camelContext).getRegistry();
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
