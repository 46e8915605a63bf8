package io.github.inframonitor.api;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;

/** Stands before a client of AWS and counts what it is asked. */
final class CountedCalls implements InvocationHandler {
    private final Object client;
    private final AtomicInteger calls;

    private CountedCalls(Object client, AtomicInteger calls) {
        this.client = client;
        this.calls = calls;
    }

    /** Has the client of a type that the pipeline uses counted. */
    static <C> void count(LiveApi api, Class<C> type, AtomicInteger calls) {
        Object counted =
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        new CountedCalls(api.bean(type), calls));
        api.context().getRegistry().bind(type.getSimpleName(), type, counted);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
            throws Throwable {
        boolean request =
                arguments != null
                        && arguments.length > 0
                        && arguments[0] instanceof SdkRequest
                        && !method.getName().endsWith("Paginator");
        if (!request && method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments); // comes here again
        }
        if (request) {
            calls.incrementAndGet();
        }
        try {
            return method.invoke(client, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
