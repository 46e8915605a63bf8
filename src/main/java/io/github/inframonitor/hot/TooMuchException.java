package io.github.inframonitor.hot;

/** That more would have to be read than is read at once. */
public final class TooMuchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMuchException() {
        super("more would have to be read than is read at once");
    }
}
