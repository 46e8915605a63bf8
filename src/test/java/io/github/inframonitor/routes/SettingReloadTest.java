package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Route;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of settings while routes that use them run. */
class SettingReloadTest {
    @TempDir Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private RouteReload reload;

    /** Counts its calls, and says what it was made of. */
    public static final class Counter {
        private final AtomicInteger calls = new AtomicInteger();
        private final String made;

        public Counter(String made) {
            this.made = made;
        }

        public String call() {
            return made + " " + calls.incrementAndGet();
        }
    }

    @BeforeEach
    void startRoutes() throws Exception {
        for (String name : new String[] {"application", "application-local", "prices"}) {
            Path file = Path.of("routes", name + ".properties");
            Files.copy(file, folder.resolve(file.getFileName()));
        }
        write(
                "error-handling",
                """
                - routeConfiguration:
                    id: quiet
                    onException:
                      - onException:
                          exception: [java.lang.Exception]
                          handled: {constant: "true"}
                          steps:
                            - setBody: {simple: "{{retry.attempts}}"}
                """);
        write("table", route("table", "setBody: {constant: '{{hot.table}}'}"));
        write("fails", route("fails", "throwException: {exceptionType: java.io.IOException}"));
        write(
                "counts",
                """
                - beans:
                    - name: prefixed
                      type: io.github.inframonitor.routes.SettingReloadTest$Counter
                      constructors: {"0": "{{cold.prefix}}"}
                    - name: priced
                      type: io.github.inframonitor.routes.SettingReloadTest$Counter
                      constructors: {"0": "routes/prices.properties"}
                """
                        + route("counts", "setBody: {method: {ref: priced, method: call}}"));
        write("asks", route("asks", "setBody: {method: {ref: prefixed, method: call}}"));
        Path config = folder.resolve("config.properties");
        Properties given = new Properties();
        given.setProperty("config.locations", config.toString());
        given.setProperty("athena.workgroup", "given");
        Settings settings = Settings.load(folder, "local", given, Map.of("REPORT_ROWS", "7"));
        Properties override = new Properties();
        override.putAll(settings.values());
        context.getPropertiesComponent().setOverrideProperties(override);
        Map<Path, String> texts = new Watch(folder, settings.files()).read();
        texts.keySet().removeIf(file -> !file.toString().endsWith(Watch.ROUTES));
        RouteTexts.load(context, texts, Map.of());
        reload = RouteReload.of(context, settings);
        context.start();
    }

    @AfterEach
    void stopRoutes() {
        context.stop();
    }

    @Test
    void aSettingReachesTheRoutesThatUseItAndNoOther() throws Exception {
        Route fails = context.getRoute("fails");
        Route asks = context.getRoute("asks");
        assertThat(answer("asks")).isEqualTo("metrics 1");

        set("hot.table", "edited");

        assertThat(answer("table")).isEqualTo("edited");
        assertThat(context.getRoute("fails")).isSameAs(fails);
        assertThat(context.getRoute("asks")).isSameAs(asks);
        assertThat(answer("asks")).isEqualTo("metrics 2");
    }

    @Test
    void aSettingOfABeanReachesTheRoutesThatCallItAndLeavesOtherBeansWhatTheyRemember()
            throws Exception {
        Route table = context.getRoute("table");
        assertThat(answer("asks")).isEqualTo("metrics 1");
        assertThat(answer("counts")).isEqualTo("routes/prices.properties 1");

        set("cold.prefix", "edited");

        assertThat(answer("asks")).isEqualTo("edited 1");
        assertThat(answer("counts")).isEqualTo("routes/prices.properties 2");
        assertThat(context.getRoute("table")).isSameAs(table);
    }

    @Test
    void anEditOfARouteLeavesItsBeansWhatTheyRemember() throws Exception {
        assertThat(answer("counts")).isEqualTo("routes/prices.properties 1");
        Path counts = folder.resolve("counts.camel.yaml");
        Route before = context.getRoute("counts");
        Files.writeString(counts, Files.readString(counts) + "# edited\n");
        look();

        assertThat(context.getRoute("counts")).isNotSameAs(before);
        assertThat(answer("counts")).isEqualTo("routes/prices.properties 2");
    }

    @Test
    void aFileThatABeanReadsMakesItAnew() throws Exception {
        assertThat(answer("counts")).isEqualTo("routes/prices.properties 1");
        Path prices = folder.resolve("prices.properties");
        Files.writeString(prices, Files.readString(prices) + "# edited\n");
        look();

        assertThat(answer("counts")).isEqualTo("routes/prices.properties 1");
    }

    @Test
    void aSettingOfThePoliciesReachesEveryRoute() throws Exception {
        assertThat(answer("fails")).isEqualTo("3");

        set("retry.attempts", "2");

        assertThat(answer("fails")).isEqualTo("2");
    }

    @Test
    void aBadValueIsRefusedWithItsRemedyAndTheOldOneStays() throws Exception {
        set("hot.table", "?");

        assertThat(refusal())
                .contains("hot.table: '?' will not do: it must be the name of a DynamoDB table")
                .endsWith("(in " + folder.resolve("application.properties") + ")");
        assertThat(answer("table")).isEqualTo("infra-monitor");

        set("hot.table", "mended");

        assertThat(refusal()).isNull();
        assertThat(answer("table")).isEqualTo("mended");
    }

    @Test
    void aValueThatNoRouteCanTakeIsRefusedToo() throws Exception {
        write("table", route("table", "delay: {constant: 1, asyncDelayed: '{{my.flag}}'}"));
        set("hot.table", "infra-monitor"); // it is as it was

        assertThat(refusal()).contains("my.flag");
        assertThat(answer("table")).isEqualTo("infra-monitor");
    }

    @Test
    void aLocationThatAppearsStandsOverTheFilesOfTheRoutes() throws Exception {
        set("hot.table", "by-routes");
        assertThat(answer("table")).isEqualTo("by-routes");

        Path config = folder.resolve("config.properties");
        Files.writeString(config, "hot.table=by-config\n");
        look();
        assertThat(answer("table")).isEqualTo("by-config");

        Files.delete(config);
        look();
        assertThat(answer("table")).isEqualTo("by-routes");
    }

    @Test
    void whatTheProcessWasGivenStandsOverAnEdit() throws Exception {
        write(
                "table",
                route("table", "setBody: {constant: '{{athena.workgroup}} {{report.rows}}'}"));
        look();
        assertThat(answer("table")).isEqualTo("given 7");
        Route before = context.getRoute("table");

        set("athena.workgroup", "edited");
        set("report.rows", "9");

        assertThat(answer("table")).isEqualTo("given 7");
        assertThat(context.getRoute("table")).isSameAs(before);
    }

    /** Only the start takes a directory for this process alone. */
    @Test
    void anotherDirectoryOfTheSpoolIsRefusedUntilARestart() throws Exception {
        write("table", route("table", "setBody: {constant: '{{spool.dir}} {{hot.table}}'}"));
        look();
        assertThat(answer("table")).isEqualTo(".local/spool infra-monitor");

        Path edited = edit("application-local", "spool.dir", "elsewhere");

        assertThat(refusal())
                .isEqualTo(
                        "edit refused, the routes before it go on: spool.dir: stays '.local/spool' until a restart, which takes 'elsewhere';"
                                + " restart, or take the edit back (in %s)".formatted(edited));
        assertThat(answer("table")).isEqualTo(".local/spool infra-monitor");

        edit("application-local", "spool.dir", ".local/spool");
        set("hot.table", "edited");

        assertThat(refusal()).isNull();
        assertThat(answer("table")).isEqualTo(".local/spool edited");
    }

    @Test
    void aSettingThatOnlyTheStartReadsTouchesNoRoute() throws Exception {
        var routes = java.util.List.copyOf(context.getRoutes());

        set("aws.attempts", "4");

        assertThat(refusal()).isNull();
        assertThat(context.getRoutes()).containsExactlyElementsOf(routes);
    }

    private void set(String setting, String value) throws IOException {
        edit("application", setting, value);
    }

    private Path edit(String name, String setting, String value) throws IOException {
        Path file = folder.resolve(name + ".properties");
        String edited =
                Files.readString(file).replaceAll("(?m)^" + setting + "=.*", setting + "=" + value);
        Files.writeString(file, edited);
        look();
        return file;
    }

    private void look() {
        reload.look();
        reload.look();
    }

    private @Nullable String refusal() {
        return HealthCheckRegistry.get(context)
                .getCheck("routes")
                .orElseThrow()
                .call()
                .getMessage()
                .orElse(null);
    }

    private Object answer(String route) {
        return context.createProducerTemplate().requestBody("direct:" + route, "");
    }

    private void write(String name, String yaml) throws IOException {
        Files.writeString(folder.resolve(name + ".camel.yaml"), yaml);
    }

    private static String route(String id, String step) {
        return """
        - route:
            id: %1$s
            routeConfigurationId: quiet
            from:
              uri: direct:%1$s
              steps:
                - %2$s
        """
                .formatted(id, step);
    }
}
