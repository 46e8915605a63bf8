package io.github.inframonitor.api;

import static java.util.Objects.requireNonNull;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.run.Runs;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;

/** Lets a person start a run, unless one is going on. */
public final class CollectNow implements CamelContextAware {
    private final AtomicBoolean begun = new AtomicBoolean();
    private @Nullable CamelContext camelContext;

    /**
     * A run that begins now, and keeps others from beginning until it is {@link #ended}.
     *
     * @throws ProblemException if a run is going on
     */
    public Run begin(Runs runs, @Nullable Object body) {
        if (!(body instanceof java.util.Map<?, ?> map) || !map.isEmpty()) {
            throw ProblemException.of("body", "the body must be {}");
        }
        if (isRunning() || !begun.compareAndSet(false, true)) {
            throw ProblemException.of(409, "a run is going on; its end is told by /api/events");
        }
        return runs.start(null);
    }

    /** The run that a person started is over. */
    public void ended() {
        begun.set(false);
    }

    /** Whether a run is going on, whoever started it. */
    public boolean isRunning() {
        return begun.get() || requireNonNull(camelContext).getInflightRepository().size("run") > 0;
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
