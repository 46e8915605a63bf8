package io.github.inframonitor.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.github.inframonitor.settings.SettingException;
import io.github.inframonitor.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who of several pods fires. */
class LeadershipTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("NAMESPACE", "monitoring", "POD_NAME", "pod-a");

    private final ApiServer server = new ApiServer();
    private final List<Pod> pods = new ArrayList<>();

    @AfterEach
    void stop() {
        pods.forEach(Pod::stop);
        server.close();
    }

    @Test
    void onlyTheLeaderFiresAndAllAreReady() throws Exception {
        Pod a = pod("pod-a");
        await().until(() -> a.fired.get() > 0);
        Pod b = pod("pod-b");
        int before = a.fired.get();
        await().until(() -> b.free.get() > 0 && a.fired.get() > before + 3);

        assertThat(b.fired).hasValue(0);
        assertThat(b.context.getRouteController().getRouteStatus("schedule"))
                .isEqualTo(ServiceStatus.Started);
        assertThat(server.holder("monitoring", "infra-monitor")).isEqualTo("pod-a");
    }

    @Test
    void aLeaderThatIsEndedHandsOverAtOnce() throws Exception {
        Pod a = pod("pod-a", "1h");
        await().until(() -> a.fired.get() > 0);
        Pod b = pod("pod-b", "3s");

        a.stop();

        await().until(() -> b.fired.get() > 0);
    }

    @Test
    void whileTheApiServerIsAwayNobodyFiresAndThenItGoesOn() throws Exception {
        Pod a = pod("pod-a");
        await().until(() -> a.fired.get() > 0);

        server.refuse(503);
        await().until(() -> a.pause() == 0);

        server.refuse(0);
        await().until(() -> a.pause() > 0);
    }

    @Test
    void anApiServerThatIsAwayAtStartIsWaitedFor() throws Exception {
        server.refuse(503);
        Pod a = pod("pod-a");
        await().until(() -> a.free.get() > 0);
        assertThat(a.fired).hasValue(0);

        server.refuse(0);

        await().until(() -> a.fired.get() > 0);
    }

    @Test
    void itAsksForNoMoreThanItsLease() throws Exception {
        Pod a = pod("pod-a");
        await().until(() -> a.fired.get() > 0);
        await().until(() -> server.asked().size() == 3);

        String leases = " /apis/coordination.k8s.io/v1/namespaces/monitoring/leases";
        assertThat(server.asked())
                .containsExactly(
                        "GET" + leases + "/infra-monitor",
                        "PATCH" + leases + "/infra-monitor",
                        "POST" + leases);
    }

    @Test
    void aRefusalIsToldByItsSettingAndTheRole() {
        server.refuse(403);

        assertThatThrownBy(() -> pod("pod-a"))
                .isInstanceOf(SettingException.class)
                .hasMessage(
                        "leader.lease: the service account may not get the Lease monitoring/"
                                + "infra-monitor; give it the Role of k8s/ha, or correct"
                                + " leader.namespace");
    }

    @Test
    void whatKubernetesDoesNotTellMustBeSet() {
        assertThatThrownBy(() -> Leadership.of(settings(Map.of()), Map.of(), server.config()))
                .hasMessage(
                        "leader.namespace: is empty, and so is NAMESPACE; leader.enabled needs it,"
                                + " by the downward API");
        assertThatThrownBy(
                        () ->
                                Leadership.of(
                                        settings(Map.of("leader.namespace", "monitoring")),
                                        Map.of(),
                                        server.config()))
                .hasMessageStartingWith("leader.pod: is empty, and so is POD_NAME;");
    }

    @Test
    void outsideOfKubernetesItIsRefused() {
        Config nowhere = Config.empty();

        assertThatThrownBy(
                        () ->
                                Leadership.of(settings(Map.of()), ENVIRONMENT, nowhere)
                                        .configure(new DefaultCamelContext()))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("leader.enabled: there is no Kubernetes around");
    }

    @Test
    void anApiServerThatCannotBeReachedStopsNoStart() {
        Config closed =
                new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:9/").build();

        assertThatCode(
                        () ->
                                Leadership.of(settings(Map.of()), ENVIRONMENT, closed)
                                        .configure(new DefaultCamelContext()))
                .doesNotThrowAnyException();
    }

    private Pod pod(String name) throws Exception {
        return pod(name, "3s");
    }

    private Pod pod(String name, String leaseDuration) throws Exception {
        Pod pod = new Pod();
        Leadership.of(
                        settings(
                                Map.of("leader.pod", name, "leader.lease-duration", leaseDuration)),
                        ENVIRONMENT,
                        server.config())
                .configure(pod.context);
        pods.add(pod);
        pod.start();
        return pod;
    }

    private static Settings settings(Map<String, String> more) {
        Properties given = new Properties();
        given.putAll(more);
        return Settings.load(Path.of("routes"), "local", given, Map.of());
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(1));
    }

    /** A process with a route that fires often for the leader only, and one that is free to. */
    private static final class Pod {
        private final DefaultCamelContext context = new DefaultCamelContext();
        private final AtomicInteger fired = new AtomicInteger();
        private final AtomicInteger free = new AtomicInteger();

        void start() throws Exception {
            context.addRoutes(
                    new RouteBuilder() {
                        @Override
                        public void configure() {
                            // one step only: not even the first may be done
                            from("timer:schedule?delay=0&period=50")
                                    .routeId("schedule")
                                    .process(exchange -> fired.incrementAndGet());
                            from("timer:free?delay=0&period=50")
                                    .routeId("run-at-start")
                                    .process(exchange -> free.incrementAndGet());
                        }
                    });
            context.start();
        }

        /** How often it fires while the other route does ten times. */
        int pause() {
            int before = fired.get();
            int until = free.get() + 10;
            await().until(() -> free.get() >= until);
            return fired.get() - before;
        }

        void stop() {
            context.stop();
        }
    }
}
