package io.github.inframonitor.leader;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.github.inframonitor.settings.SettingException;
import io.github.inframonitor.settings.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets of several pods only the one fire that holds a Lease of Kubernetes. Whoever does not renew
 * it within its duration has lost it: a pod that is gone, or that cannot reach the API server.
 *
 * <p>Not by Camel's cluster service: there a leader is replaced only when its pod is no longer
 * listed as ready, whatever its Lease says, and one failed renewal ends the election for good.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/architecture/leases/">Leases</a>
 */
public final class Leadership implements CamelConfiguration {
    /**
     * What only the leader does. Not what is asked for by hand or by message: a run at start, and
     * the objects that a queue shares out by itself.
     */
    static final Set<String> ROUTES = Set.of("schedule", "catch-up", "report", "poll-logs");

    private static final Logger logger = LoggerFactory.getLogger(Leadership.class);

    private final String namespace;
    private final String lease;
    private final String pod;
    private final Duration duration;
    private final Config around;
    private volatile boolean leads;

    private Leadership(
            String namespace, String lease, String pod, Duration duration, Config around) {
        this.namespace = namespace;
        this.lease = lease;
        this.pod = pod;
        this.duration = duration;
        this.around = around;
    }

    /**
     * The leadership that the settings describe.
     *
     * @param environment where Kubernetes tells a pod its namespace and its name
     * @throws SettingException if one of them is neither set nor told
     */
    public static Leadership of(Settings settings, Map<String, String> environment) {
        return of(settings, environment, Config.autoConfigure(null));
    }

    /**
     * @param around where the API server is, and who this is to it
     */
    static Leadership of(Settings settings, Map<String, String> environment, Config around) {
        return new Leadership(
                told(settings, "leader.namespace", environment, "NAMESPACE"),
                settings.get("leader.lease"),
                told(settings, "leader.pod", environment, "POD_NAME"),
                TimeUtils.toDuration(settings.get("leader.lease-duration")),
                around);
    }

    /**
     * @throws SettingException if there is no Kubernetes, or it refuses to show the Lease
     */
    @Override
    public void configure(CamelContext context) {
        KubernetesClient client = new KubernetesClientBuilder().withConfig(config()).build();
        ToldLease held = new ToldLease(namespace, lease, pod);
        check(client, held);
        context.addRoutePolicyFactory(
                (of, route, definition) ->
                        ROUTES.contains(route) ? new LeaderOnly(() -> leads) : null);
        context.addLifecycleStrategy(new Campaign(client, held));
    }

    private Config config() {
        if (around.getMasterUrl().startsWith("https://kubernetes.default.svc")) {
            throw new SettingException(
                    "leader.enabled",
                    "there is no Kubernetes around this process; outside of it leave this off");
        }
        int patience = (int) duration.dividedBy(3).toMillis();
        return new ConfigBuilder(around)
                .withConnectionTimeout(patience)
                .withRequestTimeout(patience)
                .withRequestRetryBackoffLimit(0) // the elector tries again itself
                .build();
    }

    private void check(KubernetesClient client, ToldLease held) {
        try {
            held.get(client);
        } catch (KubernetesClientException e) {
            if (e.getCode() == 401 || e.getCode() == 403) {
                throw new SettingException(
                        "leader.lease",
                        "the service account may not get the Lease "
                                + held.describe()
                                + "; give it the Role of k8s/ha, or correct leader.namespace");
            }
        }
    }

    private static String told(
            Settings settings, String setting, Map<String, String> environment, String variable) {
        String value = settings.get(setting);
        if (value.isEmpty()) {
            value = environment.getOrDefault(variable, "");
        }
        if (value.isEmpty()) {
            throw new SettingException(
                    setting,
                    "is empty, and so is "
                            + variable
                            + "; leader.enabled needs it, by the downward API");
        }
        return value;
    }

    /** Stands for election from the start of the context to its end, again after each loss. */
    private final class Campaign extends LifecycleStrategySupport {
        private final KubernetesClient client;
        private final ToldLease held;
        private @Nullable ScheduledExecutorService executor;
        private @Nullable CompletableFuture<?> standing;

        Campaign(KubernetesClient client, ToldLease held) {
            this.client = client;
            this.held = held;
        }

        @Override
        public void onContextStarted(CamelContext context) {
            executor =
                    context.getExecutorServiceManager()
                            .newSingleThreadScheduledExecutor(this, "Leadership");
            stand(executor);
        }

        /** Gives the Lease back at once, so that another need not wait until it runs out. */
        @Override
        public void onContextStopping(CamelContext context) {
            ScheduledExecutorService stopping = executor;
            CompletableFuture<?> last;
            synchronized (this) {
                executor = null;
                last = standing;
            }
            if (last != null) {
                last.cancel(true);
            }
            if (stopping != null) {
                context.getExecutorServiceManager().shutdownNow(stopping);
            }
            client.close();
        }

        private synchronized void stand(ScheduledExecutorService on) {
            if (executor == on) {
                standing = new LeaderElector(client, terms(on), on).start();
            }
        }

        private LeaderElectionConfig terms(ScheduledExecutorService on) {
            return new LeaderElectionConfigBuilder()
                    .withName(lease)
                    .withLock(held)
                    .withLeaseDuration(duration)
                    .withRenewDeadline(duration.multipliedBy(2).dividedBy(3))
                    .withRetryPeriod(retryPeriod())
                    .withReleaseOnCancel(true)
                    .withLeaderCallbacks(new LeaderCallbacks(this::won, () -> lost(on), this::told))
                    .build();
        }

        private Duration retryPeriod() {
            return duration.multipliedBy(2).dividedBy(15);
        }

        private void won() {
            leads = true;
        }

        @SuppressWarnings("FutureReturnValueIgnored") // the elector tells how it went
        private void lost(ScheduledExecutorService on) {
            leads = false;
            synchronized (this) {
                if (executor == on) {
                    logger.warn("{} leads no more: nothing fires here", pod);
                    on.schedule(() -> stand(on), retryPeriod().toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        }

        private void told(@Nullable String holder) {
            if (holder != null && !holder.isEmpty()) {
                logger.info("{} leads: what the schedule says fires there", holder);
            }
        }
    }
}
