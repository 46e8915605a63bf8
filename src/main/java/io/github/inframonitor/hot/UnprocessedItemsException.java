package io.github.inframonitor.hot;

/** DynamoDB kept leaving items of a batch unprocessed: a throttle, which may pass. */
public final class UnprocessedItemsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnprocessedItemsException(String message) {
        super(message);
    }
}
