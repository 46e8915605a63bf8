package io.github.inframonitor.plan;

import io.github.inframonitor.cost.Meter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * A client that sends nothing: it counts a call and answers that it went well. It remembers single
 * items that are put, among which are the watermarks, so that a second run reads on from the first.
 */
final class Unsent implements InvocationHandler {
    private final Class<?> type;
    private final Meter meter;
    private final Map<Map<String, AttributeValue>, Map<String, AttributeValue>> items =
            new ConcurrentHashMap<>();

    private Unsent(Class<?> type, Meter meter) {
        this.type = type;
        this.meter = meter;
    }

    /**
     * @param type the interface of the SDK's client
     */
    static <C> C client(Class<C> type, Meter meter) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(), new Class<?>[] {type}, new Unsent(type, meter)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (arguments != null
                && arguments.length > 0
                && arguments[0] instanceof SdkRequest request
                && SdkResponse.class.isAssignableFrom(method.getReturnType())) {
            SdkResponse response = answer(request, method.getReturnType());
            meter.count(request, response, bytes(arguments), 0);
            return response;
        }
        return switch (method.getName()) {
            case "close" -> null;
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            case "toString" -> "unsent " + type.getSimpleName();
            default -> InvocationHandler.invokeDefault(proxy, method, arguments);
        };
    }

    private SdkResponse answer(SdkRequest request, Class<?> response)
            throws ReflectiveOperationException {
        if (request instanceof PutItemRequest put) {
            items.put(key(put.item()), put.item());
        } else if (request instanceof GetItemRequest get) {
            return GetItemResponse.builder()
                    .item(items.getOrDefault(key(get.key()), Map.of()))
                    .build();
        }
        SdkBuilder<?, ?> builder = (SdkBuilder<?, ?>) response.getMethod("builder").invoke(null);
        return (SdkResponse) builder.build();
    }

    private static Map<String, AttributeValue> key(Map<String, AttributeValue> item) {
        AttributeValue none = AttributeValue.fromS("");
        return Map.of("pk", item.getOrDefault("pk", none), "sk", item.getOrDefault("sk", none));
    }

    private static long bytes(Object[] arguments) {
        return Stream.of(arguments)
                .filter(RequestBody.class::isInstance)
                .map(RequestBody.class::cast)
                .mapToLong(body -> body.optionalContentLength().orElse(0L))
                .sum();
    }
}
