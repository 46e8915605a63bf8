package io.github.inframonitor.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request's query, each checked as {@code openapi.yaml} says. They are read of
 * the query itself, since among the headers of an exchange those of HTTP stand too.
 */
final class Parameters {
    private static final Pattern NAME = Pattern.compile("[^#\\p{Cntrl}]{1,255}");
    private static final Pattern RUN_ID =
            Pattern.compile("\\d{8}T\\d{6}Z-([A-Za-z0-9._:/-]{1,283})");

    /** Bytes that a sort key of DynamoDB may have. */
    private static final int MAX_KEY = 1024;

    private static final Duration LONGEST = Duration.ofDays(8);
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2100-01-01T00:00:00Z");

    private final Map<String, String> values = new TreeMap<>();

    /** The time that is asked for, the end not included. */
    record Span(Instant from, Instant to) {}

    private Parameters() {}

    /**
     * Reads a query.
     *
     * @param query as it was sent, or null
     * @param known names that it may have
     * @throws ProblemException if it has others, or one of them twice
     */
    static Parameters of(@Nullable String query, String... known) {
        Parameters parameters = new Parameters();
        List<String> names = Arrays.asList(known);
        for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded("query", equals < 0 ? pair : pair.substring(0, equals));
            String shown = name.length() > 40 ? name.substring(0, 40) + "…" : name;
            if (!names.contains(name)) {
                throw ProblemException.of(
                        shown,
                        "'%s' is no parameter here; there are %s"
                                .formatted(shown, names.isEmpty() ? "none" : names));
            }
            String value = decoded(name, equals < 0 ? "" : pair.substring(equals + 1));
            if (parameters.values.put(name, value) != null) {
                throw ProblemException.of(name, name + " is given twice");
            }
        }
        return parameters;
    }

    private static String decoded(String parameter, String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(parameter, "a % in it is not followed by two hex digits");
        }
    }

    /** A name of something; null if it is not given. */
    @Nullable String name(String parameter) {
        String value = values.get(parameter);
        return value == null ? null : name(parameter, value);
    }

    static String name(String parameter, String value) {
        if (!NAME.matcher(value).matches()) {
            throw ProblemException.of(
                    parameter, parameter + " must have 1 to 255 characters, and no # among them");
        }
        return value;
    }

    int number(String parameter, int least, int most, int otherwise) {
        String value = values.get(parameter);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw ProblemException.of(
                parameter, "%s must be a number from %d to %d".formatted(parameter, least, most));
    }

    String oneOf(String parameter, List<String> all) {
        String value = values.getOrDefault(parameter, all.get(0));
        if (!all.contains(value)) {
            throw ProblemException.of(
                    parameter, parameter + " must be one of " + String.join(", ", all));
        }
        return value;
    }

    /** {@code from} and {@code to}; the last day if neither is given. */
    Span span(Instant now) {
        Instant to = time("to", now);
        Instant from = time("from", to.minus(Duration.ofDays(1)));
        if (!from.isBefore(to)) {
            throw ProblemException.of("from", "from must be before to");
        }
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw ProblemException.of("from", "from must be at most 8 days before to");
        }
        return new Span(from, to);
    }

    private Instant time(String parameter, Instant otherwise) {
        String value = values.get(parameter);
        if (value == null) {
            return otherwise;
        }
        try {
            Instant time = Instant.parse(value);
            if (!time.isBefore(FIRST) && time.isBefore(LAST)) {
                return time;
            }
        } catch (DateTimeException e) {
            // told below
        }
        throw ProblemException.of(
                parameter, parameter + " must be a UTC time such as 2026-11-22T21:00:00Z");
    }

    /** Where the page before ended; null for the first page. */
    @Nullable String token() {
        String token = values.get("token");
        if (token == null) {
            return null;
        }
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(token);
            String after = new String(decoded, StandardCharsets.UTF_8);
            if (!after.isEmpty() && decoded.length <= MAX_KEY && token(after).equals(token)) {
                return after;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw ProblemException.of("token", "token must be the next of an answer");
    }

    static String token(String after) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(after.getBytes(StandardCharsets.UTF_8));
    }

    static ProblemException wrongToken() {
        return ProblemException.of("token", "token must be the next of an answer to this question");
    }

    /**
     * Checks the id of a run.
     *
     * @param id null if it is the word null, which Camel takes for nothing; so it is of others
     * @throws ProblemException if it can be none
     */
    static String runId(@Nullable String id) {
        if (id == null || !RUN_ID.matcher(id).matches()) {
            throw ProblemException.of(
                    "id", "id must be that of a run: 20261122T210000Z-<pipeline>");
        }
        return id;
    }
}
