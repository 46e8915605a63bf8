package io.github.inframonitor.routes;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;

/**
 * Where exchanges come in, at the routes that no other route calls. While it is closed what comes
 * waits and is not lost; it closes when all that came in before has gone out, so that each exchange
 * sees the routes of one version only.
 */
final class Gate implements RoutePolicyFactory {
    private static final int ALL = Integer.MAX_VALUE;

    /**
     * One for each exchange inside, all while closed; fair, so that a stream of them lets it close.
     */
    private final Semaphore permits = new Semaphore(ALL, true);

    @Override
    public @Nullable RoutePolicy createRoutePolicy(
            CamelContext context, String routeId, NamedNode node) {
        boolean called =
                node instanceof RouteDefinition route
                        && route.getInput().getEndpointUri().startsWith("direct:");
        return called ? null : new Entrance();
    }

    /**
     * Waits for the exchanges inside to go out.
     *
     * @return whether it is closed; if not, some took longer than the wait
     */
    boolean close(Duration wait) throws InterruptedException {
        return permits.tryAcquire(ALL, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    void open() {
        permits.release(ALL);
    }

    private final class Entrance extends RoutePolicySupport {
        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            permits.acquireUninterruptibly();
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            permits.release();
        }
    }
}
