package io.github.inframonitor.routes;

import java.util.Map;

/**
 * What AWS asks policies for one request.
 *
 * @param action such as {@code s3:PutObject}
 * @param resource its ARN, or {@code *} where the service knows none
 * @param context the condition keys that the request has, such as {@code cloudwatch:namespace}
 */
record Access(String action, String resource, Map<String, String> context) {

    static Access of(String action, String resource) {
        return new Access(action, resource, Map.of());
    }
}
