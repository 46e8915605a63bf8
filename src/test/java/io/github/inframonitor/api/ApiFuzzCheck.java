package io.github.inframonitor.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Whatever is asked, and however: no answer is a failure of ours, each is by the contract, no page
 * is longer than its limit, and nobody makes the stores work without a bound.
 */
class ApiFuzzCheck {
    private static final int REQUESTS = 12_000;

    /**
     * Calls of DynamoDB and Athena for one request: four types of resources in at most 20 requests
     * each. All else is less here: one for each of nine days and one for each megabyte of the
     * samples, of which there is less than one; of an answer a look, a stop and 11 pages.
     */
    private static final int MOST_CALLS = 4 * 20;

    private static final JsonMapper json = new JsonMapper();
    private static final Contract contract = new Contract();
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.HOURS);
    private static final AtomicInteger calls = new AtomicInteger();
    private static final Map<String, Set<Integer>> statuses = new TreeMap<>();
    private static final List<String> tokens = new ArrayList<>();
    private static int requests;
    private static Path folder;
    private static LiveApi api;
    private static String run;
    private static String answer;

    @BeforeContainer
    static void start() throws Exception {
        folder = Files.createTempDirectory("fuzz");
        api = new LiveApi(folder, Map.of("alarms.poll", "1h"));
        run = api.doRun().id();
        List<Sample> samples = new ArrayList<>();
        for (String resource : List.of("i-1", "i-2", "db é☃", "a+b c%")) {
            for (int hour = 0; hour < 7 * 24; hour += 3) {
                samples.add(sample(resource, NOW.minus(hour, ChronoUnit.HOURS), hour));
            }
        }
        api.send("store-hot", new Run(NOW, "web-7", "web-7", NOW, samples, List.of(), List.of()));
        for (String of : List.of("samples?type=cpu&limit=3", "runs?limit=1", "resources?limit=1")) {
            JsonNode next = json.readTree(get("/api/" + of).text()).path("next");
            if (!next.isMissingNode()) {
                tokens.add(next.asText());
            }
        }
        answer =
                json.readTree(
                                Asked.of(
                                                api.port,
                                                "POST",
                                                "/api/queries/branch-reliability",
                                                List.of("Content-Type: application/json"),
                                                "{\"parameters\":{\"from\":\"today\",\"to\":\"today\"}}"
                                                        .getBytes(StandardCharsets.UTF_8))
                                        .text())
                        .path("id")
                        .asText();
        CountedCalls.count(api, DynamoDbClient.class, calls);
        CountedCalls.count(api, AthenaClient.class, calls);
    }

    private static Sample sample(String resource, Instant time, double value) {
        return new Sample(
                time,
                resource,
                "ec2",
                "eu-west-1",
                "123456789012",
                "cpu",
                "usage_percent",
                value,
                StandardUnit.PERCENT,
                new TreeMap<>());
    }

    private static Asked get(String target) throws IOException {
        return Asked.of(api.port, "GET", target, "Accept: application/json");
    }

    @AfterContainer
    static void stop() throws IOException {
        api.close();
        System.out.printf("%d requests: %s%n", requests, statuses);
        assertThat(requests).isGreaterThanOrEqualTo(10_000);
        // it has come as far as the stores, in every operation that it may
        assertThat(statuses.keySet()).isEqualTo(contract.operations().keySet());
        statuses.forEach(
                (operation, of) ->
                        assertThat(of)
                                .as(operation)
                                .anyMatch(status -> status < 300 || UNASKED.contains(operation)));
    }

    /** A run would go on beside what is counted; a stream has no end. */
    private static final Set<String> UNASKED = Set.of("start-run", "events");

    /**
     * A request.
     *
     * @param target each character a byte
     */
    record Fuzzed(String operation, String method, String target, String body) {}

    @Property(
            tries = REQUESTS,
            shrinking = ShrinkingMode.OFF,
            edgeCases = net.jqwik.api.EdgeCasesMode.NONE)
    void everyRequestHasItsAnswer(@ForAll("requests") Fuzzed request) throws IOException {
        int before = calls.get();
        Asked got =
                request.method().equals("GET")
                        ? get(request.target())
                        : Asked.of(
                                api.port,
                                request.method(),
                                request.target(),
                                List.of("Content-Type: application/json"),
                                request.body().getBytes(StandardCharsets.UTF_8));
        requests++;
        statuses.computeIfAbsent(request.operation(), o -> new TreeSet<>()).add(got.status());

        assertThat(got.status()).as(got.text()).isLessThan(500);
        assertThat(calls.get() - before).isLessThanOrEqualTo(MOST_CALLS);
        String type = got.header("content-type");
        if (got.status() == 400 && type.isEmpty()) {
            // no address at all, in the server's own words
            assertThat(request.target()).containsPattern("^[^?]*(%(?![0-9a-fA-F]{2})|[^!-~])");
        } else if (got.status() == 414) {
            assertThat(request.target().length()).isGreaterThan(4_000);
        } else if (type.startsWith("text/html")) {
            // it led out of the API, to the page
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.target()).contains("..");
        } else if (got.status() < 300) {
            contract.check(request.operation(), got.status(), type, got.text());
            checkLength(request.target(), json.readTree(got.text()));
        } else {
            assertThat(type).as("%s", got.status()).isEqualTo("application/problem+json");
            contract.check("Problem", json.readTree(got.text()));
        }
    }

    private static final Pattern LIMIT = Pattern.compile("[?&]limit=(\\d+)");
    private static final Pattern POINTS = Pattern.compile("[?&]points=(\\d+)");

    private static void checkLength(String target, JsonNode got) {
        for (String list : List.of("runs", "samples", "resources")) {
            assertThat(got.path(list).size()).isLessThanOrEqualTo(number(LIMIT, target, 100));
        }
        assertThat(got.path("times").size()).isLessThanOrEqualTo(number(POINTS, target, 500));
    }

    private static int number(Pattern pattern, String target, int otherwise) {
        Matcher matcher = pattern.matcher(target);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : otherwise;
    }

    @Provide
    static Arbitrary<Fuzzed> requests() {
        return Arbitraries.of(new ArrayList<>(contract.operations().values()))
                .flatMap(
                        operation ->
                                Combinators.combine(path(operation), query(operation), body())
                                        .as(
                                                (path, query, body) ->
                                                        new Fuzzed(
                                                                operation.id(),
                                                                operation.method(),
                                                                path + query,
                                                                operation.id().equals("start-run")
                                                                        ? "[" + body + "]"
                                                                        : body)));
    }

    private static Arbitrary<String> path(Contract.Operation operation) {
        String path = "/api" + operation.path();
        if (!path.contains("{")) {
            return Arbitraries.frequencyOf(
                    Tuple.of(30, Arbitraries.just(path)),
                    Tuple.of(
                            1,
                            Arbitraries.of(path + "/", path + "/..", path + "%2f", path + "//")));
        }
        Arbitrary<String> real =
                switch (operation.id()) {
                    case "get-run" -> Arbitraries.of(run, "20200101T000000Z-web-7");
                    case "ask-query" -> Arbitraries.of("branch-reliability", "top-consumers");
                    default -> Arbitraries.of(answer, "00000000-0000-0000-0000-000000000000");
                };
        Arbitrary<String> segment =
                Arbitraries.frequencyOf(
                        Tuple.of(4, real),
                        Tuple.of(1, real.flatMap(ApiFuzzCheck::mutated)),
                        Tuple.of(2, texts().flatMap(ApiFuzzCheck::encoded)),
                        Tuple.of(
                                1,
                                Arbitraries.of(
                                        "..", ".", "%2e%2e", "a%2Fb", "%00", "%", "%ff%fe", "")));
        return segment.map(of -> path.replaceAll("\\{.*}", Matcher.quoteReplacement(of)));
    }

    private static Arbitrary<String> query(Contract.Operation operation) {
        List<String> own = operation.parameters(contract, "query");
        Arbitrary<String> known =
                own.isEmpty() ? Arbitraries.of("limit", "x") : Arbitraries.of(own);
        Arbitrary<String> names =
                Arbitraries.frequencyOf(
                        Tuple.of(40, known),
                        Tuple.of(1, Arbitraries.of("id", "name", "limit", "CamelHttpUri", "")),
                        Tuple.of(1, texts().flatMap(ApiFuzzCheck::encoded)));
        Arbitrary<String> pairs =
                names.flatMap(
                        name ->
                                values(name)
                                        .flatMap(ApiFuzzCheck::encoded)
                                        .map(value -> name + "=" + value));
        Arbitrary<String> several =
                pairs.list()
                        .ofMinSize(1)
                        .ofMaxSize(5)
                        .uniqueElements(pair -> pair.replaceFirst("=.*", ""))
                        .map(list -> "?" + String.join("&", list));
        Arbitrary<String> valid =
                own.contains("type")
                        ? Arbitraries.of(
                                "?type=cpu",
                                "?type=cpu&limit=5",
                                "?type=cpu&token=" + base64("1000-01-01T00:00:00.000Z#i"),
                                "?type=disk&resource=web-7",
                                "?resource=i-1&name=usage_percent",
                                "?type=cpu&points=7&from=%s&to=%s"
                                        .formatted(NOW.minus(8, ChronoUnit.DAYS), NOW),
                                "?type=ec2&limit=1")
                        : Arbitraries.just("");
        return Arbitraries.frequencyOf(
                Tuple.of(2, valid),
                Tuple.of(4, several),
                Tuple.of(1, pairs.list().ofMaxSize(60).map(list -> "?" + String.join("&", list))),
                Tuple.of(1, texts().map(text -> "?" + raw(text))));
    }

    private static Arbitrary<String> values(String name) {
        Arbitrary<String> fitting =
                switch (name) {
                    case "limit", "points" ->
                            Arbitraries.of(
                                    "1",
                                    "2",
                                    "100",
                                    "1000",
                                    "2000",
                                    "0",
                                    "-1",
                                    "1001",
                                    "2001",
                                    "+5",
                                    "1e3",
                                    "0x10",
                                    "٣",
                                    "99999999999999999999",
                                    "1.0",
                                    " 1");
                    case "from", "to" ->
                            Arbitraries.of(
                                    NOW.toString(),
                                    NOW.minus(1, ChronoUnit.HOURS).toString(),
                                    NOW.minus(2, ChronoUnit.DAYS).toString(),
                                    NOW.minusNanos(1).toString(),
                                    NOW.plus(7, ChronoUnit.DAYS).toString(),
                                    "2000-01-01T00:00:00Z",
                                    "2099-12-31T23:59:59.999999999Z",
                                    "1999-12-31T23:59:59Z",
                                    "+1000000000-12-31T23:59:59.999999999Z",
                                    "-1000000000-01-01T00:00:00Z",
                                    "2026-02-30T00:00:00Z",
                                    "2026-11-22T24:00:00Z",
                                    "2026-11-22T21:00:00+01:00",
                                    "2026-11-22T21:00:00",
                                    "now");
                    case "token" -> tokenValues();
                    case "type" -> Arbitraries.of("cpu", "disk", "ec2", "host", "nothing");
                    case "resource" -> Arbitraries.of("web-7", "i-1", "db é☃", "a+b c%");
                    case "name" -> Arbitraries.of("usage_percent", "nothing");
                    case "pipeline" -> Arbitraries.of("web-7", "nobody");
                    case "statistic" -> Arbitraries.of("maximum", "minimum", "average", "Average");
                    default -> texts();
                };
        return Arbitraries.frequencyOf(Tuple.of(4, fitting), Tuple.of(1, texts()));
    }

    private static Arbitrary<String> tokenValues() {
        return Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.of(tokens)),
                Tuple.of(2, Arbitraries.of(tokens).flatMap(ApiFuzzCheck::mutated)),
                Tuple.of(
                        1,
                        Arbitraries.of(tokens)
                                .map(ApiFuzzCheck::decoded)
                                .flatMap(ApiFuzzCheck::mutated)
                                .map(ApiFuzzCheck::base64)),
                Tuple.of(1, texts().map(ApiFuzzCheck::base64)),
                Tuple.of(1, texts().map(text -> base64(NOW + "#" + text))),
                Tuple.of(
                        1,
                        texts().map(text -> base64(NOW.toString().replace("Z", ".000Z#") + text))),
                Tuple.of(1, texts().map(text -> base64("ec2#" + text))),
                Tuple.of(
                        2,
                        Arbitraries.of("0000-01-01", "1000-01-01", "2026-99-99", "9999-12-31")
                                .map(day -> base64(day + "T00:00:00.000Z#i"))));
    }

    /** Of all that there are in Unicode, and of any length that a line may have. */
    private static Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.strings().ofMaxLength(12)),
                Tuple.of(2, Arbitraries.strings().ascii().ofMaxLength(40)),
                Tuple.of(
                        2,
                        Arbitraries.of(
                                "",
                                "#",
                                "a#b",
                                "\0",
                                "\r\nX-Mine: 1",
                                "😀",
                                "\uffff",
                                "\ud83d",
                                "../..",
                                "${sys:user.home}",
                                "{{aws.region}}",
                                "%s%n",
                                "' OR 1=1",
                                "null",
                                "a".repeat(255),
                                "a".repeat(256),
                                "😀".repeat(127),
                                "☃".repeat(255),
                                "x".repeat(1500),
                                "é".repeat(700))));
    }

    private static Arbitrary<String> mutated(String text) {
        return Combinators.combine(
                        Arbitraries.integers().between(0, text.length()),
                        Arbitraries.chars().alpha().numeric().with('-', '_', '#', '='),
                        Arbitraries.integers().between(0, 2))
                .as(
                        (at, by, kind) ->
                                switch (kind) {
                                    case 0 -> text.substring(0, at) + by + text.substring(at);
                                    case 1 -> text.substring(0, at);
                                    default ->
                                            at < text.length()
                                                    ? text.substring(0, at)
                                                            + by
                                                            + text.substring(at + 1)
                                                    : text + text;
                                });
    }

    /** Mostly as it is right, and else broken or not at all. */
    private static Arbitrary<String> encoded(String text) {
        String right = URLEncoder.encode(text, StandardCharsets.UTF_8);
        return Arbitraries.frequency(
                        Tuple.of(30, right),
                        Tuple.of(1, right + "%"),
                        Tuple.of(1, right + "%zz"),
                        Tuple.of(1, right + "%c3%28"),
                        Tuple.of(1, raw(text)))
                .map(of -> of);
    }

    /** What a line of a request can have, byte by byte. */
    private static String raw(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
                .replaceAll("[\\x00-\\x20\\x7f]", "");
    }

    private static String decoded(String token) {
        return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Arbitrary<String> body() {
        Arbitrary<String> strings = texts().map(ApiFuzzCheck::quoted);
        Arbitrary<String> values =
                Arbitraries.frequencyOf(
                        Tuple.of(2, strings),
                        Tuple.of(
                                3,
                                Arbitraries.of(
                                        "\"today\"",
                                        "\"yesterday-3\"",
                                        "\"2026-11-22\"",
                                        "5",
                                        "-1",
                                        "1e400",
                                        "null",
                                        "true",
                                        "[]",
                                        "{}",
                                        "0.1")));
        Arbitrary<String> parameters =
                Combinators.combine(
                                Arbitraries.of("\"from\"", "\"to\"", "\"top\"", "\"x\""), values)
                        .as((name, value) -> name + ":" + value)
                        .list()
                        .ofMaxSize(4)
                        .map(pairs -> "{\"parameters\":{" + String.join(",", pairs) + "}}");
        return Arbitraries.frequencyOf(
                Tuple.of(
                        3,
                        Arbitraries.of(
                                "{\"parameters\":{\"from\":\"today\",\"to\":\"today\"}}",
                                "{\"parameters\":{\"from\":\"today\",\"to\":\"today\",\"top\":1}}")),
                Tuple.of(4, parameters),
                Tuple.of(1, strings),
                Tuple.of(1, texts()),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                "",
                                "{}",
                                "null",
                                "[",
                                "[".repeat(5000),
                                "{\"a\":".repeat(2000),
                                "{\"parameters\":{},\"parameters\":1}",
                                "\ufeff{}",
                                "{}{}",
                                "/**/{}",
                                "{\"parameters\":{\"x\":\"" + "y".repeat(70_000) + "\"}}",
                                "{\"parameters\":{\"x\":1" + "0".repeat(2000) + "}}")));
    }

    private static String quoted(String text) {
        try {
            return json.writeValueAsString(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
