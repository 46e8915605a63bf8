package io.github.inframonitor.cost;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/**
 * What AWS bills for one call that succeeded.
 *
 * @see <a href="https://aws.amazon.com/s3/pricing/">S3: requests by class, bytes held</a>
 * @see <a href="https://aws.amazon.com/dynamodb/pricing/on-demand/">DynamoDB: write and read
 *     units</a>
 * @see <a href="https://aws.amazon.com/cloudwatch/pricing/">CloudWatch: requests and metrics</a>
 * @see <a href="https://aws.amazon.com/sns/pricing/">SNS: publishes and deliveries</a>
 */
final class Billing {
    private final SdkRequest request;
    private final @Nullable SdkResponse response;
    private final long body;
    private final Map<String, Double> units = new HashMap<>();
    private long items;

    /**
     * @param response null if the call failed: it is counted, and not billed
     * @param body the size of the request's body
     */
    Billing(SdkRequest request, @Nullable SdkResponse response, long body) {
        this.request = request;
        this.response = response;
        this.body = body;
        if (response != null) {
            bill();
        }
    }

    String service() {
        return ServiceNames.of(prefix());
    }

    /** Its name in the service's API, such as {@code GetMetricData}. */
    String operation() {
        return request.getClass().getSimpleName().replaceFirst("Request$", "");
    }

    /** How many objects, items, datapoints or messages it moved. */
    long items() {
        return items;
    }

    /** Amounts by the units of {@code prices.properties}. */
    Map<String, Double> units() {
        return units;
    }

    /** The distinct metrics that it published to. */
    Set<String> metrics() {
        if (request instanceof PutMetricDataRequest put) {
            return put.metricData().stream()
                    .map(datum -> put.namespace() + " " + datum.metricName() + datum.dimensions())
                    .collect(Collectors.toSet());
        }
        return Set.of();
    }

    /** Those of them that are one host's: with detail each series names its resource. */
    Set<String> metricsOfHost() {
        return metrics().stream()
                .filter(metric -> metric.contains("Name=resource"))
                .collect(Collectors.toSet());
    }

    private void bill() {
        switch (prefix()) {
            case "s3" -> s3();
            case "dynamodb" -> dynamoDb();
            case "cloudwatch" -> cloudWatch();
            case "sns" -> sns();
            case "sqs" -> add("sqs.request", 1);
            default -> {}
        }
    }

    /** Deletes are free; the rest is of the dear class (PUT, COPY, POST, LIST) or the cheap one. */
    private void s3() {
        String operation = request.getClass().getSimpleName();
        items = operation.endsWith("ObjectRequest") ? 1 : 0;
        if (request instanceof PutObjectRequest) {
            add("s3.byte", body);
        } else if (response instanceof ListObjectsResponse list) {
            items = list.contents().size();
        } else if (response instanceof ListObjectsV2Response list) {
            items = list.contents().size();
        }
        if (operation.startsWith("Delete") || operation.startsWith("Abort")) {
            return;
        }
        add(operation.matches("(Put|Copy|List|Create|Upload|Complete).*") ? "s3.put" : "s3.get", 1);
    }

    /** By the rule of the service: a unit for each KB begun, and again in each index it is in. */
    private void dynamoDb() {
        if (request instanceof BatchWriteItemRequest batch
                && response instanceof BatchWriteItemResponse answer) {
            batch.requestItems().values().forEach(writes -> writes.forEach(w -> wrote(w, 1)));
            answer.unprocessedItems().values().forEach(rest -> rest.forEach(w -> wrote(w, -1)));
        } else if (request instanceof PutItemRequest put) {
            wrote(put.item(), 1);
        } else if (request instanceof UpdateItemRequest update) {
            wrote(updated(update), 1);
        } else if (response instanceof GetItemResponse get) {
            read(get.item(), ItemSize.isConsistent(request));
        } else if (response instanceof QueryResponse query) {
            items += query.items().size();
            long bytes = query.items().stream().mapToLong(ItemSize::of).sum();
            add("dynamodb.read", ItemSize.readUnits(bytes, ItemSize.isConsistent(request)));
        }
    }

    private void wrote(WriteRequest write, int times) {
        if (write.putRequest() != null) {
            wrote(write.putRequest().item(), times);
        }
    }

    private void wrote(Map<String, AttributeValue> item, int times) {
        long bytes = ItemSize.of(item);
        int copies = item.containsKey("gsi1pk") ? 2 : 1;
        items += times;
        add("dynamodb.write", times * copies * ItemSize.writeUnits(bytes));
        add("dynamodb.byte", (double) times * copies * bytes);
    }

    private void read(Map<String, AttributeValue> item, boolean consistent) {
        items += item.isEmpty() ? 0 : 1;
        add("dynamodb.read", ItemSize.readUnits(ItemSize.of(item), consistent));
    }

    /** What of the item a request tells; what else it had is not known here. */
    private static Map<String, AttributeValue> updated(UpdateItemRequest update) {
        Map<String, AttributeValue> item = new HashMap<>(update.key());
        update.attributeUpdates()
                .forEach(
                        (name, value) -> {
                            if (value.value() != null) {
                                item.put(name, value.value());
                            }
                        });
        return item;
    }

    private void cloudWatch() {
        if (request instanceof GetMetricDataRequest get) {
            if (get.nextToken() == null) { // a further page is of the same metrics
                add("cloudwatch.metric-read", get.metricDataQueries().size());
            }
            return;
        }
        add("cloudwatch.request", 1);
        if (request instanceof PutMetricDataRequest put) {
            items = put.metricData().size();
        }
    }

    private void sns() {
        if (request instanceof PublishRequest) {
            items = 1;
            add("sns.publish", 1);
            add("sns.email", 1);
        }
    }

    private void add(String unit, double amount) {
        units.merge(unit, amount, Double::sum);
    }

    private String prefix() {
        String model = request.getClass().getPackageName().replaceFirst("\\.model$", "");
        return model.substring(model.lastIndexOf('.') + 1);
    }
}
