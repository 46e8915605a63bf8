package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.inframonitor.settings.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Route;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of route files while the routes run. */
class RouteReloadTest {
    private static final String TWICE = "quartz:same/same?cron=0+0+0+1+1+?+2099";

    @TempDir Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private RouteReload reload;

    @BeforeEach
    void startRoutes() throws Exception {
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
                            - setBody: {constant: policy}
                """);
        write("answer", route("answer", "setBody: {constant: before}"));
        write("other", route("other", "setBody: {constant: other}"));
        context.getPropertiesComponent().addInitialProperty("greeting", "hello");
        for (String name : List.of("application", "application-local")) {
            Files.copy(
                    Path.of("routes", name + ".properties"), folder.resolve(name + ".properties"));
        }
        for (String name : new String[] {"error-handling", "answer", "other"}) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            ResourceHelper.resolveResource(
                                    context, "file:" + folder.resolve(name + ".camel.yaml")));
        }
        reload =
                RouteReload.of(context, Settings.load(folder, "local", new Properties(), Map.of()));
        context.start();
    }

    @AfterEach
    void stopRoutes() {
        context.stop();
    }

    @Test
    void anEditTakesEffectAndLeavesTheOtherRoutesAlone() throws Exception {
        Route other = context.getRoute("other");
        write("answer", route("answer", "setBody: {constant: after}"));

        look();

        assertThat(answer("answer")).isEqualTo("after");
        assertThat(context.getRoute("other")).isSameAs(other);
    }

    @Test
    void aRouteMayNameAThreadPoolThatTheSettingsMakeAtTheStart() throws Exception {
        context.getExecutorServiceManager()
                .registerThreadPoolProfile(new ThreadPoolProfile("cells"));
        write(
                "answer",
                route(
                        "answer",
                        "threads: {executorService: cells}\n        - setBody: {constant: after}"));

        look();

        assertThat(answer("answer")).isEqualTo("after");
    }

    @Test
    void anEditWithAMistakeLeavesWhatRanAndItsCorrectionTakesEffect() throws Exception {
        write("answer", "- route: {id: answer, from: {uri: direct:answer, steps: [");

        look();
        assertThat(answer("answer")).isEqualTo("before");

        write("answer", route("answer", "setBody: {constant: mended}"));
        look();
        assertThat(answer("answer")).isEqualTo("mended");
    }

    @Test
    void aCallOfARouteThatIsNotThereIsAMistakeToo() throws Exception {
        write("answer", route("answer", "to: {uri: direct:nowhere}"));

        look();

        assertThat(answer("answer")).isEqualTo("before");
    }

    @Test
    void aHalfWrittenFileLeavesWhatRan() throws Exception {
        write("answer", "");

        look();
        write("answer", route("answer", "setBody: {constant: whole}"));
        look();

        assertThat(answer("answer")).isEqualTo("whole");
        assertThat(context.getRoutes())
                .extracting(Route::getRouteId)
                .containsExactlyInAnyOrder("answer", "other");
    }

    @Test
    void aNewFileIsANewRouteAndARemovedOneIsGone() throws Exception {
        write("added", route("added", "setBody: {simple: '{{greeting}}'}"));
        Files.delete(folder.resolve("other.camel.yaml"));

        look();

        assertThat(answer("added")).isEqualTo("hello");
        assertThat(context.getRoute("other")).isNull();
    }

    @Test
    void anEditOfThePoliciesReachesEveryRoute() throws Exception {
        write(
                "answer",
                route(
                        "answer",
                        "throwException: {exceptionType: java.io.IOException, message: x}"));
        look();
        assertThat(answer("answer")).isEqualTo("policy");

        Path policies = folder.resolve("error-handling.camel.yaml");
        Files.writeString(
                policies,
                Files.readString(policies).replace("constant: policy", "constant: edited"));
        look();

        assertThat(answer("answer")).isEqualTo("edited");
    }

    @Test
    void whatIsSeenAtOneLookOnlyIsNothing() throws Exception {
        Path answer = folder.resolve("answer.camel.yaml");
        String whole = Files.readString(answer);
        for (String part : List.of("", whole.substring(0, whole.indexOf("steps")), whole + "- x")) {
            Files.writeString(answer, part);
            reload.look();
            assertThat(refusal()).isNull();
        }
        Files.delete(answer);
        reload.look();
        Files.writeString(answer, whole);
        look();

        assertThat(refusal()).isNull();
        assertThat(answer("answer")).isEqualTo("before");
    }

    @Test
    void aDirectoryThatIsGoneForAMomentIsNothingAndForLongerIsTold() throws Exception {
        Path elsewhere = folder.resolveSibling(folder.getFileName() + "-elsewhere");
        Files.move(folder, elsewhere);
        reload.look();
        assertThat(refusal()).isNull();
        reload.look();
        assertThat(refusal()).contains("cannot be read: ").contains(folder.toString());
        Files.move(elsewhere, folder);

        look();

        assertThat(refusal()).isNull();
        assertThat(answer("answer")).isEqualTo("before");
    }

    @Test
    void aDirectoryWithoutRoutesIsAMistake() throws Exception {
        for (String name : List.of("error-handling", "answer", "other")) {
            Files.delete(folder.resolve(name + ".camel.yaml"));
        }

        look();

        assertThat(refusal()).contains("there are no routes in it");
        assertThat(answer("answer")).isEqualTo("before");
    }

    @Test
    void aFileOfOneNameAndARouteOfAnotherIsTheRouteAndIsGoneWithTheFile() throws Exception {
        write("answer", route("reply", "setBody: {constant: after}"));
        look();
        assertThat(answer("reply")).isEqualTo("after");
        assertThat(ids()).containsExactlyInAnyOrder("reply", "other");

        Files.move(folder.resolve("answer.camel.yaml"), folder.resolve("moved.camel.yaml"));
        look();

        assertThat(answer("reply")).isEqualTo("after");
        assertThat(ids()).containsExactlyInAnyOrder("reply", "other");
    }

    @Test
    void aCopyOfARouteIsAMistake() throws Exception {
        Files.copy(folder.resolve("answer.camel.yaml"), folder.resolve("copy.camel.yaml"));

        look();

        assertThat(refusal())
                .containsPattern(
                        "copy.camel.yaml line \\d+: there is a route 'answer' in another file");
        assertThat(answer("answer")).isEqualTo("before");
    }

    @Test
    void aRefusedEditIsToldInHealthThatIsNoPartOfReadiness() throws Exception {
        assertThat(check().call().getState()).isEqualTo(HealthCheck.State.UP);
        write("answer", route("answer", "nowhere: {}"));

        look();

        assertThat(check().call().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(refusal()).containsPattern("answer.camel.yaml, line 7");
        assertThat(check().isReadiness()).isFalse();
        assertThat(check().isLiveness()).isFalse();

        write("answer", route("answer", "setBody: {constant: before}"));
        look();
        assertThat(check().call().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void editsAreMeasured() throws Exception {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        context.getRegistry().bind("metrics", metrics);
        reload.start();
        assertThat(metrics.get("infra_monitor_routes_refused").gauge().value()).isZero();

        write("answer", route("answer", "nowhere: {}"));
        await().until(() -> refusal() != null);
        assertThat(metrics.get("infra_monitor_routes_refused").gauge().value()).isEqualTo(1);

        write("answer", route("answer", "setBody: {constant: mended}"));
        await().until(() -> answer("answer").equals("mended") && refusal() == null);
        assertThat(metrics.get("infra_monitor_routes_refused").gauge().value()).isZero();
        assertThat(edits(metrics, "refused")).isEqualTo(1);
        assertThat(edits(metrics, "taken")).isEqualTo(1);
    }

    @Test
    void whatDoesNotStartIsTakenBackWithAllThatWasEditedWithIt() throws Exception {
        write("answer", route("answer", "setBody: {constant: after}"));
        write("first", route("first", "log: x").replace("direct:first", TWICE));
        write("second", route("second", "log: x").replace("direct:second", TWICE));

        look();

        assertThat(refusal()).contains("second.camel.yaml: ").contains("Multiple consumers");
        assertThat(answer("answer")).isEqualTo("before");
        assertThat(ids()).containsExactlyInAnyOrder("answer", "other");

        Files.delete(folder.resolve("second.camel.yaml"));
        look();

        assertThat(refusal()).isNull();
        assertThat(answer("answer")).isEqualTo("after");
        assertThat(ids()).containsExactlyInAnyOrder("answer", "other", "first");
    }

    /** What holds at two looks in a row takes effect. */
    private void look() {
        reload.look();
        reload.look();
    }

    private static double edits(SimpleMeterRegistry metrics, String outcome) {
        return metrics.get("infra_monitor_routes_edits")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    private List<String> ids() {
        return context.getRoutes().stream().map(Route::getRouteId).toList();
    }

    private @Nullable String refusal() {
        return check().call().getMessage().orElse(null);
    }

    private HealthCheck check() {
        return HealthCheckRegistry.get(context).getCheck("routes").orElseThrow();
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
            id: %s
            routeConfigurationId: quiet
            from:
              uri: direct:%s
              steps:
                - %s
        """
                .formatted(id, id, step);
    }
}
