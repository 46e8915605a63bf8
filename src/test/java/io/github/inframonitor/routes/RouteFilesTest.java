package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The rules of {@code routes/}: what Camel lets pass and should not, and how we want files to look.
 * Read from disk, so an edit needs no compiling. Each rule is proven by {@code
 * src/test/resources/route-files/<rule>.bad.*}, on which it fires and no other.
 */
class RouteFilesTest {
    private static final Path ROUTES = Path.of("routes");
    private static final Path FIXTURES = Path.of("src/test/resources/route-files");
    private static final int COLUMNS = 120;

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");
    private static final Pattern CREDENTIAL =
            Pattern.compile(
                    "(?i)(access-?key|secret-?key|secret|password|passphrase|token)"
                            + "[\"']?\\s*[:=]\\s*[\"']?(?!\\{\\{[^:{}]+}})\\S");

    /** An EIP that without {@code steps} takes all that follows it as its own. */
    private static final Set<String> BRANCHES =
            Set.of(
                    "aggregate",
                    "circuitBreaker",
                    "doCatch[]",
                    "doFinally",
                    "doTry",
                    "filter",
                    "idempotentConsumer",
                    "loop",
                    "multicast",
                    "onException[]",
                    "onFallback",
                    "otherwise",
                    "pipeline",
                    "split",
                    "step",
                    "when[]");

    /** All files together, for the rules that look beyond one file. */
    private record Folder(List<RouteFile> files) {
        static final Folder REAL = new Folder(RouteFile.in(ROUTES, ".camel.yaml"));

        Folder with(RouteFile file) {
            return new Folder(Stream.concat(files.stream(), Stream.of(file)).toList());
        }
    }

    @FunctionalInterface
    private interface Check {
        List<String> problems(RouteFile file, Folder folder);
    }

    private record Rule(String name, Check check) {
        List<String> problems(RouteFile file, Folder folder) {
            return check.problems(file, folder);
        }
    }

    private static final List<Rule> RULES_OF_ALL =
            List.of(
                    new Rule("lines-fit", RouteFilesTest::linesFit),
                    new Rule("no-credentials", RouteFilesTest::noCredentials));

    private static final List<Rule> RULES_OF_ROUTES =
            join(
                    RULES_OF_ALL,
                    new Rule("strict-yaml", RouteFilesTest::strictYaml),
                    new Rule("schema", RouteFilesTest::schema),
                    new Rule("one-route", RouteFilesTest::oneRoute),
                    new Rule("file-name", RouteFilesTest::fileName),
                    new Rule("direct-name", RouteFilesTest::directName),
                    new Rule("description", RouteFilesTest::description),
                    new Rule("error-handling-named", RouteFilesTest::errorHandlingNamed),
                    new Rule("step-ids", RouteFilesTest::stepIds),
                    new Rule("unique-ids", RouteFilesTest::uniqueIds),
                    new Rule("direct-target", RouteFilesTest::directTarget),
                    new Rule("branch-steps", RouteFilesTest::branchSteps),
                    new Rule("placeholders", RouteFilesTest::placeholders),
                    new Rule("options-as-parameters", RouteFilesTest::optionsAsParameters));

    private static final List<Rule> RULES_OF_SETTINGS =
            join(RULES_OF_ALL, new Rule("settings-explained", RouteFilesTest::settingsExplained));

    private static final JsonSchema SCHEMA = camelSchema();

    @TestFactory
    Stream<DynamicTest> routesFollowTheRules() {
        return tests(RouteFile.in(ROUTES, ".camel.yaml"), RULES_OF_ROUTES);
    }

    @TestFactory
    Stream<DynamicTest> settingsFollowTheRules() {
        return tests(RouteFile.in(ROUTES, ".properties"), RULES_OF_SETTINGS);
    }

    @TestFactory
    Stream<DynamicTest> eachRuleFiresOnItsFixtureAndNoOtherDoes() {
        return Stream.concat(
                RouteFile.in(FIXTURES, ".camel.yaml").stream()
                        .map(file -> fixture(file, RULES_OF_ROUTES)),
                RouteFile.in(FIXTURES, ".properties").stream()
                        .map(file -> fixture(file, RULES_OF_SETTINGS)));
    }

    @Test
    void eachRuleHasAFixture() {
        assertThat(RouteFile.in(FIXTURES, ""))
                .extracting(RouteFile::stem)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(RULES_OF_ROUTES, RULES_OF_SETTINGS)
                                .flatMap(List::stream)
                                .map(Rule::name)
                                .distinct()
                                .toList());
    }

    private static Stream<DynamicTest> tests(List<RouteFile> files, List<Rule> rules) {
        return files.stream()
                .flatMap(
                        file ->
                                rules.stream()
                                        .map(
                                                rule ->
                                                        DynamicTest.dynamicTest(
                                                                file.name() + ": " + rule.name(),
                                                                () -> follows(file, rule))));
    }

    private static void follows(RouteFile file, Rule rule) {
        assertThat(rule.problems(file, Folder.REAL))
                .as("%s: %s", file.name(), rule.name())
                .isEmpty();
    }

    private static DynamicTest fixture(RouteFile file, List<Rule> rules) {
        Folder folder = Folder.REAL.with(file);
        return DynamicTest.dynamicTest(
                file.name(),
                () ->
                        assertThat(rules)
                                .filteredOn(rule -> !rule.problems(file, folder).isEmpty())
                                .extracting(Rule::name)
                                .containsExactly(file.stem()));
    }

    private static List<String> strictYaml(RouteFile file, Folder folder) {
        ObjectMapper strict =
                YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();
        try {
            strict.readTree(file.text());
            return List.of();
        } catch (JsonProcessingException e) {
            return List.of(e.getMessage());
        }
    }

    private static List<String> schema(RouteFile file, Folder folder) {
        return SCHEMA.validate(file.tree()).stream()
                .map(problem -> problem.getInstanceLocation() + " " + problem.getMessage())
                .toList();
    }

    private static List<String> oneRoute(RouteFile file, Folder folder) {
        int routes = file.routes().size() + file.rests().size();
        boolean fine = file.configurations().isEmpty() ? routes == 1 : routes == 0;
        return fine
                ? List.of()
                : List.of("one route or rest a file, or else nothing but routeConfigurations");
    }

    private static List<String> fileName(RouteFile file, Folder folder) {
        return file.routes().stream()
                .limit(1)
                .map(route -> route.path("id").asText())
                .filter(id -> !id.equals(file.stem()))
                .map(id -> "the route's id is " + id)
                .toList();
    }

    private static List<String> directName(RouteFile file, Folder folder) {
        return file.routes().stream()
                .filter(
                        route -> {
                            String uri = consumed(route);
                            return uri.startsWith("direct:")
                                    && !uri.equals("direct:" + route.path("id").asText());
                        })
                .map(route -> "a route consumes from direct:<its id>, not " + consumed(route))
                .toList();
    }

    private static List<String> description(RouteFile file, Folder folder) {
        return Stream.of(file.routes(), file.configurations())
                .flatMap(List::stream)
                .filter(part -> part.path("description").asText().isBlank())
                .map(part -> part.path("id").asText() + " has no description")
                .toList();
    }

    private static List<String> errorHandlingNamed(RouteFile file, Folder folder) {
        List<String> known =
                folder.files().stream()
                        .flatMap(other -> other.configurations().stream())
                        .map(configuration -> configuration.path("id").asText())
                        .toList();
        Stream<String> nameless =
                file.configurations().stream()
                        .filter(configuration -> configuration.path("id").asText().isEmpty())
                        .map(configuration -> "without an id it applies to every route");
        Stream<String> unknown =
                file.routes().stream()
                        .map(route -> route.path("routeConfigurationId").asText())
                        .filter(id -> id.isEmpty() || !known.contains(id))
                        .map(id -> "routeConfigurationId names none of " + known + ": " + id);
        return Stream.concat(nameless, unknown).toList();
    }

    private static List<String> stepIds(RouteFile file, Folder folder) {
        return file.steps().stream()
                .filter(step -> step.id().isEmpty())
                .map(step -> "a step has no id: " + step)
                .toList();
    }

    private static List<String> uniqueIds(RouteFile file, Folder folder) {
        List<String> all = folder.files().stream().flatMap(RouteFilesTest::ids).toList();
        return ids(file)
                .filter(id -> all.indexOf(id) != all.lastIndexOf(id))
                .distinct()
                .map(id -> id + " is the id of something else too")
                .toList();
    }

    private static Stream<String> ids(RouteFile file) {
        return Stream.of(
                        file.routes().stream().map(route -> route.path("id").asText()),
                        file.configurations().stream().map(part -> part.path("id").asText()),
                        file.steps().stream().map(RouteFile.Step::id))
                .flatMap(ids -> ids)
                .filter(id -> !id.isEmpty());
    }

    private static List<String> directTarget(RouteFile file, Folder folder) {
        Set<String> consumed =
                Set.copyOf(
                        folder.files().stream()
                                .flatMap(other -> other.routes().stream())
                                .map(RouteFilesTest::consumed)
                                .distinct()
                                .toList());
        return texts(file).stream()
                .filter(text -> text.startsWith("direct:"))
                .map(text -> text.replaceFirst("\\?.*", ""))
                .filter(uri -> consumed.stream().noneMatch(pattern(uri).asMatchPredicate()))
                .map(uri -> "no route consumes from " + uri)
                .toList();
    }

    /** The address of a toD is known when it is sent to: some route must fit. */
    private static Pattern pattern(String uri) {
        return Pattern.compile(
                Stream.of(uri.split("\\$\\{[^}]*}", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".+")));
    }

    private static List<String> branchSteps(RouteFile file, Folder folder) {
        List<String> problems = new ArrayList<>();
        file.walk(
                (key, value) -> {
                    if (BRANCHES.contains(key)
                            && !value.isTextual()
                            && !value.has("onException")
                            && value.path("steps").isEmpty()) {
                        problems.add(key + " has no steps of its own: " + value);
                    }
                });
        return problems;
    }

    private static List<String> placeholders(RouteFile file, Folder folder) {
        Properties settings = settings(RouteFile.read(ROUTES.resolve("application.properties")));
        return texts(file).stream()
                .flatMap(text -> PLACEHOLDER.matcher(text).results())
                .map(found -> found.group(1))
                .filter(key -> !key.startsWith("?") && !key.contains(":"))
                .map(key -> key.startsWith("!") ? key.substring(1) : key)
                .filter(key -> !settings.containsKey(key))
                .map(key -> "neither a key of application.properties nor with a default: " + key)
                .toList();
    }

    private static List<String> optionsAsParameters(RouteFile file, Folder folder) {
        List<String> problems = new ArrayList<>();
        file.walk(
                (key, value) -> {
                    if (Set.of("uri", "from", "to", "toD", "wireTap").contains(key)
                            && PLACEHOLDER.matcher(value.asText()).replaceAll("").contains("?")) {
                        problems.add("options belong under parameters: " + value.asText());
                    }
                });
        return problems;
    }

    private static List<String> linesFit(RouteFile file, Folder folder) {
        List<String> lines = file.text().lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).length() > COLUMNS)
                .mapToObj(i -> "line %d is longer than %d columns".formatted(i + 1, COLUMNS))
                .toList();
    }

    private static List<String> noCredentials(RouteFile file, Folder folder) {
        return file.text()
                .lines()
                .filter(line -> !line.strip().startsWith("#"))
                .filter(line -> CREDENTIAL.matcher(line).find())
                .map(line -> "a credential does not belong into a file: " + line.strip())
                .toList();
    }

    /** In application.properties by a comment each; in a profile one may stand above several. */
    private static List<String> settingsExplained(RouteFile file, Folder folder) {
        boolean profile = file.name().startsWith("application-");
        List<String> problems = new ArrayList<>();
        boolean explained = false;
        boolean continued = false;
        for (String line : file.text().lines().map(String::strip).toList()) {
            if (line.startsWith("#")) {
                explained = !line.startsWith("# ---");
            } else if (line.isEmpty()) {
                explained = false;
            } else {
                if (!explained && !continued) {
                    problems.add("no comment above " + line);
                }
                explained &= profile;
                continued = line.endsWith("\\");
            }
        }
        return problems;
    }

    private static String consumed(JsonNode route) {
        return route.path("from").path("uri").asText();
    }

    private static List<String> texts(RouteFile file) {
        List<String> found = new ArrayList<>();
        file.walk(
                (key, value) -> {
                    if (value.isTextual()) {
                        found.add(value.asText());
                    }
                });
        return found;
    }

    private static Properties settings(RouteFile file) {
        Properties settings = new Properties();
        try {
            settings.load(new StringReader(file.text()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }

    /** Camel's own schema, of which a placeholder is as good as a boolean or a number. */
    private static JsonSchema camelSchema() {
        try (InputStream in =
                RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            JsonNode schema = new ObjectMapper().readTree(in);
            schema.findParents("type").forEach(RouteFilesTest::allowPlaceholder);
            return JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void allowPlaceholder(JsonNode node) {
        if (Set.of("boolean", "integer", "number").contains(node.path("type").asText())) {
            ObjectNode schema = (ObjectNode) node;
            JsonNode type = schema.remove("type");
            schema.putArray("anyOf")
                    .add(schema.objectNode().set("type", type))
                    .addObject()
                    .put("type", "string")
                    .put("pattern", "^\\{\\{.+\\}\\}$");
        }
    }

    private static List<Rule> join(List<Rule> some, Rule... others) {
        return Stream.concat(some.stream(), Stream.of(others)).toList();
    }
}
