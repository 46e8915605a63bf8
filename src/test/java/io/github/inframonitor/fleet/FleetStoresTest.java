package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** What the double plays of where a run is stored to, and of how cells are handed out. */
class FleetStoresTest extends FleetAwsCase {
    @Test
    void theTableHoldsToConditionsAndIsReadByItsKeys() throws Exception {
        play("accounts=1");
        DynamoDbClient table = client(DynamoDbClient.builder(), "eu-west-1", own());
        Consumer<String> put =
                sk ->
                        table.putItem(
                                ask ->
                                        ask.tableName("hot")
                                                .item(item("W#1", sk))
                                                .conditionExpression(
                                                        "attribute_not_exists(pk) OR #sk = :never")
                                                .expressionAttributeNames(Map.of("#sk", "sk"))
                                                .expressionAttributeValues(
                                                        Map.of(
                                                                ":never",
                                                                AttributeValue.fromS("-"))));
        List.of("a", "b", "c", "d").forEach(put);

        assertRefused(() -> put.accept("a"), 400, "ConditionalCheckFailedException");
        List<String> pages = new ArrayList<>();
        for (QueryResponse page :
                table.queryPaginator(
                        ask ->
                                ask.tableName("hot")
                                        .limit(2)
                                        .keyConditionExpression("pk = :pk and sk between :b and :d")
                                        .expressionAttributeValues(
                                                Map.of(
                                                        ":pk", AttributeValue.fromS("W#1"),
                                                        ":b", AttributeValue.fromS("b"),
                                                        ":d", AttributeValue.fromS("d"))))) {
            pages.add(
                    page.items().stream()
                            .map(item -> item.get("sk").s())
                            .collect(Collectors.joining()));
        }
        assertThat(pages).containsExactly("bc", "d");
    }

    private static Map<String, AttributeValue> item(String pk, String sk) {
        return Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk));
    }

    @Test
    void anObjectIsPutWhereNoneIsOrInThePlaceOfACertainOne() throws Exception {
        play("accounts=1");
        S3Client s3 = client(S3Client.builder().forcePathStyle(true), "eu-west-1", own());
        String first = put(s3, "first", ask -> ask.ifNoneMatch("*"));

        assertRefused(
                () -> put(s3, "second", ask -> ask.ifNoneMatch("*")), 412, "PreconditionFailed");
        put(s3, "second", ask -> ask.ifMatch(first));
        assertRefused(() -> put(s3, "third", ask -> ask.ifMatch(first)), 412, "PreconditionFailed");

        assertThat(s3.getObjectAsBytes(ask -> ask.bucket("cold").key("a")).asUtf8String())
                .isEqualTo("second");
    }

    private static String put(
            S3Client s3, String object, Consumer<PutObjectRequest.Builder> condition) {
        return s3.putObject(
                        ask -> condition.accept(ask.bucket("cold").key("a")),
                        RequestBody.fromString(object))
                .eTag();
    }

    @Test
    void storesFailAndRequestsAreCutOff() throws Exception {
        play("accounts=1");
        DynamoDbClient table = client(DynamoDbClient.builder(), "eu-west-1", own());
        Runnable put = () -> table.putItem(ask -> ask.tableName("hot").item(item("pk", "sk")));

        aws.trouble().set("store-failing=100");
        assertRefused(put, 500, "InternalServerError");
        aws.trouble().end();
        List<String> seen = new ArrayList<>();
        aws.watch(what -> seen.add(what) && what.startsWith("asked"));
        assertThatThrownBy(put::run).isInstanceOf(SdkClientException.class);
        assertThat(aws.stores().table().items()).isEmpty();
        aws.watch(what -> seen.add(what) && what.startsWith("done"));
        assertThatThrownBy(put::run).isInstanceOf(SdkClientException.class);
        assertThat(aws.stores().table().items()).hasSize(1);
        assertThat(seen)
                .containsExactly(
                        "asked dynamodb:PutItem",
                        "asked dynamodb:PutItem",
                        "done dynamodb:PutItem");
    }

    @Test
    void aMessageIsReceivedAgainUntilItIsDeletedOrDead() throws Exception {
        play("accounts=1");
        SqsClient sqs = client(SqsClient.builder(), "eu-west-1", own());
        String url = sqs.getQueueUrl(ask -> ask.queueName("cells")).queueUrl();
        for (String cell : List.of("one", "two")) {
            sqs.sendMessage(
                    ask ->
                            ask.queueUrl(url)
                                    .messageBody(cell)
                                    .messageAttributes(
                                            Map.of(
                                                    "run",
                                                    MessageAttributeValue.builder()
                                                            .dataType("String")
                                                            .stringValue("1")
                                                            .build())));
        }

        List<Message> first = receive(sqs, url, 30);
        assertThat(receive(sqs, url, 30)).isEmpty();
        sqs.deleteMessage(ask -> ask.queueUrl(url).receiptHandle(first.get(0).receiptHandle()));
        sqs.changeMessageVisibility(
                ask ->
                        ask.queueUrl(url)
                                .receiptHandle(first.get(1).receiptHandle())
                                .visibilityTimeout(0));
        for (int n = 0; n < 4; n++) {
            assertThat(receive(sqs, url, 0)).extracting(Message::body).containsExactly("two");
        }

        assertThat(first).extracting(Message::body).containsExactly("one", "two");
        assertThat(receive(sqs, url, 0)).isEmpty();
        assertThat(aws.queues().bodies("cells")).isEmpty();
        assertThat(aws.queues().bodies("cells-dead")).containsExactly("two");
    }

    private static List<Message> receive(SqsClient sqs, String url, int visibility) {
        return sqs.receiveMessage(
                        ask ->
                                ask.queueUrl(url)
                                        .maxNumberOfMessages(10)
                                        .visibilityTimeout(visibility)
                                        .messageAttributeNames("All"))
                .messages();
    }
}
