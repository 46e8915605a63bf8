package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.inframonitor.cost.Meter;
import io.github.inframonitor.cost.ServiceUse;
import io.github.inframonitor.cost.Use;
import io.github.inframonitor.run.Reading;
import io.github.inframonitor.run.Run;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What a run asks of AWS is the run's, whichever thread of its branches and stores asks it. */
class CostOfRunTest extends RouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("retry.attempts", "1");
    }

    @Test
    void countsTheCallsOfParallelStoresAsTheRuns() throws Exception {
        collect();
        start();

        Run run = doRun();

        Use use = meter().of(run.id());
        assertThat(use.services())
                .extracting(ServiceUse::service, ServiceUse::calls, ServiceUse::items)
                .containsExactly(
                        tuple("CloudWatch", 2L, 9L),
                        // the claim, two batches of 49 items, what people were told, the record
                        tuple("DynamoDB", 5L, 51L),
                        tuple("S3", 1L, 1L));
        assertThat(use.metrics()).isEqualTo(9);
        assertThat(meter().of("").services()).isEmpty();
    }

    @Test
    void writesItIntoTheRecord() throws Exception {
        collect();
        start();

        Run run = doRun();

        Map<String, AttributeValue> record =
                client(DynamoDbClient.class)
                        .getItem(
                                g ->
                                        g.tableName("infra-monitor")
                                                .key(
                                                        Map.of(
                                                                "pk",
                                                                AttributeValue.fromS("R#web-7"),
                                                                "sk",
                                                                AttributeValue.fromS(
                                                                        "2026-11-22T21:00:00.000Z"))))
                        .item();
        assertThat(record.get("services").l())
                .extracting(service -> service.m().get("name").s())
                .containsExactly("CloudWatch", "DynamoDB", "S3");
        assertThat(record.get("services").l().get(0).m())
                .containsEntry("calls", AttributeValue.fromN("2"))
                .containsEntry("items", AttributeValue.fromN("9"));
        assertThat(record.get("runsAMonth").n()).isEqualTo("240");
        assertThat(Double.parseDouble(record.get("dollarsAMonth").n())).isBetween(0.005, 0.05);
        assertThat(record.get("pricesOf").s()).isEqualTo("2026-08");
        assertThat(meter().of(run.id()).billed().get("dynamodb.write")).isGreaterThan(98);
    }

    @Test
    void whatIsTriedAgainIsCountedAgain() throws Exception {
        collect();
        start();
        faults().throttleNext("PutObject", 1);

        Run run = doRun();

        assertThat(meter().of(run.id()).services())
                .contains(
                        new ServiceUse(
                                "S3",
                                2,
                                2,
                                1,
                                meter().of(run.id()).services().get(2).bytesOut(),
                                0));
    }

    /** 48 samples, as many as a small host has. */
    private void collect() throws Exception {
        for (String type : List.of("cpu", "memory", "disk", "network")) {
            replace(
                    "collect-" + type + "-host",
                    "read-" + type,
                    exchange -> exchange.getMessage().setBody(twelve(type)));
        }
    }

    static Reading twelve(String type) {
        Reading.Builder reading = Reading.of(run(), type);
        switch (type) {
            case "cpu" -> reading.add("usage_percent", 12.5, StandardUnit.PERCENT);
            case "network" ->
                    reading.add("received_bytes_per_second", 1500, StandardUnit.BYTES_SECOND)
                            .add("sent_bytes_per_second", 700, StandardUnit.BYTES_SECOND);
            default -> reading.add("used_percent", 40.5, StandardUnit.PERCENT);
        }
        int more = type.equals("network") ? 10 : 11;
        for (int i = 0; i < more; i++) {
            reading.add("other_count", i, StandardUnit.COUNT, "device", type + i);
        }
        return reading.build();
    }

    private Meter meter() {
        return context.getRegistry().findSingleByType(Meter.class);
    }
}
