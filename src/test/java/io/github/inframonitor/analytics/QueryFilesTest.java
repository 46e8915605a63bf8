package io.github.inframonitor.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.aws.Template;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.Parameter;
import io.trino.sql.tree.QuerySpecification;
import io.trino.sql.tree.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The rules of {@code routes/*.sql}, read from disk. Each is proven by {@code
 * src/test/resources/query-files/<rule>.bad.sql}, on which it fires and no other.
 */
class QueryFilesTest {
    private static final Path ROUTES = Path.of("routes");
    private static final Path FIXTURES = Path.of("src/test/resources/query-files");

    /** What DuckDB and Trino understand differently, and where one could take one for the other. */
    private static final Pattern DIFFERS =
            Pattern.compile(
                    "(?i)\\b(element_at|least|greatest|concat|count_if|approx_\\w+|date_add|now"
                            + "|current_date|current_timestamp|cast\\([^()]* as (bigint|integer)\\))\\b"
                            + "|date_diff\\('(?!millisecond|day', day,)");

    private static final Map<String, Function<Path, List<String>>> RULES =
            Map.of(
                    "header", QueryFilesTest::header,
                    "parameters", QueryFilesTest::parameters,
                    "trino", QueryFilesTest::trino,
                    "day-bounds", QueryFilesTest::dayBounds,
                    "where-only", QueryFilesTest::whereOnly,
                    "same-in-both", QueryFilesTest::sameInBoth);

    @TestFactory
    Stream<DynamicTest> queriesFollowTheRules() {
        return files(ROUTES)
                .flatMap(
                        file ->
                                RULES.entrySet().stream()
                                        .map(
                                                rule ->
                                                        DynamicTest.dynamicTest(
                                                                file.getFileName()
                                                                        + ": "
                                                                        + rule.getKey(),
                                                                () ->
                                                                        assertThat(
                                                                                        rule.getValue()
                                                                                                .apply(
                                                                                                        file))
                                                                                .isEmpty())));
    }

    @TestFactory
    Stream<DynamicTest> eachRuleFiresOnItsFixtureAndNoOtherDoes() {
        return files(FIXTURES)
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        file.getFileName().toString(),
                                        () ->
                                                assertThat(RULES.keySet())
                                                        .filteredOn(
                                                                rule ->
                                                                        !RULES.get(rule)
                                                                                .apply(file)
                                                                                .isEmpty())
                                                        .containsExactly(stem(file))));
    }

    @Test
    void eachRuleHasAFixture() {
        assertThat(files(FIXTURES).map(QueryFilesTest::stem))
                .containsExactlyInAnyOrderElementsOf(RULES.keySet());
    }

    /** The template carries the same texts, for those who ask in Athena's console. */
    @Test
    void theTemplateHasEachQueryByItsVeryText() {
        Map<String, String> ofFiles = new HashMap<>();
        files(ROUTES).forEach(file -> ofFiles.put(stem(file), text(file)));
        Map<String, String> ofTemplate = new HashMap<>();
        Template.read()
                .resources("AWS::Athena::NamedQuery")
                .forEach(query -> ofTemplate.put(query.text("Name"), query.text("QueryString")));

        assertThat(ofTemplate).isEqualTo(ofFiles);
    }

    private static List<String> header(Path file) {
        try {
            NamedQuery.read(file);
            return List.of();
        } catch (QuestionException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> parameters(Path file) {
        long explained =
                text(file).lines().filter(line -> line.startsWith("-- parameter:")).count();
        long marks = code(file).chars().filter(c -> c == '?').count();
        return explained == marks
                ? List.of()
                : List.of(explained + " parameters are explained of " + marks);
    }

    private static List<String> trino(Path file) {
        return parse(file).isPresent() ? List.of() : List.of("Trino cannot parse it");
    }

    /** Without bounds of dt Athena reads every day there ever was. */
    private static List<String> dayBounds(Path file) {
        long reads = parse(file).map(QueryFilesTest::readsOfSamples).orElse(1L);
        long bounds =
                Pattern.compile("\\bdt BETWEEN \\? AND \\?").matcher(code(file)).results().count();
        return parse(file).isEmpty() || (reads == 1 && bounds == 1)
                ? List.of()
                : List.of(
                        "samples is read %d times, dt is bounded %d times"
                                .formatted(reads, bounds));
    }

    private static long readsOfSamples(Node query) {
        return all(query)
                .filter(node -> node instanceof Table t && t.getName().toString().equals("samples"))
                .count();
    }

    /**
     * @see <a
     *     href="https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html">Parameterized
     *     queries</a>: question marks are for the WHERE clause only
     */
    private static List<String> whereOnly(Path file) {
        Optional<Node> query = parse(file);
        if (query.isEmpty()) {
            return List.of();
        }
        Set<Node> allowed = new HashSet<>();
        all(query.get())
                .filter(QuerySpecification.class::isInstance)
                .flatMap(node -> ((QuerySpecification) node).getWhere().stream())
                .flatMap(QueryFilesTest::all)
                .filter(Parameter.class::isInstance)
                .forEach(allowed::add);
        return all(query.get())
                .filter(Parameter.class::isInstance)
                .filter(mark -> !allowed.contains(mark))
                .map(mark -> "a question mark outside of WHERE: " + mark.getLocation())
                .toList();
    }

    private static List<String> sameInBoth(Path file) {
        return DIFFERS.matcher(code(file))
                .results()
                .map(found -> "means something else in DuckDB: " + found.group())
                .toList();
    }

    private static Optional<Node> parse(Path file) {
        try {
            return Optional.of(new SqlParser().createStatement(text(file)));
        } catch (ParsingException e) {
            return Optional.empty();
        }
    }

    private static Stream<Node> all(Node node) {
        return Stream.concat(
                Stream.of(node), node.getChildren().stream().flatMap(QueryFilesTest::all));
    }

    private static String code(Path file) {
        return text(file).replaceAll("(?m)--.*$", "");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stem(Path file) {
        return file.getFileName().toString().replaceFirst("\\..*", "");
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".sql")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
