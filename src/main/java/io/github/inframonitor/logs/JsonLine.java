package io.github.inframonitor.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A line that is one JSON object, as applications log. Only its own fields are looked at, not what
 * is nested in them, by the names that loggers commonly give:
 *
 * <ul>
 *   <li>time: {@code time}, {@code timestamp}, {@code @timestamp}, {@code ts}, {@code datetime};
 *       ISO-8601 with an offset, or a number of seconds or milliseconds since 1970
 *   <li>status: {@code status}, {@code status_code}, {@code statusCode}, {@code http_status}
 *   <li>level: {@code level}, {@code severity}, {@code log.level}, {@code levelname}; a name, or a
 *       number as bunyan and pino have it, where 50 is an error
 *   <li>latency, by its unit: {@code latency_ms}, {@code duration_ms}, {@code response_time_ms},
 *       {@code elapsed_ms} and the same in camel case; of seconds {@code request_time}, {@code
 *       latency_seconds}, {@code duration_seconds}. One without a unit in its name is not guessed
 * </ul>
 */
final class JsonLine {
    private static final JsonFactory JSON =
            // names come from whoever writes the log: none is to stay
            JsonFactory.builder().disable(JsonFactory.Feature.INTERN_FIELD_NAMES).build();

    private static final Set<String> ERRORS =
            Set.of(
                    "ERROR",
                    "ERR",
                    "SEVERE",
                    "FATAL",
                    "CRITICAL",
                    "CRIT",
                    "ALERT",
                    "EMERGENCY",
                    "EMERG",
                    "PANIC");

    private static final int ERROR_LEVEL = 50;

    /** Milliseconds of 1973: a number of seconds is less until the year 5138. */
    private static final double SMALLEST_MILLIS = 1e11;

    private @Nullable Instant time;
    private int status;
    private boolean error;
    private double latencyMillis = Double.NaN;

    private JsonLine() {}

    static @Nullable LogLine parse(String line) {
        JsonLine read = new JsonLine();
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value.isScalarValue()) {
                    read.field(name, parser);
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                return null;
            }
        } catch (IOException | DateTimeException | NumberFormatException e) {
            return null; // cut off, or of another format
        }
        return read.time == null
                ? null
                : LogLine.of(read.time, read.status, read.error, read.latencyMillis);
    }

    private void field(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "time", "timestamp", "@timestamp", "ts", "datetime" -> {
                time = time == null ? time(parser) : time;
            }
            case "status", "status_code", "statusCode", "http_status" -> {
                int parsed = HttpStatus.parse(parser.getText());
                status = Math.max(status, parsed); // "ok" is no status
            }
            case "level", "severity", "log.level", "levelname" -> error |= isError(parser);
            case "latency_ms",
                    "latencyMs",
                    "duration_ms",
                    "durationMs",
                    "response_time_ms",
                    "responseTimeMs",
                    "elapsed_ms",
                    "elapsedMs" ->
                    latencyMillis = number(parser);
            case "request_time", "latency_seconds", "duration_seconds" ->
                    latencyMillis = number(parser) * 1000;
            default -> {}
        }
    }

    private static Instant time(JsonParser parser) throws IOException {
        if (parser.currentToken().isNumeric()) {
            double number = parser.getDoubleValue();
            return Instant.ofEpochMilli(
                    (long) (Math.abs(number) < SMALLEST_MILLIS ? number * 1000 : number));
        }
        return OffsetDateTime.parse(parser.getText().replace(' ', 'T')).toInstant();
    }

    private static boolean isError(JsonParser parser) throws IOException {
        return parser.currentToken().isNumeric()
                ? parser.getDoubleValue() >= ERROR_LEVEL
                : ERRORS.contains(parser.getText().toUpperCase(Locale.ROOT));
    }

    /** A number, be it in quotes; NaN for what is none. */
    private static double number(JsonParser parser) throws IOException {
        if (parser.currentToken().isNumeric()) {
            return parser.getDoubleValue();
        }
        String text = parser.getText();
        return text.matches("\\d{1,15}(\\.\\d{1,15})?") ? Double.parseDouble(text) : Double.NaN;
    }
}
