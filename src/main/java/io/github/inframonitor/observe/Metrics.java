package io.github.inframonitor.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.StartupListener;
import org.jspecify.annotations.Nullable;

/** Where our metrics are kept, and how they are called. */
final class Metrics {
    static final String PREFIX = "infra_monitor_";

    /** Of this time the longest is told: a schedule may fire only every few hours. */
    static final Duration DAY = Duration.ofDays(1);

    private Metrics() {}

    /**
     * @return null where there is none: the management port is off, or a run is done alone
     */
    static @Nullable MeterRegistry of(@Nullable CamelContext context) {
        return context == null ? null : context.getRegistry().findSingleByType(MeterRegistry.class);
    }

    /**
     * Lets meters begin once all routes and beans are there. A bean that is made anew by an edit of
     * its route finds them begun.
     */
    static void begin(CamelContext context, BiConsumer<CamelContext, MeterRegistry> meters) {
        StartupListener listener =
                (started, before) -> {
                    MeterRegistry registry = of(started);
                    if (registry != null && !before) {
                        meters.accept(started, registry);
                    }
                };
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
