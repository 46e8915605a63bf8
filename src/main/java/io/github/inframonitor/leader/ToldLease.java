package io.github.inframonitor.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Lease, of which it is told once that it cannot be asked for, and once that it can again: the
 * elector tries every few seconds.
 */
final class ToldLease implements Lock {
    /** What another process may answer to: a conflict is how the election is meant to go. */
    private static final int CONFLICT = 409;

    private static final Logger logger = LoggerFactory.getLogger(ToldLease.class);

    private final String name;
    private final LeaseLock lease;
    private final AtomicBoolean away = new AtomicBoolean();

    ToldLease(String namespace, String name, String holder) {
        this.name = namespace + "/" + name;
        this.lease = new LeaseLock(namespace, name, holder);
    }

    @Override
    public @Nullable LeaderElectionRecord get(KubernetesClient client) {
        return ask(() -> lease.get(client));
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord record) {
        ask(
                () -> {
                    lease.create(client, record);
                    return null;
                });
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord record) {
        ask(
                () -> {
                    lease.update(client, record);
                    return null;
                });
    }

    @Override
    public String identity() {
        return lease.identity();
    }

    @Override
    public String describe() {
        return name;
    }

    private @Nullable LeaderElectionRecord ask(Question question) {
        try {
            LeaderElectionRecord answer = question.ask();
            if (away.compareAndSet(true, false)) {
                logger.info("the Lease {} can be asked for again", describe());
            }
            return answer;
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT && away.compareAndSet(false, true)) {
                logger.warn(
                        "the Lease {} cannot be asked for, and nothing fires here while it cannot"
                                + " be held: {}",
                        describe(),
                        reason(e));
            }
            throw e;
        }
    }

    /** What the API server says, or what the network does. */
    static String reason(KubernetesClientException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
        return cause == failure ? text : cause.getClass().getSimpleName() + ": " + text;
    }

    /** One request. */
    private interface Question {
        @Nullable LeaderElectionRecord ask();
    }
}
