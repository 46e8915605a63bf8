package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The routes as a ConfigMap of Kubernetes, which is edited well and badly while one run after the
 * other goes through them.
 */
class KubeletReloadCheck {
    private static final int EDITS = 50;
    private static final long SEED = 20261124;

    /** What fires runs here, in the place of the schedule. */
    private static final String TICK =
            """
            - beans:
                - name: firings
                  type: io.github.inframonitor.routes.KubeletReloadCheck$Firings
            - route:
                id: tick
                description: Does one run after the other.
                routeConfigurationId: report-at-once
                from:
                  uri: timer:tick
                  parameters: {period: 500, synchronous: true}
                  steps:
                    - setBody:
                        method: {ref: runs, method: "start(${bean:firings?method=next})"}
                    - to: direct:run
                    - bean: {ref: firings, method: done}
            """;

    private static final String EXTRA =
            """
            - route:
                id: %1$s
                description: Answers.
                routeConfigurationId: log-only
                from:
                  uri: direct:%1$s
                  steps:
                    - setBody: {constant: "%2$d"}
            """;

    @TempDir Path folder;

    private final Map<String, String> data = new TreeMap<>();
    private final Map<String, Integer> extras = new TreeMap<>();
    private final Random random = new Random(SEED);
    private final Main main = new Main();
    private Firings firings;
    private Kubelet kubelet;
    private RouteReload reload;

    /** Each firing is a run of another minute, and is done once. */
    public static final class Firings {
        private final AtomicInteger fired = new AtomicInteger();
        private final List<Object> done = Collections.synchronizedList(new ArrayList<>());

        public Date next() {
            Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
            return Date.from(today.minusSeconds(60L * fired.incrementAndGet()));
        }

        public void done(Object run) {
            done.add(run);
        }
    }

    /** What may be wrong in a ConfigMap, and what is said of it. */
    private record Mistake(String file, String text, String said) {}

    @BeforeEach
    void startRoutes() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                data.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        data.put("tick.camel.yaml", TICK);
        Path mount = Files.createDirectory(folder.resolve("routes"));
        kubelet = new Kubelet(mount);
        kubelet.write(data);
        Properties given = new Properties();
        given.putAll(
                Map.of(
                        "local.dir", folder.resolve("local").toString(),
                        "schedule.cron", "0 0 0 1 1 ? 2099",
                        "schedule.run-at-start", "false",
                        "pipeline.id", "web-7",
                        "logs.enabled", "false",
                        "http.enabled", "false"));
        Settings settings = Settings.load(mount, "local", given, Map.of());
        Map<String, Object> properties = new HashMap<>(settings.values());
        properties.put("routes.dir", mount.toString());
        properties.put("camel.main.routes-include-pattern", "file:" + mount + "/*.camel.yaml");
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setOverrideProperties(properties);
        main.addMainListener(
                new MainListenerSupport() {
                    @Override
                    public void afterConfigure(BaseMainSupport configured) {
                        reload = RouteReload.of(configured.getCamelContext(), settings);
                    }
                });
        main.start();
        // what it has counted outlives the edits of its file
        firings = context().getRegistry().lookupByNameAndType("firings", Firings.class);
    }

    @AfterEach
    void stopRoutes() {
        main.stop();
    }

    @Test
    void noEditLosesARunDoublesARouteOrBreaksWhatRuns() throws Exception {
        int refused = 0;
        for (int edit = 0; edit < EDITS; edit++) {
            String did;
            if (random.nextInt(3) == 0) {
                breakAndMend(edit);
                refused++;
                did = "break";
            } else {
                did = editWell(edit);
                take();
            }
            assertThat(refusal()).as("edit %d, %s", edit, did).isNull();
            assertThat(context().getRoutes())
                    .extracting(Route::getRouteId)
                    .as("edit %d, %s", edit, did)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(expected());
            for (Map.Entry<String, Integer> extra : extras.entrySet()) {
                assertThat(answer(extra.getKey())).isEqualTo(extra.getValue().toString());
            }
        }
        int beforeTheLast = firings.done.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> firings.done.size() > beforeTheLast + 3);
        context().getRouteController().stopRoute("tick");

        assertThat(refused).isBetween(5, EDITS - 5);
        assertThat(firings.done)
                .hasSize(firings.fired.get())
                .allSatisfy(run -> assertThat(((Run) run).status()).isEqualTo(Run.Status.COMPLETE));
        try (Stream<Path> objects = Files.walk(folder.resolve("local/s3/infra-monitor/metrics"))) {
            assertThat(objects.filter(Files::isRegularFile)).hasSize(firings.fired.get());
        }
    }

    private String editWell(int edit) {
        switch (random.nextInt(4)) {
            case 0 -> {
                String file = anyOfOurs();
                data.compute(file, (name, text) -> text + "# edit " + edit + "\n");
                return file;
            }
            case 1 -> {
                String name = "extra-" + edit;
                extras.put(name, edit);
                data.put(name + ".camel.yaml", EXTRA.formatted(name, edit));
                return "add";
            }
            case 2 -> {
                if (!extras.isEmpty()) {
                    String name = extras.keySet().iterator().next();
                    extras.remove(name);
                    data.remove(name + ".camel.yaml");
                }
                return "remove";
            }
            default -> {
                set("collect.window", (50 + edit) + "ms");
                return "setting";
            }
        }
    }

    private void breakAndMend(int edit) throws Exception {
        Map<String, String> good = new TreeMap<>(data);
        Mistake mistake = mistake(edit);
        data.put(mistake.file(), mistake.text());
        take();
        assertThat(refusal()).as("edit %d", edit).containsPattern(mistake.said());
        data.clear();
        data.putAll(good);
        take();
    }

    private Mistake mistake(int edit) {
        String file = anyOfOurs();
        String text = data.get(file);
        String settings = data.get("application.properties");
        return switch (random.nextInt(7)) {
            case 0 -> new Mistake(file, text + "- route: {id: x, from: [\n", file + ".* line \\d+");
            case 1 -> new Mistake(file, "- roote: {}\n" + text, file + ", line \\d+");
            case 2 ->
                    new Mistake(
                            "collect.camel.yaml",
                            data.get("collect.camel.yaml")
                                    .replace("direct:collect-cpu", "direct:collect-gpu"),
                            "collect.camel.yaml line \\d+: there is no route 'collect-gpu'");
            case 3 ->
                    new Mistake(
                            "new.camel.yaml",
                            EXTRA.formatted("new", edit).replace("log-only", "log-olny"),
                            "new.camel.yaml line \\d+: there is no routeConfiguration 'log-olny'");
            case 4 ->
                    new Mistake(
                            "new.camel.yaml",
                            EXTRA.formatted("new", edit).replace("direct:new", "dirct:new"),
                            "new.camel.yaml");
            case 5 ->
                    new Mistake(
                            "application.properties",
                            settings.replaceAll("(?m)^hot.ttl-days=.*", "hot.ttl-days=week"),
                            "hot.ttl-days: 'week' will not do: .*application.properties");
            default -> new Mistake("run.camel.yaml", "", "run");
        };
    }

    /** Brings it, and looks until it is taken or refused. */
    private void take() throws IOException {
        kubelet.write(data);
        await().atMost(Duration.ofSeconds(60))
                .pollDelay(Duration.ZERO)
                .until(
                        () -> {
                            reload.look();
                            return reload.isUpToDate();
                        });
    }

    private void set(String setting, String value) {
        data.compute(
                "application.properties",
                (name, text) -> text.replaceAll("(?m)^" + setting + "=.*", setting + "=" + value));
    }

    private String anyOfOurs() {
        List<String> files =
                data.keySet().stream()
                        .filter(name -> name.endsWith(Watch.ROUTES) && !name.startsWith("extra"))
                        .filter(name -> !name.startsWith("run-at-start"))
                        .toList();
        return files.get(random.nextInt(files.size()));
    }

    private TreeSet<String> expected() {
        TreeSet<String> ids = new TreeSet<>();
        for (String name : data.keySet()) {
            if (name.endsWith(Watch.ROUTES)) {
                ids.add(name.substring(0, name.length() - Watch.ROUTES.length()));
            }
        }
        ids.removeAll(
                List.of(
                        "api",
                        "error-handling",
                        "receive-logs",
                        "take-cell")); // no routes by these settings
        return ids;
    }

    private @Nullable String refusal() {
        HealthCheck check = HealthCheckRegistry.get(context()).getCheck("routes").orElseThrow();
        return check.call().getMessage().orElse(null);
    }

    private Object answer(String route) {
        return context().createProducerTemplate().requestBody("direct:" + route, "");
    }

    private CamelContext context() {
        return main.getCamelContext();
    }
}
