package io.github.inframonitor;

import io.github.inframonitor.settings.SettingException;

/** Why the process does not start, in one line for a person. */
final class StartFailure {
    private StartFailure() {}

    /** A wrong setting speaks for itself; of all else the innermost cause says most. */
    static String explain(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof SettingException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return message.replaceAll("\\s+", " ").strip();
    }
}
