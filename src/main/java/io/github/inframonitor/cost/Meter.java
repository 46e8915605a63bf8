package io.github.inframonitor.cost;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Counts what is asked of AWS, by run: a call belongs to the run whose id is under {@code run} in
 * the MDC of the calling thread, where camel-mdc puts that property of the exchange, parallel
 * branches included. A thread may keep the mark of a run that ended: what it asks for no run is
 * then counted to that one, of which nobody asks any more.
 */
public final class Meter {
    private static final String RUN = "run";

    /** A run that broke off leaves its count behind: so many are kept. */
    private static final int RUNS = 100;

    private final Map<String, Tally> runs =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Tally> eldest) {
                    return size() > RUNS;
                }
            };

    /** Of all runs and of what belongs to none, since the process began. */
    private final Map<String, ServiceUse> total = new HashMap<>();

    private static final class Tally {
        private final Map<String, ServiceUse> services = new TreeMap<>();
        private final SortedMap<String, Long> operations = new TreeMap<>();
        private final Map<String, Double> billed = new HashMap<>();
        // as hashes: with detail there are as many as samples, and their names would be the larger
        private final Set<Long> metricsOfAll = new HashSet<>();
        private final Set<Long> metricsOfHost = new HashSet<>();

        void add(Set<String> metrics, Set<String> ofHost) {
            for (String metric : metrics) {
                (ofHost.contains(metric) ? metricsOfHost : metricsOfAll).add(hash(metric));
            }
        }

        /** FNV-1a of 64 bits, of which a million seldom meet. */
        private static long hash(String text) {
            long hash = 0xcbf29ce484222325L;
            for (int i = 0; i < text.length(); i++) {
                hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
            }
            return hash;
        }
    }

    /** For the clients of production. */
    public ExecutionInterceptor interceptor() {
        return new MeterInterceptor(this);
    }

    /**
     * Counts one call of a stand-in, which is always one attempt.
     *
     * @param response null if it failed
     * @param bytesOut the size of the request's body
     * @param bytesIn the size of the answer's
     */
    public void count(
            SdkRequest request, @Nullable SdkResponse response, long bytesOut, long bytesIn) {
        Wire wire = new Wire();
        wire.sent(bytesOut);
        wire.received(bytesIn);
        count(request, response, wire);
    }

    void count(SdkRequest request, @Nullable SdkResponse response, Wire wire) {
        Billing billing = new Billing(request, response, wire.body());
        String run = MDC.get(RUN);
        ServiceUse use =
                new ServiceUse(
                        billing.service(),
                        1,
                        wire.attempts(),
                        response == null ? 0 : billing.items(),
                        wire.bytesOut(),
                        wire.bytesIn());
        synchronized (runs) {
            total.merge(use.service(), use, ServiceUse::plus);
            Tally tally = runs.computeIfAbsent(run == null ? "" : run, id -> new Tally());
            tally.services.merge(use.service(), use, ServiceUse::plus);
            tally.operations.merge(use.service() + " " + billing.operation(), 1L, Long::sum);
            if (response != null) {
                billing.units().forEach((unit, n) -> tally.billed.merge(unit, n, Double::sum));
                tally.add(billing.metrics(), billing.metricsOfHost());
            }
        }
    }

    /**
     * What was counted so far.
     *
     * @param run the id of a run; empty for what belongs to none
     */
    public Use of(String run) {
        synchronized (runs) {
            Tally tally = runs.get(run);
            return tally == null
                    ? Use.NONE
                    : new Use(
                            new ArrayList<>(tally.services.values()),
                            tally.operations,
                            tally.billed,
                            tally.metricsOfAll.size() + tally.metricsOfHost.size(),
                            tally.metricsOfHost.size());
        }
    }

    /**
     * Tells it as metrics, by service: {@code infra_monitor_aws_calls_total}, and {@code
     * infra_monitor_aws_attempts_total}, what the SDK sent for them, retries included.
     */
    public void measure(MeterRegistry registry) {
        for (String service : ServiceNames.all()) {
            FunctionCounter.builder(
                            "infra_monitor_aws_calls", this, meter -> meter.total(service).calls())
                    .description("calls of AWS, whether they succeeded or not")
                    .tag("service", service)
                    .register(registry);
            FunctionCounter.builder(
                            "infra_monitor_aws_attempts",
                            this,
                            meter -> meter.total(service).attempts())
                    .description("requests that were sent for calls of AWS")
                    .tag("service", service)
                    .register(registry);
        }
    }

    private ServiceUse total(String service) {
        synchronized (runs) {
            return total.getOrDefault(service, ServiceUse.none(service));
        }
    }
}
