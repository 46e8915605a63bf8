package io.github.inframonitor.fleet;

/** What an operation answers that it does not do. */
final class EmulatedRefusal extends RuntimeException {
    private final int status;
    private final String code;

    EmulatedRefusal(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** What the caller is to blame for. */
    static EmulatedRefusal invalid(String code, String message) {
        return new EmulatedRefusal(400, code, message);
    }

    static EmulatedRefusal throttled() {
        return new EmulatedRefusal(400, "Throttling", "Rate exceeded");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
