package io.github.inframonitor.spool;

/**
 * The spool could not do what it is for. Its message is one line for people, names the setting to
 * change, and is the same for the same trouble, so that they are told of it once.
 */
public final class SpoolException extends Exception {
    private static final long serialVersionUID = 1L;

    SpoolException(String message) {
        super(message);
    }
}
