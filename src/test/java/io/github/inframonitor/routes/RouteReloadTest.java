package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of route files while the routes run. */
class RouteReloadTest {
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
        for (String name : new String[] {"error-handling", "answer", "other"}) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            ResourceHelper.resolveResource(
                                    context, "file:" + folder.resolve(name + ".camel.yaml")));
        }
        context.start();
        reload = new RouteReload(context, folder);
    }

    @AfterEach
    void stopRoutes() {
        context.stop();
    }

    @Test
    void anEditTakesEffectAndLeavesTheOtherRoutesAlone() throws Exception {
        Route other = context.getRoute("other");
        write("answer", route("answer", "setBody: {constant: after}"));

        reload.look();

        assertThat(answer("answer")).isEqualTo("after");
        assertThat(context.getRoute("other")).isSameAs(other);
    }

    @Test
    void anEditWithAMistakeLeavesWhatRanAndItsCorrectionTakesEffect() throws Exception {
        write("answer", "- route: {id: answer, from: {uri: direct:answer, steps: [");

        reload.look();
        assertThat(answer("answer")).isEqualTo("before");

        write("answer", route("answer", "setBody: {constant: mended}"));
        reload.look();
        assertThat(answer("answer")).isEqualTo("mended");
    }

    @Test
    void aCallOfARouteThatIsNotThereIsAMistakeToo() throws Exception {
        write("answer", route("answer", "to: {uri: direct:nowhere}"));

        reload.look();

        assertThat(answer("answer")).isEqualTo("before");
    }

    @Test
    void aHalfWrittenFileLeavesWhatRan() throws Exception {
        write("answer", "");

        reload.look();
        write("answer", route("answer", "setBody: {constant: whole}"));
        reload.look();

        assertThat(answer("answer")).isEqualTo("whole");
        assertThat(context.getRoutes())
                .extracting(Route::getRouteId)
                .containsExactlyInAnyOrder("answer", "other");
    }

    @Test
    void aNewFileIsANewRouteAndARemovedOneIsGone() throws Exception {
        write("added", route("added", "setBody: {simple: '{{greeting}}'}"));
        Files.delete(folder.resolve("other.camel.yaml"));

        reload.look();

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
        reload.look();
        assertThat(answer("answer")).isEqualTo("policy");

        Path policies = folder.resolve("error-handling.camel.yaml");
        Files.writeString(
                policies,
                Files.readString(policies).replace("constant: policy", "constant: edited"));
        reload.look();

        assertThat(answer("answer")).isEqualTo("edited");
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
