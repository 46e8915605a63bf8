package io.github.inframonitor.routes;

/** A route is wrong. The message is one line for a person: file, line where known, and reason. */
public final class RouteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RouteException(String where, String problem) {
        super(where + ": " + problem);
    }
}
