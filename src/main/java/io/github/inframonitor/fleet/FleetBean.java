package io.github.inframonitor.fleet;

import static java.util.Objects.requireNonNull;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;

/**
 * A bean of the routes that needs another, which may be made later or anew: each is found when it
 * is asked.
 */
abstract class FleetBean implements CamelContextAware {
    private @Nullable CamelContext camelContext;

    final <T> T find(Class<T> type) {
        return requireNonNull(
                requireNonNull(camelContext).getRegistry().findSingleByType(type),
                () -> "no " + type.getSimpleName());
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
