package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.inframonitor.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.RoutePolicySupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.JobExecutionContext;
import org.quartz.listeners.JobListenerSupport;

/** Edits while a schedule fires, each second here, and while what it fired is going on. */
class ScheduleReloadTest {
    @TempDir Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private String cron = "* * * * * ?";
    private final CountDownLatch goOn = new CountDownLatch(1);
    private Firings firings;
    private RouteReload reload;

    /** Remembers when what was fired was due; the version of the route that did it; may hold it. */
    public static final class Firings {
        private final List<Instant> due = new CopyOnWriteArrayList<>();
        private final List<String> by = new CopyOnWriteArrayList<>();
        private volatile CountDownLatch held = new CountDownLatch(0);
        private volatile boolean holding;

        public void fired(Date time) throws InterruptedException {
            due.add(time.toInstant());
            CountDownLatch until = held;
            holding = until.getCount() > 0;
            until.await();
        }

        public void doneBy(String version) {
            by.add(version);
        }
    }

    @BeforeEach
    void startRoutes() throws Exception {
        for (String name : List.of("application", "application-local")) {
            Path file = Path.of("routes", name + ".properties");
            Files.copy(file, folder.resolve(file.getFileName()));
        }
        write(
                "error-handling",
                """
                - beans:
                    - name: firings
                      type: io.github.inframonitor.routes.ScheduleReloadTest$Firings
                - routeConfiguration:
                    id: quiet
                """);
        writeSchedule("");
        writeRun("one");
        Settings settings = Settings.load(folder, "local", new Properties(), Map.of());
        Map<Path, String> texts = new Watch(folder, settings.files()).read();
        texts.keySet().removeIf(file -> !file.toString().endsWith(Watch.ROUTES));
        RouteTexts.load(context, texts, Map.of());
        reload = RouteReload.of(context, settings);
        context.start();
        firings = context.getRegistry().lookupByNameAndType("firings", Firings.class);
    }

    @AfterEach
    void stopRoutes() {
        firings.held.countDown();
        goOn.countDown();
        context.stop();
    }

    @Test
    void noFiringIsLostWhileTheScheduleAndWhatItCallsAreEdited() throws Exception {
        for (int edit = 0; edit < 4; edit++) {
            int before = firings.due.size();
            Route schedule = context.getRoute("schedule");
            writeSchedule("# edit " + edit);
            lookUntilTaken();
            assertThat(context.getRoute("schedule")).isNotSameAs(schedule);
            await().until(() -> firings.due.size() > before);
            schedule = context.getRoute("schedule");
            writeRun("edit " + edit);
            lookUntilTaken();
            assertThat(context.getRoute("schedule")).isSameAs(schedule);
        }

        // a trigger made anew fires once more what was due in the half second before it: the same
        // run again, which its claimed record makes nothing of
        List<Instant> due = firings.due.stream().distinct().toList();
        assertThat(due)
                .hasSizeGreaterThan(3)
                .containsExactlyElementsOf(
                        IntStream.range(0, due.size())
                                .mapToObj(i -> due.get(0).plusSeconds(i))
                                .toList());
    }

    @Test
    void whatIsGoingOnEndsByTheRoutesItBeganWithAndWhatComesMeanwhileByTheNew() throws Exception {
        firings.held = new CountDownLatch(1);
        await().until(() -> firings.holding);
        int before = firings.by.size(); // one may have come before it was held
        writeRun("two");
        writeDone("two");
        Thread looks = new Thread(this::lookTwice);
        looks.start();
        await().until(() -> looks.getState() == Thread.State.TIMED_WAITING); // at the gate

        assertThat(firings.by).hasSize(before);
        firings.held.countDown();
        looks.join();

        lookUntilTaken();
        await().until(() -> firings.by.size() > before + 2);
        assertThat(firings.by.get(before)).isEqualTo("one one");
        assertThat(firings.by.subList(before + 1, firings.by.size())).containsOnly("two two");
    }

    @Test
    void anEditTakesEffectInAProcessThatDoesNotLeadAndThenItStillLetsNothingThrough()
            throws Exception {
        AtomicInteger dropped = new AtomicInteger();
        context.addRoutePolicyFactory(
                (of, route, definition) -> route.equals("schedule") ? new Dropping(dropped) : null);
        writeSchedule("# from here on it drops what comes");
        lookUntilTaken();
        int before = firings.due.size();
        await().until(() -> dropped.get() > 1);

        writeSchedule("# and from here on too");
        lookUntilTaken();
        int until = dropped.get() + 2;
        await().until(() -> dropped.get() >= until);

        assertThat(firings.due).hasSize(before);
    }

    /** Quartz has fired by then, and Camel does not know of it yet. */
    @Test
    void aFiringOnItsWayToTheScheduleThatIsEditedIsNotLost() throws Exception {
        cron = "0/3 * * * * ?"; // so that the next firing is no reason to wait
        writeSchedule("");
        lookUntilTaken();
        CountDownLatch onItsWay = new CountDownLatch(1);
        context.getComponent("quartz", QuartzComponent.class)
                .getScheduler()
                .getListenerManager()
                .addJobListener(
                        new JobListenerSupport() {
                            @Override
                            public String getName() {
                                return "hold";
                            }

                            @Override
                            public void jobToBeExecuted(JobExecutionContext job) {
                                onItsWay.countDown();
                                try {
                                    goOn.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            }
                        });
        onItsWay.await();
        Route schedule = context.getRoute("schedule");
        int before = firings.due.size();

        writeSchedule("# while a firing is on its way");
        reload.look();
        reload.look(); // the first only sees that something changed

        assertThat(context.getRoute("schedule")).isSameAs(schedule);
        goOn.countDown();
        await().until(() -> firings.due.size() > before);
        lookUntilTaken();
        assertThat(context.getRoute("schedule")).isNotSameAs(schedule);
        int then = firings.due.size();
        await().until(() -> firings.due.size() > then + 1);
    }

    /** A trigger that is made anew is due at once then, before its route is there. */
    @Test
    void editsRightAfterAFiringDoNotEndTheSchedule() throws Exception {
        for (int edit = 0; edit < 3; edit++) {
            int before = firings.due.size();
            await().until(() -> firings.due.size() > before);
            writeSchedule("# right after a firing, " + edit);
            lookUntilTaken();

            // of two endpoints one would be left paused, or stopped, by the next edit
            assertThat(context.getEndpoints().stream().filter(QuartzEndpoint.class::isInstance))
                    .singleElement()
                    .isSameAs(context.getRoute("schedule").getEndpoint());
        }
        int before = firings.due.size();
        await().until(() -> firings.due.size() > before + 2);
    }

    /** As the policy of a process that does not lead. */
    private static final class Dropping extends RoutePolicySupport {
        private final AtomicInteger dropped;

        Dropping(AtomicInteger dropped) {
            this.dropped = dropped;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            dropped.incrementAndGet();
            exchange.setRouteStop(true);
        }
    }

    private void lookTwice() {
        reload.look();
        reload.look();
    }

    private void lookUntilTaken() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            reload.look();
                            return reload.isUpToDate();
                        });
    }

    private void writeSchedule(String comment) throws IOException {
        write(
                "schedule",
                """
                - route:
                    id: schedule
                    routeConfigurationId: quiet
                    from:
                      uri: quartz:test/schedule
                      parameters:
                        cron: "%s"
                        stateful: true
                        trigger.misfireInstruction: 2
                      steps:
                        - to: direct:run
                """
                                .formatted(cron)
                        + comment);
    }

    private void writeRun(String version) throws IOException {
        write(
                "run",
                """
                - route:
                    id: run
                    routeConfigurationId: quiet
                    from:
                      uri: direct:run
                      steps:
                        - setBody: {constant: %s}
                        - bean: {ref: firings, method: "fired(${header.scheduledFireTime})"}
                        - to: direct:done
                """
                        .formatted(version));
        if (!Files.exists(folder.resolve("done.camel.yaml"))) {
            writeDone(version);
        }
    }

    private void writeDone(String version) throws IOException {
        write(
                "done",
                """
                - route:
                    id: done
                    routeConfigurationId: quiet
                    from:
                      uri: direct:done
                      steps:
                        - bean: {ref: firings, method: "doneBy('${body} %s')"}
                """
                        .formatted(version));
    }

    private void write(String name, String yaml) throws IOException {
        Files.writeString(folder.resolve(name + ".camel.yaml"), yaml);
    }
}
