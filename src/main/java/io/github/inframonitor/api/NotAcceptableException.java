package io.github.inframonitor.api;

/** That an answer has no form which the client accepts; a route throws it. */
public final class NotAcceptableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param detail what the client is told
     */
    public NotAcceptableException(String detail) {
        super(detail);
    }
}
