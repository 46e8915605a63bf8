package io.github.inframonitor.leader;

import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Lets a route do nothing in a process that does not lead. The route is started all the same, so
 * that readiness and a reload need not know of it.
 */
final class LeaderOnly extends RoutePolicySupport {
    private final BooleanSupplier leads;

    LeaderOnly(BooleanSupplier leads) {
        this.leads = leads;
    }

    @Override
    public void onExchangeBegin(Route route, Exchange exchange) {
        if (!leads.getAsBoolean()) {
            exchange.setRouteStop(true);
        }
    }
}
