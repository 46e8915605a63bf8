package io.github.inframonitor.logs;

/**
 * An object cannot be processed, however often one tries. The message is the reason, for a person.
 */
final class UnreadableLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableLogException(String reason) {
        super(reason);
    }
}
