package io.github.inframonitor.routes;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * Whether the files say something else than what runs, since an edit of them was refused.
 *
 * <p>It is part of neither readiness nor liveness: what runs is good, and a start anew would find
 * the same edit.
 */
final class RefusedRoutes extends AbstractHealthCheck {
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile @Nullable String problem;

    private RefusedRoutes() {
        super("infra-monitor", "routes");
    }

    static RefusedRoutes register(CamelContext context) {
        RefusedRoutes refused = new RefusedRoutes();
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        if (registry != null) {
            registry.register(refused);
        }
        return refused;
    }

    /**
     * Tells it as metrics: the gauge {@code infra_monitor_routes_refused}, 1 while an edit is
     * refused and else 0, and the counter {@code infra_monitor_routes_edits_total} by its {@code
     * outcome}, {@code taken} or {@code refused}.
     */
    void measure(MeterRegistry registry) {
        Gauge.builder("infra_monitor_routes_refused", this, state -> state.isRefused() ? 1 : 0)
                .description("1 while an edit of the routes or settings is refused")
                .register(registry);
        count(registry, "taken", taken);
        count(registry, "refused", refused);
    }

    private static void count(MeterRegistry registry, String outcome, AtomicLong count) {
        FunctionCounter.builder("infra_monitor_routes_edits", count, AtomicLong::doubleValue)
                .description("edits of the routes or settings")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** An edit was refused, and this is what is wrong with it. */
    void because(String why) {
        problem = why;
        refused.incrementAndGet();
    }

    /** An edit was taken, or a refused one taken back. */
    void none() {
        problem = null;
        taken.incrementAndGet();
    }

    boolean isRefused() {
        return problem != null;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String why = problem;
        if (why == null) {
            builder.up();
        } else {
            builder.message("edit refused, the routes before it go on: " + why).down();
        }
    }
}
