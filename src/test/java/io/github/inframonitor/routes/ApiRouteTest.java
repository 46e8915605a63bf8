package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.inframonitor.run.Run;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

/** Routes of the API, asked as the server asks them, without the server. */
abstract class ApiRouteTest extends RouteTest {
    private static final JsonMapper json = new JsonMapper();

    /**
     * What the server would answer.
     *
     * @param location where the header Location points; null without one
     */
    record Answer(int status, String type, JsonNode body, @Nullable String location) {
        /** One that is an answer of a read. */
        static Answer of(String body) {
            return new Answer(200, "application/json", json(body), null);
        }

        /** One that tells of a problem. */
        static Answer problem(int status, String title, @Nullable String parameter, String detail) {
            Map<String, Object> body = new HashMap<>();
            body.put("type", "about:blank");
            body.put("title", title);
            body.put("status", status);
            body.put("detail", detail);
            if (parameter != null) {
                body.put("parameter", parameter);
            }
            return new Answer(
                    status,
                    "application/problem+json",
                    json(new JsonMapper().valueToTree(body).toString()),
                    null);
        }

        static Answer wrong(String parameter, String detail) {
            return problem(400, "Bad Request", parameter, detail);
        }
    }

    /** Asks a read with the query of its address, as it was sent. */
    Answer get(String route, String query) {
        return ask(route, Map.of(Exchange.HTTP_RAW_QUERY, query), "");
    }

    /** Asks with the headers that the server makes of a request, and its body. */
    Answer ask(String route, Map<String, String> headers, @Nullable String body) {
        Exchange end =
                template.send(
                        "direct:" + route,
                        exchange -> {
                            exchange.getMessage().setHeaders(new HashMap<>(headers));
                            exchange.getMessage().setBody(body);
                        });
        assertThat(end.getException()).isNull();
        Message message = end.getMessage();
        return new Answer(
                message.getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class),
                message.getHeader(Exchange.CONTENT_TYPE, String.class),
                json(message.getBody(String.class)),
                message.getHeader("Location", String.class));
    }

    static JsonNode json(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Has a run of these samples in the hot table. */
    void store(Run run) {
        assertThat(send("store-hot", run).getException()).isNull();
    }

    void put(Map<String, AttributeValue> item) {
        client(DynamoDbClient.class).putItem(put -> put.tableName("infra-monitor").item(item));
    }

    static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN("" + number);
    }

    /** DynamoDB, down in whatever is asked of it next. */
    void failNextReads() {
        for (String operation : List.of("Query", "GetItem")) {
            faults().failNext(operation, down());
        }
    }

    static final String DOWN =
            "AWS gives no answer: DynamoDb 500 InternalServerError: it is not well";

    private static RuntimeException down() {
        AwsErrorDetails details =
                AwsErrorDetails.builder()
                        .serviceName("DynamoDb")
                        .errorCode("InternalServerError")
                        .errorMessage("it is not well")
                        .build();
        return DynamoDbException.builder().awsErrorDetails(details).statusCode(500).build();
    }
}
