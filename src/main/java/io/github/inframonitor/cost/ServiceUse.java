package io.github.inframonitor.cost;

/**
 * What was asked of one service.
 *
 * @param service its name, such as {@code DynamoDB}
 * @param calls how often, whether it succeeded or not
 * @param attempts how many requests the SDK sent for them
 * @param items how many objects, items, datapoints or messages succeeded
 * @param bytesOut the size of the requests' bodies, all attempts; of the stand-ins only S3's
 * @param bytesIn the size of the answers' bodies, as far as the service tells
 */
public record ServiceUse(
        String service, long calls, long attempts, long items, long bytesOut, long bytesIn) {

    static ServiceUse none(String service) {
        return new ServiceUse(service, 0, 0, 0, 0, 0);
    }

    ServiceUse plus(ServiceUse other) {
        return new ServiceUse(
                service,
                calls + other.calls,
                attempts + other.attempts,
                items + other.items,
                bytesOut + other.bytesOut,
                bytesIn + other.bytesIn);
    }
}
