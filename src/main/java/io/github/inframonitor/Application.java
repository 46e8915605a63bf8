package io.github.inframonitor;

import io.github.inframonitor.api.HttpPort;
import io.github.inframonitor.aws.DestinationReport;
import io.github.inframonitor.aws.Destinations;
import io.github.inframonitor.leader.Leadership;
import io.github.inframonitor.routes.RouteCheck;
import io.github.inframonitor.routes.RouteFailure;
import io.github.inframonitor.routes.RouteReload;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.run.Runs;
import io.github.inframonitor.settings.Precedence;
import io.github.inframonitor.settings.Settings;
import io.github.inframonitor.spool.SpoolLock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the pipeline: on its schedule, for one run ({@code -Drun.once=true}), only to {@code
 * check} that its settings and routes are right, to {@code plan} what it will cost, only to answer
 * a {@code query}, or to ask the process that runs for its {@code status}.
 *
 * <p>Exit status: 0 complete, 1 failed, 2 partial, {@value #REFUSED} refused to start since a
 * setting or a route is wrong (EX_CONFIG of sysexits.h).
 */
public final class Application {
    static final int COMPLETE = 0;
    static final int FAILED = 1;
    static final int PARTIAL = 2;
    static final int REFUSED = 78;

    /** What fires by itself. */
    static final String CONSUMERS =
            "schedule,catch-up,run-at-start,poll-logs,poll-spool,receive-logs,report,take-cell,"
                    + "watch-alarms";

    /** Nothing starts, and whoever waits is told soon that AWS does not answer. */
    private static final Map<String, String> CHECK =
            Map.of(
                    "camel.main.auto-startup", "false",
                    "aws.attempts", "2",
                    "aws.attempt-timeout", "4s",
                    "aws.call-timeout", "8s");

    private Application() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    @SuppressWarnings("SystemOut") // whoever starts the process reads it, whatever the log is
    private static int run(String[] args) {
        if (args.length > 0 && !args[0].equals("check")) {
            System.setProperty("infraMonitor.logLevel", "ERROR"); // no lines between the rows
        }
        try {
            Settings settings =
                    Settings.load(
                            Path.of(System.getProperty("routes.dir", "routes")),
                            Profile.inForce(),
                            System.getProperties(),
                            System.getenv());
            if (args.length == 0) {
                return collect(settings);
            }
            if (args.length == 1 && args[0].equals("check")) {
                return check(settings);
            }
            if (args[0].equals("query")) {
                return query(settings, List.of(args).subList(1, args.length));
            }
            if (args[0].equals("plan")) {
                return PlanCommand.plan(settings, List.of(args).subList(1, args.length));
            }
            if (args[0].equals("status")) {
                return StatusCommand.status(settings, List.of(args).subList(1, args.length));
            }
            System.err.println(
                    "usage: infra-monitor [check | plan [--test] | query [name [parameter=value ...]] | status [--json]]");
        } catch (Exception e) {
            System.err.println("infra-monitor does not start: " + RouteFailure.explain(e));
        }
        return REFUSED;
    }

    private static int collect(Settings settings) throws Exception {
        SpoolLock spool = SpoolLock.take(settings);
        try {
            return settings.isOn("run.once") ? once(settings) : onSchedule(settings);
        } finally {
            spool.close();
        }
    }

    @SuppressWarnings("SystemOut")
    private static int check(Settings settings) throws Exception {
        Main main = main(settings, CHECK);
        main.start();
        try {
            System.out.printf(
                    "%d routes in %s and the settings of profile %s are right%n",
                    main.getCamelContext().getRoutesSize(), settings.routes(), settings.profile());
            if (settings.profile().equals("local")) {
                return COMPLETE;
            }
            DestinationReport report = DestinationReport.of(main.getCamelContext());
            System.out.print(report.text());
            if (report.complete()) {
                return COMPLETE;
            }
            System.err.println("infra-monitor is not ready: " + report.firstMissing());
            return REFUSED;
        } finally {
            main.stop();
        }
    }

    private static int query(Settings settings, List<String> words) throws Exception {
        if (words.isEmpty()) {
            return QueryCommand.list(settings);
        }
        Map<String, String> more = new HashMap<>(QueryCommand.SETTINGS);
        more.put(
                "camel.main.routes-include-pattern",
                QueryCommand.ROUTES.stream()
                        .map(file -> "file:" + settings.routes().toAbsolutePath() + "/" + file)
                        .collect(Collectors.joining(",")));
        return QueryCommand.ask(camel(settings, more), words);
    }

    private static int once(Settings settings) throws Exception {
        Main main = main(settings, Map.of("camel.main.auto-startup-exclude-pattern", CONSUMERS));
        // the run is all that it does, and ends by itself
        Termination termination = Termination.of(shutdownTimeout(settings), () -> {});
        int status = FAILED;
        try {
            main.start();
            status = oneRun(main);
        } finally {
            termination.ended(status);
        }
        return status;
    }

    private static int oneRun(Main main) throws Exception {
        try {
            CamelContext context = main.getCamelContext();
            Runs runs = context.getRegistry().lookupByNameAndType("runs", Runs.class);
            try (ProducerTemplate template = context.createProducerTemplate()) {
                int status = status(template.requestBody("direct:run", runs.start(null)));
                template.sendBody("direct:replay", null); // what earlier processes left
                return status;
            }
        } finally {
            main.stop();
        }
    }

    /** What the route {@code run} ended with: the run, or a word that another process does it. */
    private static int status(@Nullable Object end) {
        if (end instanceof Run run) {
            return switch (run.status()) {
                case COMPLETE -> COMPLETE;
                case PARTIAL -> PARTIAL;
                case FAILED -> FAILED;
            };
        }
        return "elsewhere".equals(end) ? COMPLETE : FAILED;
    }

    private static int onSchedule(Settings settings) throws Exception {
        ManagementPort.check(settings);
        Map<String, String> ports = new HashMap<>(ManagementPort.properties(settings));
        boolean answers = settings.isOn("http.enabled");
        if (answers) {
            ManagementPort.tryOut(settings, "http");
            HttpPort.check(settings);
            ports.putAll(HttpPort.properties(settings));
        }
        Main main = main(settings, ports);
        if (settings.isOn("leader.enabled")) {
            main.configure().addConfiguration(Leadership.of(settings, System.getenv()));
        }
        main.addMainListener(
                new MainListenerSupport() {
                    private @Nullable RouteReload reload;

                    @Override
                    public void afterConfigure(BaseMainSupport configured) {
                        if (settings.isOn("routes.reload")) {
                            reload = RouteReload.of(configured.getCamelContext(), settings);
                        }
                        if (answers) {
                            prepare(configured.getCamelContext(), settings);
                        }
                    }

                    @Override
                    public void afterStart(BaseMainSupport started) {
                        started(settings, reload);
                    }

                    @Override
                    public void afterStop(BaseMainSupport stopped) {
                        stopped(settings, stopped.getCamelContext());
                    }
                });
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        Termination termination = Termination.of(shutdownTimeout(settings), main::completed);
        int status = FAILED;
        try {
            main.run();
            status = main.getExitCode();
        } finally {
            termination.ended(status);
        }
        return status;
    }

    private static void prepare(CamelContext context, Settings settings) {
        try {
            HttpPort.prepare(context, settings);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
    }

    private static void stopped(Settings settings, CamelContext context) {
        if (context.getShutdownStrategy().isTimeoutOccurred()) {
            LoggerFactory.getLogger(Application.class)
                    .error(
                            "a run was not finished within shutdown.timeout ({}), and is cut off",
                            settings.get("shutdown.timeout"));
        }
    }

    private static Duration shutdownTimeout(Settings settings) {
        return TimeUtils.toDuration(settings.get("shutdown.timeout"));
    }

    private static void started(Settings settings, @Nullable RouteReload reload) {
        // not a constant: the log must not be set up before the settings say how
        Logger logger = LoggerFactory.getLogger(Application.class);
        logger.info(
                "profile {}, schedule {} in UTC",
                settings.profile(),
                settings.get("schedule.cron"));
        if (settings.isOn("http.enabled")) {
            logger.info("the page is {}", HttpPort.address(settings));
        }
        if (reload != null) {
            logger.info("an edit in {} takes effect at once", settings.routes());
            reload.start();
        }
    }

    private static Main main(Settings settings, Map<String, String> more) {
        Main main = camel(settings, more);
        main.addMainListener(
                new MainListenerSupport() {
                    @Override
                    public void afterConfigure(BaseMainSupport configured) {
                        RouteCheck.check(configured.getCamelContext());
                        if (!settings.profile().equals("local") && !more.equals(CHECK)) {
                            Destinations.check(configured.getCamelContext());
                            Destinations.watch(configured.getCamelContext());
                        }
                    }
                });
        return main;
    }

    static Main camel(Settings settings, Map<String, String> more) {
        Map<String, Object> properties = new HashMap<>(settings.values());
        properties.put(
                "camel.main.routes-include-pattern",
                "file:" + settings.routes().toAbsolutePath() + "/*.camel.yaml");
        properties.put("routes.dir", settings.routes().toString()); // where the queries are
        properties.put("camel.main.shutdown-timeout", shutdownTimeout(settings).toSeconds());
        properties.put("http.enabled", "false"); // there is a server on a schedule alone
        properties.putAll(more);
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setOverrideProperties(properties);
        main.bind("settings", settings);
        main.addMainListener(
                new MainListenerSupport() {
                    @Override
                    public void beforeInitialize(BaseMainSupport created) {
                        Precedence.ofSettings(created.getCamelContext());
                    }
                });
        return main;
    }
}
