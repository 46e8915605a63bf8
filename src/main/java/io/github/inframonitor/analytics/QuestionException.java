package io.github.inframonitor.analytics;

/** A question is wrong: there is no such query, or a parameter will not do. */
public final class QuestionException extends UnansweredException {
    private static final long serialVersionUID = 1L;

    QuestionException(String message) {
        super(message);
    }
}
