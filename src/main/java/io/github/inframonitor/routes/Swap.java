package io.github.inframonitor.routes;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.util.FileUtil;
import org.jspecify.annotations.Nullable;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a version of the routes that is known to be right in the place of the one that runs. */
final class Swap {
    private static final Logger logger = LoggerFactory.getLogger(Swap.class);

    /** How long new exchanges may have to wait for those that are inside; then it is later. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    /**
     * A schedule that is about to fire is not touched, so that no firing falls between two routes.
     */
    private static final Duration SOON = Duration.ofMillis(500);

    private final CamelContext context;
    private final Gate gate;

    Swap(CamelContext context, Gate gate) {
        this.context = context;
        this.gate = gate;
    }

    /**
     * Changes the routes between two exchanges.
     *
     * @return false if what is going on did not end in time, and nothing is changed
     * @throws Exception if some route does not start; then those before run again
     */
    boolean to(Version after, Version before, Change change) throws Exception {
        if (!gate.close(WAIT)) {
            return false;
        }
        try {
            Set<Path> touched = new TreeSet<>(change.build());
            touched.addAll(change.gone());
            if (isAboutToFire(names(touched))) {
                return false;
            }
            holdingSchedules(() -> replace(after, before, change, touched));
            return true;
        } finally {
            gate.open();
        }
    }

    /**
     * A trigger that is made anew is due at once if it was within the last second, and then Camel's
     * job finds no route yet, makes another endpoint for itself, and the schedule may be left to
     * the wrong one of the two, paused. So none fires before its route is there.
     */
    private void holdingSchedules(Replacement replacement) throws Exception {
        Scheduler scheduler =
                context.hasComponent("quartz") instanceof QuartzComponent quartz
                        ? quartz.getScheduler()
                        : null;
        if (scheduler == null || !scheduler.isStarted()) {
            replacement.run();
            return;
        }
        scheduler.standby();
        try {
            replacement.run();
        } finally {
            scheduler.start();
        }
    }

    private interface Replacement {
        void run() throws Exception;
    }

    private void replace(Version after, Version before, Change change, Set<Path> touched)
            throws Exception {
        Map<String, Object> alive = Beans.alive(context, before.beans().keySet());
        Properties properties = properties();
        Map<String, Object> kept = new TreeMap<>(alive);
        kept.keySet().retainAll(change.kept());
        try {
            take(after, before);
            remove(names(touched));
            RouteTexts.load(context, texts(after, change.build()), kept);
        } catch (Exception e) {
            logger.warn("an edit that looked right does not start; the routes before it come back");
            context.getPropertiesComponent().setOverrideProperties(properties);
            remove(names(touched));
            touched.retainAll(before.routes());
            RouteTexts.load(context, texts(before, touched), alive);
            throw e;
        }
    }

    /** Whether some route among them has an exchange that waits at the gate, or soon will. */
    private boolean isAboutToFire(Set<String> files) throws SchedulerException {
        for (Route route : context.getRoutes()) {
            if (files.contains(file(route.getSourceResource()))
                    && (context.getInflightRepository().size(route.getRouteId()) > 0
                            || firesSoon(route))) {
                return true;
            }
        }
        return false;
    }

    private boolean firesSoon(Route route) throws SchedulerException {
        if (route.getEndpoint() instanceof QuartzEndpoint quartz
                && context.getRouteController().getRouteStatus(route.getRouteId()).isStarted()) {
            Scheduler scheduler = quartz.getComponent().getScheduler();
            TriggerKey key = quartz.getTriggerKey();
            if (scheduler.getTriggerState(key) == Trigger.TriggerState.BLOCKED) {
                return true; // it has fired, though Camel may not know of it yet
            }
            Trigger trigger = scheduler.getTrigger(key);
            if (trigger != null && trigger.getNextFireTime() != null) {
                Instant next = trigger.getNextFireTime().toInstant();
                return next.isBefore(Instant.now().plus(SOON));
            }
        }
        return false;
    }

    private void remove(Set<String> files) throws Exception {
        for (Route route : List.copyOf(context.getRoutes())) {
            if (files.contains(file(route.getSourceResource()))) {
                context.getRouteController().stopRoute(route.getRouteId());
                context.removeRoute(route.getRouteId());
            }
        }
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        for (RouteDefinition route : List.copyOf(model.getRouteDefinitions())) {
            if (files.contains(file(route.getResource()))) {
                model.removeRouteDefinition(route);
            }
        }
    }

    /** Lets the placeholders of the routes have the settings of the version after. */
    private void take(Version after, Version before) {
        Properties properties = properties();
        properties.keySet().removeAll(before.settings().values().keySet());
        properties.putAll(after.settings().values());
        context.getPropertiesComponent().setOverrideProperties(properties);
    }

    private Properties properties() {
        Properties copy = new Properties();
        Properties now =
                ((PropertiesComponent) context.getPropertiesComponent()).getOverrideProperties();
        if (now != null) {
            copy.putAll(now);
        }
        return copy;
    }

    private static Map<Path, String> texts(Version version, Set<Path> files) {
        Map<Path, String> texts = new TreeMap<>();
        files.forEach(file -> texts.put(file, version.text(file)));
        return texts;
    }

    private static Set<String> names(Set<Path> files) {
        Set<String> names = new TreeSet<>();
        files.forEach(file -> names.add(file.getFileName().toString()));
        return names;
    }

    /** The name of the file that a route is from; empty if it is from none. */
    private static String file(@Nullable Resource resource) {
        return resource == null ? "" : FileUtil.stripPath(resource.getLocation());
    }
}
