package io.github.inframonitor.routes;

import io.github.inframonitor.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an edit of a route or of a setting take effect while the routes run, be it saved in a file
 * or brought by a ConfigMap. Camel's own reload stops the routes before it has read the new ones,
 * and does not see a ConfigMap change; here all is first built beside what runs, and what ran goes
 * on unless it is right.
 */
public final class RouteReload {
    private static final Logger logger = LoggerFactory.getLogger(RouteReload.class);

    private final CamelContext context;
    private final Watch watch;
    private final TryOut tryOut;
    private final Swap swap;
    private final RefusedRoutes refused;

    private Version running;

    /** What was last taken, refused or put off; told once. */
    private Map<Path, String> seen;

    private Unreadable unreadable = Unreadable.NO;
    private boolean waiting;

    /** For a moment that is nothing; it is told at the second look. */
    private enum Unreadable {
        NO,
        ONCE,
        TOLD
    }

    private RouteReload(CamelContext context, Settings settings, Gate gate) {
        this.context = context;
        List<Path> files = settings.files().stream().map(Path::toAbsolutePath).toList();
        this.watch = new Watch(settings.routes().toAbsolutePath(), files);
        this.tryOut = new TryOut(context);
        this.swap = new Swap(context, gate);
        this.refused = RefusedRoutes.register(context);
        try {
            this.seen = watch.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.running = new Version(seen, settings, Beans.of(context, seen));
    }

    /**
     * Prepares a context that is configured and not started yet.
     *
     * @param settings that it was configured by, and that say where its routes came from
     */
    public static RouteReload of(CamelContext context, Settings settings) {
        Gate gate = new Gate();
        context.addRoutePolicyFactory(gate);
        return new RouteReload(context, settings, gate);
    }

    /** Looks from now on, every {@code routes.reload-interval}. */
    @SuppressWarnings("FutureReturnValueIgnored") // look() lets nothing out
    public void start() {
        MeterRegistry metrics = context.getRegistry().findSingleByType(MeterRegistry.class);
        if (metrics != null) {
            refused.measure(metrics);
        }
        ScheduledExecutorService executor =
                context.getExecutorServiceManager()
                        .newSingleThreadScheduledExecutor(this, "RouteReload");
        String interval = running.settings().get("routes.reload-interval");
        long millis = TimeUtils.toMilliSeconds(interval);
        executor.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** One look: whatever goes wrong, the next look comes, and the routes that ran go on. */
    @SuppressWarnings("CatchingUnchecked") // an edit can name any class, and that fail in any way
    void look() {
        if (!context.getStatus().isStarted()) {
            return; // it is about to end
        }
        Optional<Map<Path, String>> now = read();
        if (now.isEmpty() || now.get().equals(seen)) {
            return;
        }
        try {
            if (take(now.get())) {
                seen = now.get();
            }
        } catch (Exception | LinkageError | StackOverflowError e) {
            seen = now.get();
            refuse(RouteFailure.explain(e));
        }
    }

    /**
     * Whether what the files say now is taken or refused, and nothing has to be looked at again.
     */
    boolean isUpToDate() throws IOException {
        return watch.read().equals(seen);
    }

    private Optional<Map<Path, String>> read() {
        try {
            Optional<Map<Path, String>> now = watch.look();
            if (now.isPresent() && unreadable == Unreadable.TOLD) {
                accept("the files can be read again");
            }
            unreadable = now.isPresent() ? Unreadable.NO : unreadable;
            return now;
        } catch (IOException | UncheckedIOException e) {
            if (unreadable == Unreadable.ONCE && !refused.isRefused()) {
                refuse("cannot be read: " + RouteFailure.explain(e));
                unreadable = Unreadable.TOLD;
            } else if (unreadable == Unreadable.NO) {
                unreadable = Unreadable.ONCE;
            }
            return Optional.empty();
        }
    }

    /** False if what is going on has to end first. */
    private boolean take(Map<Path, String> texts) throws Exception {
        if (texts.equals(running.texts())) {
            accept("the refused edit was taken back");
            return true;
        }
        Version next = tryOut.of(texts, running.settings().again());
        Change change = Change.between(running, next);
        if (!change.isOfRoutes()) {
            accept(null);
        } else if (swap.to(next, running, change)) {
            TreeSet<String> names = new TreeSet<>(change.edited());
            names.addAll(change.live());
            accept("edit in effect: " + String.join(", ", names));
        } else {
            if (!waiting) {
                logger.info("an edit takes effect when what is going on has ended");
            }
            waiting = true;
            return false;
        }
        waiting = false;
        if (!change.later().isEmpty()) {
            logger.warn("takes effect at the next start: {}", String.join(", ", change.later()));
        }
        running = next;
        return true;
    }

    private void accept(@Nullable String told) {
        refused.none();
        if (told != null) {
            logger.info(told);
        }
    }

    private void refuse(String problem) {
        refused.because(problem);
        logger.warn("edit refused, the routes before it go on: {}", problem);
    }
}
