package io.github.inframonitor.observe;

import static io.github.inframonitor.observe.Metrics.counter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.ExchangeHelper;
import org.jspecify.annotations.Nullable;

/**
 * Counts what Camel tries again, by the route whose step had failed, for Prometheus. It is the
 * {@code onRedeliveryRef} of a policy.
 */
public final class Retries implements Processor, CamelContextAware {
    private final List<String> policies;
    private @Nullable CamelContext camelContext;

    /**
     * @param policies the ids of those policies by commas: their routes are at 0 from the start
     */
    public Retries(String policies) {
        this.policies = List.of(policies.split(","));
    }

    @Override
    public void process(Exchange exchange) {
        MeterRegistry registry = Metrics.of(exchange.getContext());
        if (registry != null) {
            of(registry, ExchangeHelper.getAtRouteId(exchange), 1);
        }
    }

    private static void of(MeterRegistry registry, String route, int retries) {
        counter(
                        registry,
                        "retries",
                        "steps that failed and were tried again",
                        Tag.of("route", route))
                .increment(retries);
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.camelContext = context;
        Metrics.begin(
                context,
                (started, registry) ->
                        started.getRoutes().stream()
                                .filter(
                                        route ->
                                                route.getConfigurationId()
                                                        != null) // a rest has none
                                .filter(route -> policies.contains(route.getConfigurationId()))
                                .forEach(route -> of(registry, route.getRouteId(), 0)));
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }
}
