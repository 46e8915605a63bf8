package io.github.inframonitor.aws;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Whether a destination answers. The components' own checks list all tables, topics and dashboards
 * of the account, which a role need not be allowed.
 *
 * <p>It is part of neither readiness nor liveness: a process whose store is down still collects,
 * and to restart it would mend nothing.
 *
 * @see <a href="https://camel.apache.org/manual/health-check.html">Camel on health checks</a>
 */
final class DestinationHealthCheck extends AbstractHealthCheck {
    private final Destination destination;

    private DestinationHealthCheck(Destination destination) {
        super("infra-monitor", destination.setting());
        this.destination = destination;
    }

    /** Registers one for each destination of a context. */
    static void register(CamelContext context) {
        HealthCheckRegistry registry = HealthCheckRegistry.get(context);
        Destination.of(context).stream()
                .map(DestinationHealthCheck::new)
                .forEach(registry::register);
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
        try {
            destination.question().run();
            builder.up();
        } catch (SdkException e) {
            builder.message(destination.what() + ": " + AwsErrors.describe(e)).error(e).down();
        }
    }
}
