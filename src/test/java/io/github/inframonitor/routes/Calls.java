package io.github.inframonitor.routes;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkClient;

/** The requests that were made of AWS clients, in their order, whatever became of them. */
final class Calls {
    private final List<AwsRequest> requests = new CopyOnWriteArrayList<>();

    List<AwsRequest> all() {
        return List.copyOf(requests);
    }

    <R extends AwsRequest> List<R> of(Class<R> operation) {
        return requests.stream().filter(operation::isInstance).map(operation::cast).toList();
    }

    void note(AwsRequest request) {
        requests.add(request);
    }

    /** The client, but each request that is made of it is noted first. */
    SdkClient record(SdkClient client) {
        return (SdkClient)
                Proxy.newProxyInstance(
                        client.getClass().getClassLoader(),
                        new Class<?>[] {service(client)},
                        (proxy, method, arguments) -> call(client, proxy, method, arguments));
    }

    /** The interface of its service, such as {@code S3Client}. */
    static Class<?> service(SdkClient client) {
        return Stream.of(client.getClass().getInterfaces())
                .filter(SdkClient.class::isAssignableFrom)
                .findFirst()
                .orElseThrow();
    }

    private Object call(SdkClient client, Object proxy, Method method, Object[] arguments)
            throws Throwable {
        boolean isOperation =
                arguments != null
                        && arguments[0] instanceof AwsRequest
                        && !method.getName().endsWith("Paginator");
        if (isOperation) {
            note((AwsRequest) arguments[0]);
        } else if (method.isDefault() && arguments != null) {
            return InvocationHandler.invokeDefault(
                    proxy, method, arguments); // ends in an operation
        }
        try {
            return method.invoke(client, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof UnsupportedOperationException) {
                throw AwsServiceException.builder()
                        .statusCode(501)
                        .message("the stand-in does not play " + method.getName())
                        .build();
            }
            throw e.getCause();
        }
    }
}
