package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.spool.Spool;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

/** What Prometheus is told of runs, as the routes count them. */
class PrometheusMetricsTest extends LogRouteTest {
    private static final List<String> BRANCHES = List.of("cpu", "memory", "disk", "network");

    private final MockClock clock = new MockClock();
    private final PrometheusMeterRegistry prometheus =
            new PrometheusMeterRegistry(
                    PrometheusConfig.DEFAULT, new PrometheusRegistry(), (Clock) clock);

    @Override
    Map<String, String> settings() {
        return Map.of("retry.attempts", "1", "replay.rest", "3600", "spool.max-bytes", "100000");
    }

    @Override
    protected Registry createCamelRegistry() {
        Registry registry = super.createCamelRegistry();
        registry.bind("prometheus", PrometheusMeterRegistry.class, prometheus);
        return registry;
    }

    @Test
    void whatCanBeForeseenIsThereBeforeItHappens() {
        start();

        assertThat(told("info", "runs", "late_runs", "log_objects", "run_duration_seconds"))
                .containsExactly(
                        "info{pipeline=\"web-7\",version=\"checkout\"} 1",
                        "late_runs_total{status=\"COMPLETE\"} 0.0",
                        "late_runs_total{status=\"FAILED\"} 0.0",
                        "late_runs_total{status=\"PARTIAL\"} 0.0",
                        "log_objects_total{status=\"COMPLETE\"} 0.0",
                        "log_objects_total{status=\"FAILED\"} 0.0",
                        "log_objects_total{status=\"PARTIAL\"} 0.0",
                        "run_duration_seconds_count 0",
                        "run_duration_seconds_max 0.0",
                        "run_duration_seconds_sum 0.0",
                        "runs_total{status=\"COMPLETE\"} 0.0",
                        "runs_total{status=\"FAILED\"} 0.0",
                        "runs_total{status=\"PARTIAL\"} 0.0");
        assertThat(told("spool"))
                .containsExactly("spool_bytes 0.0", "spool_max_bytes 100000.0", "spool_runs 0.0");
        assertThat(told("last_run_timestamp_seconds"))
                .containsExactly(
                        "last_run_timestamp_seconds{status=\"COMPLETE\"} 0.0",
                        "last_run_timestamp_seconds{status=\"FAILED\"} 0.0",
                        "last_run_timestamp_seconds{status=\"PARTIAL\"} 0.0");
        assertThat(told("samples", "store_duration_seconds_count"))
                .contains(
                        "samples_total{branch=\"network\"} 0.0",
                        "store_duration_seconds_count{result=\"FAILED\",store=\"hot\"} 0");
        assertThat(told("retries"))
                .contains("retries_total{route=\"store-hot\"} 0.0")
                .contains("retries_total{route=\"read-cell\"} 0.0")
                .doesNotContain("retries_total{route=\"run\"} 0.0");
    }

    @Test
    void aRunIsCountedWithItsBranchesAndStores() throws Exception {
        readEverywhere();
        fail("collect-disk-host", "read-disk", new IOException("broken"));
        fail("store-hot", "make-items", new IOException("broken"));
        start();
        // a run starts by the clock of the machine, and ends by the registry's
        clock.add(TIME.plusSeconds(3).toEpochMilli() - clock.wallTime(), TimeUnit.MILLISECONDS);

        assertThat(doRun().status()).isEqualTo(Run.Status.PARTIAL);

        assertThat(told("runs", "last_run_timestamp_seconds", "run_duration_seconds"))
                .contains(
                        "runs_total{status=\"PARTIAL\"} 1.0",
                        "runs_total{status=\"COMPLETE\"} 0.0",
                        "last_run_timestamp_seconds{status=\"PARTIAL\"} 1.795381203E9",
                        "run_duration_seconds_sum 3.0");
        assertThat(told("samples", "dropped_values"))
                .containsExactly(
                        "dropped_values_total{branch=\"cpu\"} 0.0",
                        "dropped_values_total{branch=\"disk\"} 0.0",
                        "dropped_values_total{branch=\"memory\"} 0.0",
                        "dropped_values_total{branch=\"network\"} 0.0",
                        "samples_total{branch=\"cpu\"} 1.0",
                        "samples_total{branch=\"disk\"} 0.0",
                        "samples_total{branch=\"memory\"} 1.0",
                        "samples_total{branch=\"network\"} 1.0");
        assertThat(told("branch_duration_seconds_count"))
                .filteredOn(line -> line.contains("\"cpu\"") || line.contains("\"disk\""))
                .containsExactly(
                        "branch_duration_seconds_count{branch=\"cpu\",result=\"FAILED\"} 0",
                        "branch_duration_seconds_count{branch=\"cpu\",result=\"OK\"} 1",
                        "branch_duration_seconds_count{branch=\"cpu\",result=\"TIMED_OUT\"} 0",
                        "branch_duration_seconds_count{branch=\"disk\",result=\"FAILED\"} 1",
                        "branch_duration_seconds_count{branch=\"disk\",result=\"OK\"} 0",
                        "branch_duration_seconds_count{branch=\"disk\",result=\"TIMED_OUT\"} 0");
        assertThat(told("store_duration_seconds_count", "store_requests", "store_throttles"))
                .containsExactly(
                        "store_duration_seconds_count{result=\"FAILED\",store=\"cold\"} 0",
                        "store_duration_seconds_count{result=\"FAILED\",store=\"hot\"} 1",
                        "store_duration_seconds_count{result=\"FAILED\",store=\"metrics\"} 0",
                        "store_duration_seconds_count{result=\"OK\",store=\"cold\"} 1",
                        "store_duration_seconds_count{result=\"OK\",store=\"hot\"} 0",
                        "store_duration_seconds_count{result=\"OK\",store=\"metrics\"} 1",
                        "store_duration_seconds_count{result=\"TIMED_OUT\",store=\"cold\"} 0",
                        "store_duration_seconds_count{result=\"TIMED_OUT\",store=\"hot\"} 0",
                        "store_duration_seconds_count{result=\"TIMED_OUT\",store=\"metrics\"} 0",
                        "store_requests_total{store=\"cold\"} 1.0",
                        "store_requests_total{store=\"hot\"} 0.0",
                        "store_requests_total{store=\"metrics\"} 1.0",
                        "store_throttles_total{store=\"cold\"} 0.0",
                        "store_throttles_total{store=\"hot\"} 0.0",
                        "store_throttles_total{store=\"metrics\"} 0.0");
        assertThat(told("retries"))
                .filteredOn(line -> !line.endsWith(" 0.0"))
                .containsExactly(
                        "retries_total{route=\"collect-disk-host\"} 1.0",
                        "retries_total{route=\"store-hot\"} 1.0");
    }

    @Test
    void theLongestOfADayIsTold() throws Exception {
        readEverywhere();
        start();
        clock.add(TIME.plusSeconds(3).toEpochMilli() - clock.wallTime(), TimeUnit.MILLISECONDS);

        doRun();
        clock.addSeconds(8 * 3600);

        assertThat(told("run_duration_seconds_max"))
                .containsExactly("run_duration_seconds_max 3.0");
    }

    @Test
    void aRunWaitsInTheSpoolAndIsCountedAsLateOnceItIsSent() throws Exception {
        readEverywhere();
        start();
        for (int i = 0; i < 2; i++) { // a retry's failure, too
            faults().failNext("BatchWriteItem", new IllegalStateException("down"));
        }

        doRun();

        assertThat(told("spool"))
                .containsExactly(
                        "spool_bytes " + (double) sizeOfSpool(),
                        "spool_max_bytes 100000.0",
                        "spool_runs 1.0");

        template.sendBody("direct:replay", null);

        assertThat(told("spool_bytes", "spool_runs", "late_runs", "runs"))
                .containsExactly(
                        "late_runs_total{status=\"COMPLETE\"} 1.0",
                        "late_runs_total{status=\"FAILED\"} 0.0",
                        "late_runs_total{status=\"PARTIAL\"} 0.0",
                        "runs_total{status=\"COMPLETE\"} 0.0",
                        "runs_total{status=\"FAILED\"} 0.0",
                        "runs_total{status=\"PARTIAL\"} 1.0",
                        "spool_bytes 0.0",
                        "spool_runs 0.0");
    }

    @Test
    void aLogObjectIsCountedByWhatBecameOfIt() {
        start();
        put(KEY, ProcessLogsRouteTest.COMBINED);

        process(KEY);

        assertThat(told("log_objects", "samples_total\\{branch=\"logs\"\\}", "runs"))
                .containsExactly(
                        "log_objects_total{status=\"COMPLETE\"} 1.0",
                        "log_objects_total{status=\"FAILED\"} 0.0",
                        "log_objects_total{status=\"PARTIAL\"} 0.0",
                        "runs_total{status=\"COMPLETE\"} 0.0",
                        "runs_total{status=\"FAILED\"} 0.0",
                        "runs_total{status=\"PARTIAL\"} 0.0",
                        "samples_total{branch=\"logs\"} 8.0");
    }

    @Test
    void callsOfAwsAreCountedWhoeverMakesThem() {
        start();

        template.sendBody("direct:find-run", run());

        assertThat(told("aws"))
                .filteredOn(line -> !line.endsWith(" 0.0"))
                .containsExactly(
                        "aws_attempts_total{service=\"DynamoDB\"} 1.0",
                        "aws_calls_total{service=\"DynamoDB\"} 1.0");
    }

    /** As an edit of spool.max-bytes does. */
    @Test
    void aBeanThatTookThePlaceOfAnotherIsAskedInstead() {
        start();
        context.getRegistry().unbind("spool");
        context.getRegistry()
                .bind("spool", new Spool(spool().toString(), 7, "oldest", "cold,hot,metrics"));

        assertThat(told("spool_max_bytes")).containsExactly("spool_max_bytes 7.0");
    }

    private void readEverywhere() throws Exception {
        for (String branch : BRANCHES) {
            replace(
                    "collect-" + branch + "-host",
                    "read-" + branch,
                    exchange -> exchange.getMessage().setBody(reading(branch, 1)));
        }
    }

    private long sizeOfSpool() throws IOException {
        try (Stream<Path> files = Files.list(spool())) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** Series of ours that begin so, by their names without the prefix of all. */
    private List<String> told(String... names) {
        return prometheus
                .scrape()
                .lines()
                .filter(line -> line.startsWith("infra_monitor_"))
                .map(line -> line.replaceFirst("infra_monitor_", ""))
                .filter(
                        line ->
                                Stream.of(names)
                                        .anyMatch(name -> line.matches(name + "(_.*|[{ ].*)")))
                .sorted()
                .toList();
    }
}
