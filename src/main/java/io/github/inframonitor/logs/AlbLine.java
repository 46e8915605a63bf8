package io.github.inframonitor.logs;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of an access log of an Application Load Balancer. Its latency is the time from the load
 * balancer's receipt of the request to the begin of its response, which are three fields of
 * seconds, each -1 where there was none.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html#access-log-entry-syntax">Access
 *     log entries</a>
 */
final class AlbLine {
    private static final Pattern BEGIN = Pattern.compile("(?:https?|h2|grpcs|wss?) \\d{4}-\\d\\d-");

    private static final int TIME = 1;
    private static final int REQUEST_SECONDS = 5;
    private static final int TARGET_SECONDS = 6;
    private static final int RESPONSE_SECONDS = 7;
    private static final int STATUS = 8;
    private static final int REQUEST = 12;

    private AlbLine() {}

    static boolean begins(String line) {
        return BEGIN.matcher(line).lookingAt();
    }

    static @Nullable LogLine parse(String line) {
        if (!begins(line)) {
            return null;
        }
        // only what stands before the request: from there on fields are quoted and may hold spaces
        String[] fields = line.split(" ", REQUEST + 1);
        if (fields.length <= REQUEST || !fields[REQUEST].startsWith("\"")) {
            return null;
        }
        try {
            Instant time = Instant.parse(fields[TIME]);
            // "-" where the connection ended before there was a status
            int status = fields[STATUS].equals("-") ? 0 : HttpStatus.parse(fields[STATUS]);
            if (status < 0) {
                return null;
            }
            double request = Double.parseDouble(fields[REQUEST_SECONDS]);
            double target = Double.parseDouble(fields[TARGET_SECONDS]);
            double response = Double.parseDouble(fields[RESPONSE_SECONDS]);
            boolean measured = request >= 0 && target >= 0 && response >= 0;
            double millis = measured ? (request + target + response) * 1000 : Double.NaN;
            return LogLine.of(time, status, false, millis);
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }
}
