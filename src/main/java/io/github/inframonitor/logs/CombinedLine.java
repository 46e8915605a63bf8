package io.github.inframonitor.logs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of an access log of nginx or Apache: {@code host ident user [time] "request" status bytes
 * "referer" "agent"}, with or without the last two (the common log format), and with or without a
 * virtual host before it. Neither server's own format has a latency; one that is added at the end,
 * as nginx's {@code $request_time} is, counts if it has a decimal point, and is of seconds.
 *
 * @see <a href="https://httpd.apache.org/docs/current/logs.html#combined">Apache's combined log</a>
 * @see <a href="https://nginx.org/en/docs/http/ngx_http_log_module.html">nginx's log</a>
 */
final class CombinedLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT);

    /** {@code 10/Oct/2026:13:55:36 -0700}. */
    private static final int TIME_LENGTH = 26;

    private static final Pattern LAST_SECONDS =
            Pattern.compile(" (?:rt=|request_time=)?\"?(\\d{1,9}\\.\\d{1,9})\"?\\s*$");

    private CombinedLine() {}

    static @Nullable LogLine parse(String line) {
        int bracket = line.indexOf(" [");
        int end = bracket + 2 + TIME_LENGTH;
        if (bracket < 0 || !line.startsWith("] \"", end)) {
            return null;
        }
        int quote = closingQuote(line, end + 3);
        int afterStatus = quote + 5;
        boolean hasStatus =
                quote > 0
                        && afterStatus <= line.length()
                        && line.charAt(quote + 1) == ' '
                        && (afterStatus == line.length() || line.charAt(afterStatus) == ' ');
        if (!hasStatus) {
            return null;
        }
        int status = HttpStatus.parse(line.substring(quote + 2, afterStatus));
        if (status < 0) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(line.substring(bracket + 2, end), TIME).toInstant();
            return LogLine.of(time, status, false, latency(line, afterStatus));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Where a quoted field ends: a quote within it has a backslash before it. */
    private static int closingQuote(String line, int from) {
        for (int i = from; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i;
            }
        }
        return -1;
    }

    private static double latency(String line, int from) {
        // a number has few characters: the pattern need not look at a long agent
        int near = Math.max(from, line.length() - 40);
        Matcher seconds = LAST_SECONDS.matcher(line).region(near, line.length());
        return seconds.find() ? Double.parseDouble(seconds.group(1)) * 1000 : Double.NaN;
    }
}
