package io.github.inframonitor.routes;

import io.github.inframonitor.local.Faults;
import io.github.inframonitor.run.Reading;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.run.Runs;
import io.github.inframonitor.sample.Sample;
import io.github.inframonitor.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.apache.camel.util.OrderedProperties;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * The routes as they stand on disk, in the profile local with a directory of the test's own, and
 * not started: a test weaves by step id what it wants otherwise, then calls {@link #start}. Nothing
 * is fired by a clock. Delays are a thousandth of the real ones.
 */
abstract class RouteTest extends CamelMainTestSupport {
    static final Instant TIME = Instant.parse("2026-11-22T21:00:00Z");

    @TempDir Path folder;

    private final Map<String, Processor> replaced = new ConcurrentHashMap<>();

    /** Settings that differ for a test class. */
    Map<String, String> settings() {
        return Map.of();
    }

    @Override
    public void configureTest(TestExecutionConfiguration test) {
        super.configureTest(test);
        test.withUseAdviceWith(true);
    }

    /**
     * Not by {@code configureContext}, which the constructor calls: the folder is not there yet.
     */
    @Override
    protected CamelContext createCamelContext() throws Exception {
        Properties given = new Properties();
        given.setProperty("resource.id", "web-7");
        given.setProperty("local.dir", folder.resolve("local").toString());
        given.setProperty("spool.dir", spool().toString());
        given.setProperty("retry.delay", "10");
        given.setProperty("http.enabled", "false"); // the routes of the API, without their server
        given.putAll(settings());
        Settings settings = Settings.load(Path.of("routes"), "local", given, Map.of());
        Properties properties = new OrderedProperties();
        properties.putAll(settings.values());
        properties.putAll(settings()); // and what is no setting: routes.dir
        camelContextConfiguration()
                .withUseOverridePropertiesWithPropertiesComponent(properties)
                .withAutoStartupExcludePatterns(
                        "schedule|catch-up|run-at-start|poll-logs|poll-spool|receive-logs|report|take-cell"
                                + "|watch-alarms");
        CamelContext created = super.createCamelContext();
        created.getRegistry().bind("settings", Settings.class, settings); // as Application does
        created.setMessageHistory(true);
        created.setMessageHistoryFactory(new RecordSteps());
        return created;
    }

    /**
     * The stand-ins live from {@link #TIME} on: CloudWatch refuses what is older than two weeks.
     * Not by {@code bindToRegistry}, which comes when they have been made.
     */
    @Override
    protected Registry createCamelRegistry() {
        Registry registry = new DefaultRegistry();
        registry.bind("clock", Clock.class, from(TIME));
        return registry;
    }

    /** A clock that goes on from a time: what is written later is later. */
    static Clock from(Instant time) {
        return Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), time));
    }

    @Override
    protected String getPropertyPlaceholderLocations() {
        return "";
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.withRoutesIncludePattern("file:routes/*.camel.yaml");
    }

    @Override
    protected RoutesBuilder[] createRouteBuilders() {
        return new RoutesBuilder[0]; // they are on disk
    }

    /** Where runs are kept. */
    Path spool() {
        return folder.resolve("spool");
    }

    /** Starts the routes: nothing can be woven from here on. */
    void start() {
        context.start();
    }

    /** Does something else where a step stands; of two calls for a step the later counts. */
    void replace(String route, String step, Processor by) throws Exception {
        if (replaced.put(step, by) == null) {
            AdviceWith.adviceWith(
                    context,
                    route,
                    false,
                    advice ->
                            advice.weaveById(step)
                                    .replace()
                                    .process(exchange -> replaced.get(step).process(exchange)));
        }
    }

    /** Makes a step fail as given, every time. */
    void fail(String route, String step, Exception with) throws Exception {
        replace(
                route,
                step,
                exchange -> {
                    throw with;
                });
    }

    /** Sends a body through a route, with the variable and the property that the run route sets. */
    Exchange send(String route, Run run) {
        return template.send(
                "direct:" + route,
                exchange -> {
                    exchange.getMessage().setBody(run);
                    exchange.setVariable("run", run);
                    exchange.setProperty("run", run.id());
                });
    }

    /** Does one whole run, at {@link #TIME}. */
    Run doRun() {
        return template.requestBody("direct:run", run(), Run.class);
    }

    /** A run about to collect. */
    static Run run() {
        return new Run(TIME, "web-7", "web-7", TIME, List.of(), List.of(), List.of());
    }

    /** A run that collected so many samples, of one series each. */
    static Run run(int samples) {
        List<Sample> collected =
                IntStream.range(0, samples)
                        .mapToObj(i -> sample("s%05d_count".formatted(i), i))
                        .toList();
        return new Run(TIME, "web-7", "web-7", TIME, collected, List.of(), List.of());
    }

    /** A reading of one sample, as the branch of a type gives it. */
    static Reading reading(String type, double value) {
        return Reading.of(run(), type).add("usage_percent", value, StandardUnit.PERCENT).build();
    }

    static Sample sample(String name, double value) {
        return Reading.of(run(), "cpu")
                .add(name, value, StandardUnit.COUNT)
                .build()
                .samples()
                .get(0);
    }

    /** Faults on demand of the stand-ins. */
    Faults faults() {
        return context.getRegistry().findSingleByType(Faults.class);
    }

    <T> T client(Class<T> type) {
        return context.getRegistry().findSingleByType(type);
    }

    Runs runs() {
        return context.getRegistry().lookupByNameAndType("runs", Runs.class);
    }

    /** The messages that people were sent by the routes, whole, oldest first. */
    List<String> messages() throws Exception {
        return sent().stream().filter(message -> !ofAlarm(message)).toList();
    }

    /** The messages that people were sent by alarms. */
    List<String> alarms() throws Exception {
        return sent().stream().filter(RouteTest::ofAlarm).toList();
    }

    private static boolean ofAlarm(String message) {
        return message.contains("\n\n{\"AlarmName\":");
    }

    private List<String> sent() throws Exception {
        Path topic = folder.resolve("local/sns/infra-monitor");
        if (!Files.isDirectory(topic)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(topic)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .map(RouteTest::read)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
