package io.github.inframonitor.routes;

import io.github.inframonitor.local.LocalClients;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import software.amazon.awssdk.core.SdkClient;

/** The stand-ins, whose {@link Calls} are recorded. Camel makes it by its name. */
public final class RecordedClients implements CamelConfiguration {
    private final Calls calls = new Calls();

    @Override
    public void configure(CamelContext context) throws Exception {
        new LocalClients().configure(context);
        Registry registry = context.getRegistry();
        registry.bind("calls", Calls.class, calls);
        registry.findByTypeWithName(SdkClient.class)
                .forEach(
                        (name, client) ->
                                registry.bind(name, Calls.service(client), calls.record(client)));
    }
}
