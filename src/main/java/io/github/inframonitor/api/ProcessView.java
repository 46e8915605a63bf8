package io.github.inframonitor.api;

import static java.util.Objects.requireNonNull;

import io.github.inframonitor.run.Runs;
import io.github.inframonitor.settings.Settings;
import io.github.inframonitor.spool.Spool;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Route;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerException;
import org.quartz.Trigger;

/** What the process tells of itself: its schedule, its spool, its settings. */
public final class ProcessView implements CamelContextAware {
    /** Settings whose values nobody is told, and what of an address is a password. */
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(token|password|passphrase|secret|credential|external-id).*");

    private static final Pattern USER_INFO = Pattern.compile("(://)[^/@\\s]+@");

    private static final String MASK = "***";
    private static final Instant STARTED =
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());

    private final String cron;
    private @Nullable CamelContext camelContext;

    /**
     * @param cron {@code schedule.cron}
     */
    public ProcessView(String cron) {
        this.cron = cron;
    }

    /** The pipeline as it is now. */
    public Map<String, Object> pipeline(Runs runs, Spool spool, CollectNow now)
            throws SchedulerException {
        String version = getClass().getPackage().getImplementationVersion();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pipeline", runs.pipelineId());
        json.put("version", version == null ? "of a checkout" : version);
        json.put("profile", settings().profile());
        json.put("schedule", cron);
        Instant next = nextRun();
        if (next != null) {
            json.put("nextRun", next.toString());
        }
        json.put("running", now.isRunning());
        json.put("startedAt", STARTED.toString());
        json.put("now", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        json.put(
                "spool",
                Map.of(
                        "runs", (long) spool.waitingRuns(),
                        "bytes", (long) spool.bytes(),
                        "maxBytes", (long) spool.maxBytes()));
        return json;
    }

    private @Nullable Instant nextRun() throws SchedulerException {
        Route route = context().getRoute("schedule");
        if (route == null || !(route.getEndpoint() instanceof QuartzEndpoint quartz)) {
            return null;
        }
        Trigger trigger = quartz.getComponent().getScheduler().getTrigger(quartz.getTriggerKey());
        return trigger == null || trigger.getNextFireTime() == null
                ? null
                : trigger.getNextFireTime().toInstant();
    }

    /** The settings in force. */
    public Map<String, Object> config() {
        Map<String, String> values = new TreeMap<>();
        for (String name : settings().values().keySet()) {
            String value = context().getPropertiesComponent().resolveProperty(name).orElse("");
            values.put(name, value);
        }
        List<Object> all = new ArrayList<>();
        values.forEach(
                (name, value) -> {
                    boolean secret = SECRET.matcher(name).matches() && !value.isEmpty();
                    String shown =
                            secret ? MASK : USER_INFO.matcher(value).replaceAll("$1" + MASK + "@");
                    Map<String, Object> setting = new LinkedHashMap<>();
                    setting.put("name", name);
                    setting.put("value", shown);
                    setting.put("masked", !shown.equals(value));
                    all.add(setting);
                });
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("profile", settings().profile());
        config.put("settings", all);
        return config;
    }

    private Settings settings() {
        return requireNonNull(context().getRegistry().findSingleByType(Settings.class));
    }

    private CamelContext context() {
        return requireNonNull(camelContext);
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }
}
