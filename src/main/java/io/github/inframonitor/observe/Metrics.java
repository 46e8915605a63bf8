package io.github.inframonitor.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.StartupListener;
import org.jspecify.annotations.Nullable;

/** Where our metrics are kept, and how they are called. */
final class Metrics {
    static final String PREFIX = "infra_monitor_";

    private Metrics() {}

    /**
     * @return null where there is none: the management port is off, or a run is done alone
     */
    static @Nullable MeterRegistry of(@Nullable CamelContext context) {
        return context == null ? null : context.getRegistry().findSingleByType(MeterRegistry.class);
    }

    /** Calls back once all routes and beans are there; at once, if they are. */
    static void whenStarted(CamelContext context, StartupListener listener) {
        try {
            context.addStartupListener(listener);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    static Counter counter(MeterRegistry registry, String name, String description, Tag tag) {
        return Counter.builder(PREFIX + name)
                .description(description)
                .tags(List.of(tag))
                .register(registry);
    }
}
