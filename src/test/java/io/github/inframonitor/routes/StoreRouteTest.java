package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Outcome.Result;
import io.github.inframonitor.run.Run;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;

/** Three stores side by side, and what becomes of the run when one of them does not take it. */
class StoreRouteTest extends RouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("store.timeout", "5s", "retry.attempts", "0");
    }

    @Test
    void storesThreeWays() {
        start();

        Run run = store();

        assertThat(run.stores())
                .extracting(Outcome::name, Outcome::result, Outcome::samples, Outcome::requests)
                .containsExactly(
                        tuple("cold", Result.OK, 30L, 1L),
                        tuple("hot", Result.OK, 31L, 2L),
                        tuple("metrics", Result.OK, 0L, 0L));
        assertThat(run.samples()).isEqualTo(run(30).samples());
    }

    /** First, between and last: a handled first one must not end the route. */
    @ParameterizedTest
    @CsvSource({
        "cold, store-cold, encode-parquet",
        "hot, store-hot, make-items",
        "metrics, store-metrics, make-datapoints"
    })
    void aStoreThatFailsLeavesTheOthers(String store, String route, String step) throws Exception {
        fail(route, step, new IOException("broken"));
        start();

        Run run = store();

        assertThat(run.failures())
                .extracting(Outcome::name, Outcome::result, Outcome::error)
                .containsExactly(tuple(store, Result.FAILED, "IOException: broken"));
        assertThat(run.stores()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"cold, store-cold, encode-parquet", "metrics, store-metrics, make-datapoints"})
    void aStoreThatHangsIsTimedOut(String store, String route, String step) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        replace(route, step, exchange -> release.await(1, TimeUnit.MINUTES));
        start();

        Run run = store();
        release.countDown();

        assertThat(run.failures())
                .extracting(Outcome::name, Outcome::result, Outcome::error)
                .containsExactly(tuple(store, Result.TIMED_OUT, "no answer within 5000 ms"));
    }

    @Test
    void aRunThatNoStoreTakesSaysSo() throws Exception {
        fail("store-cold", "encode-parquet", new IOException("full"));
        fail("store-hot", "make-items", new IllegalStateException("odd"));
        // without details, as an answer that is none of AWS's
        fail(
                "store-metrics",
                "make-datapoints",
                (Exception) CloudWatchException.builder().statusCode(404).message("what").build());
        start();

        Run run = store();

        assertThat(run.stores())
                .extracting(Outcome::result, Outcome::error)
                .containsExactly(
                        tuple(Result.FAILED, "IOException: full"),
                        tuple(Result.FAILED, "IllegalStateException: odd"),
                        tuple(Result.FAILED, "AWS 404: what"));
        assertThat(run.status()).isEqualTo(Run.Status.FAILED);
    }

    @Test
    void aRefusedStoreNamesTheActionThatItMustBeAllowed() {
        start();
        faults().failNext("BatchWriteItem", StoreHotRouteTest.denied());

        Run run = store();

        assertThat(run.failures())
                .extracting(Outcome::name, Outcome::samples, Outcome::error)
                .containsExactly(
                        tuple(
                                "hot",
                                0L,
                                "DynamoDb 400 AccessDeniedException: not authorized to perform:"
                                        + " dynamodb:BatchWriteItem; the role that infra-monitor"
                                        + " runs with must be allowed dynamodb:BatchWriteItem on"
                                        + " table/infra-monitor (hot.table)"));
    }

    private Run store() {
        Run collected = run(30);
        return send(
                        "store",
                        new Run(
                                TIME,
                                "web-7",
                                "web-7",
                                TIME,
                                collected.samples(),
                                List.of(),
                                List.of()))
                .getMessage()
                .getBody(Run.class);
    }
}
