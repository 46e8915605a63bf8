package io.github.inframonitor.cost;

/** What one call was on the wire: the attempts of the SDK and their bodies. */
final class Wire {
    private long attempts;
    private long bytesOut;
    private long bytesIn;
    private long body;

    /**
     * @param bytes of the request's body
     */
    void sent(long bytes) {
        attempts++;
        bytesOut += bytes;
        body = bytes;
    }

    /**
     * @param bytes of the answer's body
     */
    void received(long bytes) {
        bytesIn += bytes;
    }

    long attempts() {
        return attempts;
    }

    long bytesOut() {
        return bytesOut;
    }

    long bytesIn() {
        return bytesIn;
    }

    /** Of the last attempt alone. */
    long body() {
        return body;
    }
}
