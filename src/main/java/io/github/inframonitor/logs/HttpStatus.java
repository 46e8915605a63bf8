package io.github.inframonitor.logs;

/** The status of an HTTP response. */
final class HttpStatus {
    private HttpStatus() {}

    /** A status of three digits from 100 to 999, or -1 for what is none. */
    static int parse(String text) {
        if (text.length() != 3) {
            return -1;
        }
        int status = 0;
        for (int i = 0; i < 3; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            status = status * 10 + digit;
        }
        return status >= 100 ? status : -1;
    }
}
