package io.github.inframonitor.analytics;

/** Athena did not answer a query: it failed, was cancelled, or took too long. */
public final class QueryException extends UnansweredException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message Athena's reason
     */
    public QueryException(String message) {
        super(message);
    }
}
