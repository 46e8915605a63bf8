package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.aws.AwsErrors;
import io.github.inframonitor.hot.UnprocessedItemsException;
import io.github.inframonitor.run.Receipt;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** Batches of 25, and what DynamoDB does not take at once. */
class StoreHotRouteTest extends RouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("hot.unprocessed-delay", "1ms", "retry.attempts", "1");
    }

    /** The resource is an item too, so that n samples of one resource are n + 1 items. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "23, 1", "24, 1", "25, 2", "26, 2", "49, 2", "1000, 41"})
    void writesBatchesOf25(int samples, int requests) {
        start();
        Run run = run(samples);

        Receipt receipt = store(run);

        assertThat(receipt.requests()).isEqualTo(requests);
        assertThat(receipt.samples()).isEqualTo(samples == 0 ? 0 : samples + 1);
        assertThat(receipt.throttles()).isZero();
        assertThat(storedValues()).containsExactlyInAnyOrderElementsOf(values(run));
    }

    /** Each of the lanes of a large run may end with a batch that is not full. */
    @Test
    void writesALargeRunInLanes() {
        start();
        Run run = run(2_500);

        Receipt receipt = store(run);

        assertThat(receipt.requests()).isBetween(101L, 103L);
        assertThat(receipt.samples()).isEqualTo(2_501);
        assertThat(storedValues()).containsExactlyInAnyOrderElementsOf(values(run));
    }

    @Test
    void aRefusalInOneLaneIsTheOutcome() {
        start();
        faults().failNext("BatchWriteItem", denied());

        Exchange end = send("store-hot", run(2_500));

        assertThat(end.getMessage().getBody()).isInstanceOf(DynamoDbException.class);
    }

    @Test
    void whatOneLaneIsThrottledAtIsWrittenAgain() {
        start();
        faults().throttleNext("BatchWriteItem", 4);
        Run run = run(2_500);

        Receipt receipt = store(run);

        assertThat(receipt.samples()).isEqualTo(2_501);
        assertThat(receipt.throttles()).isEqualTo(4);
        assertThat(storedValues()).containsExactlyInAnyOrderElementsOf(values(run));
    }

    @Test
    void writesWhatWasLeftUnprocessedAgain() {
        start();
        faults().unprocessedNext(3);
        Run run = run(30);

        Receipt receipt = store(run);

        assertThat(receipt.requests()).isEqualTo(3);
        assertThat(receipt.samples()).isEqualTo(31);
        assertThat(receipt.throttles()).isEqualTo(1);
        assertThat(storedValues()).containsExactlyInAnyOrderElementsOf(values(run));
    }

    /** In a request-reply a bean's answer is another message than the body; run.once is one. */
    @Test
    void writesNothingTwiceInARequestReply() {
        start();
        faults().unprocessedNext(3);

        Object end = template.requestBody("direct:store-hot", run(1));

        assertThat(end).isInstanceOf(Receipt.class);
        assertThat(((Receipt) end).requests()).isEqualTo(2);
    }

    @Test
    void aRefusalOfWhatWasLeftIsTheOutcome() {
        start();
        faults().unprocessedNext(1);
        faults().throttleNext("BatchWriteItem", 1);
        faults().failNext("BatchWriteItem", denied());

        Exchange end = send("store-hot", run(1));

        assertThat(AwsErrors.describe(end.getMessage().getBody(Throwable.class)))
                .startsWith("DynamoDb 400 AccessDeniedException: ");
    }

    @Test
    void takesAThrottleForABatchLeftUnprocessed() {
        start();
        faults().throttleNext("BatchWriteItem", 4);
        Run run = run(1);

        Receipt receipt = store(run);

        assertThat(receipt.requests()).isEqualTo(1);
        assertThat(receipt.throttles()).isEqualTo(4);
        assertThat(storedValues()).containsExactlyInAnyOrderElementsOf(values(run));
    }

    @Test
    void givesUpABatchThatIsLeftUnprocessedElevenTimes() {
        start();
        faults().throttleNext("BatchWriteItem", 1000);

        Exchange end = send("store-hot", run(30));

        assertThat(end.getMessage().getBody())
                .isInstanceOf(UnprocessedItemsException.class)
                .asString()
                .endsWith(
                        "DynamoDB left 25 items unprocessed eleven times; the table infra-monitor"
                                + " is throttled");
        assertThat(end.getProperty("receipt", Receipt.class).samples()).isZero();
        // once: it gave up the first batch, and neither it nor the second was begun again
        assertThat(end.getProperty("receipt", Receipt.class).throttles()).isEqualTo(11);
    }

    @Test
    void aRefusalEndsItAtTheFirstBatch() {
        start();
        faults().failNext("BatchWriteItem", denied());

        Exchange end = send("store-hot", run(30));

        assertThat(end.getMessage().getBody()).isInstanceOf(DynamoDbException.class);
        assertThat(storedValues()).isEmpty();
    }

    @Test
    void ofTwoSamplesOfOneSeriesTheLaterCounts() {
        start();
        List<Sample> twins = List.of(sample("twin_count", 1), sample("twin_count", 2));
        Run run = new Run(TIME, "web-7", "web-7", TIME, twins, List.of(), List.of());

        store(run);

        assertThat(storedValues()).containsExactly("twin_count 2.0");
    }

    private Receipt store(Run run) {
        return send("store-hot", run).getMessage().getBody(Receipt.class);
    }

    /** All samples of the table, through its index. */
    private List<String> storedValues() {
        List<String> values = new ArrayList<>();
        client(DynamoDbClient.class)
                .queryPaginator(
                        query ->
                                query.tableName("infra-monitor")
                                        .indexName("gsi1")
                                        .keyConditionExpression("gsi1pk = :type")
                                        .expressionAttributeValues(
                                                Map.of(
                                                        ":type",
                                                        AttributeValue.fromS("cpu#2026-11-22#0"))))
                .items()
                .forEach(
                        item ->
                                values.add(
                                        item.get("name").s()
                                                + " "
                                                + Double.parseDouble(item.get("value").n())));
        return values;
    }

    private static List<String> values(Run run) {
        return run.samples().stream().map(s -> s.name() + " " + s.value()).toList();
    }

    static DynamoDbException denied() {
        return (DynamoDbException)
                DynamoDbException.builder()
                        .statusCode(400)
                        .awsErrorDetails(
                                AwsErrorDetails.builder()
                                        .serviceName("DynamoDb")
                                        .errorCode("AccessDeniedException")
                                        .errorMessage(
                                                "not authorized to perform: dynamodb:BatchWriteItem")
                                        .build())
                        .build();
    }
}
