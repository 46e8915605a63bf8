package io.github.inframonitor.local;

import io.github.inframonitor.aws.FailedCall;
import io.github.inframonitor.cost.Meter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Stands before a stand-in as the interceptors stand in a client of production: counts what is
 * asked of it, and notes on an error which call it is the answer to.
 */
final class Metered implements InvocationHandler {
    private final Object standIn;
    private final Meter meter;

    private Metered(Object standIn, Meter meter) {
        this.standIn = standIn;
        this.meter = meter;
    }

    /**
     * @param type the interface of the SDK's client
     */
    static <C> C client(Class<C> type, C standIn, Meter meter) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(), new Class<?>[] {type}, new Metered(standIn, meter)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (arguments != null
                && arguments.length > 0
                && arguments[0] instanceof SdkRequest request
                && !method.getName().endsWith("Paginator")) {
            return count(request, method, arguments);
        }
        // those that make a request from a lambda, or pages of many, ask this again for each
        return method.isDefault()
                ? InvocationHandler.invokeDefault(proxy, method, arguments)
                : call(method, arguments);
    }

    private @Nullable Object count(SdkRequest request, Method method, Object[] arguments)
            throws Throwable {
        long out =
                Stream.of(arguments)
                        .filter(RequestBody.class::isInstance)
                        .map(RequestBody.class::cast)
                        .mapToLong(body -> body.optionalContentLength().orElse(0L))
                        .sum();
        try {
            Object answer = call(method, arguments);
            SdkResponse response = response(answer);
            long in = response instanceof GetObjectResponse got ? got.contentLength() : 0;
            meter.count(request, response, out, in);
            return answer;
        } catch (Exception e) {
            meter.count(request, null, out, 0);
            FailedCall.note(e, request);
            throw e;
        }
    }

    private static @Nullable SdkResponse response(@Nullable Object answer) {
        Object response = answer;
        if (answer instanceof ResponseBytes<?> bytes) {
            response = bytes.response();
        } else if (answer instanceof ResponseInputStream<?> stream) {
            response = stream.response();
        }
        return response instanceof SdkResponse sdk ? sdk : null;
    }

    private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(standIn, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
