package io.github.inframonitor.leader;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.HashMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** fabric8's mock of Kubernetes, which keeps what is put, and can be made to refuse. */
public final class ApiServer implements AutoCloseable {
    private final Set<String> asked = new ConcurrentSkipListSet<>();
    private final KubernetesMockServer server;
    private volatile int refusal;

    public ApiServer() {
        KubernetesCrudDispatcher kept = new KubernetesCrudDispatcher();
        Dispatcher refusing =
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        asked.add(request.getMethod() + " " + request.getPath());
                        return refusal == 0
                                ? kept.dispatch(request)
                                : new MockResponse().setResponseCode(refusal);
                    }
                };
        server =
                new KubernetesMockServer(
                        new Context(), new MockWebServer(), new HashMap<>(), refusing, false);
        server.init();
    }

    public String url() {
        return server.url("/");
    }

    /** Who holds a Lease; null if nobody does. */
    public String holder(String namespace, String lease) {
        try (KubernetesClient client = server.createClient()) {
            var found = client.leases().inNamespace(namespace).withName(lease).get();
            return found == null ? null : found.getSpec().getHolderIdentity();
        }
    }

    Config config() {
        return new ConfigBuilder(Config.empty()).withMasterUrl(url()).build();
    }

    /** Answers with a status from now on; 0 answers as it should. */
    void refuse(int status) {
        refusal = status;
    }

    /** Each method and path that it was asked for. */
    Set<String> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.destroy();
    }
}
