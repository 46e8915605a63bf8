package io.github.inframonitor.analytics;

import io.github.inframonitor.aws.AwsErrors;

/** A question has no answer, and to ask it again is of no use. The message is for a person. */
public abstract class UnansweredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnansweredException(String message) {
        super(message);
    }

    /** Why there is no answer, in one line: ours speak for themselves, of all else AWS's reason. */
    public static String explain(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof UnansweredException) {
                return String.valueOf(t.getMessage());
            }
        }
        return AwsErrors.describe(failure);
    }
}
