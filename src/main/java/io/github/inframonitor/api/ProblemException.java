package io.github.inframonitor.api;

import org.jspecify.annotations.Nullable;

/** That a request has no answer, and why: what a client is told. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String parameter;

    private ProblemException(int status, @Nullable String parameter, String detail) {
        super(detail);
        this.status = status;
        this.parameter = parameter;
    }

    /** That a parameter will not do. */
    static ProblemException of(String parameter, String detail) {
        return new ProblemException(400, parameter, detail);
    }

    /**
     * Anything else.
     *
     * @param status of HTTP, from 400 on
     */
    static ProblemException of(int status, String detail) {
        return new ProblemException(status, null, detail);
    }

    int status() {
        return status;
    }

    /** The parameter at fault; null if none is. */
    @Nullable String parameter() {
        return parameter;
    }
}
