package io.github.inframonitor.analytics;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parameter of a named query: one question mark of its SQL.
 *
 * @param explanation what it is, for a person
 */
public record Parameter(String name, Type type, String explanation) {
    private static final Pattern RELATIVE = Pattern.compile("(today|yesterday)(?:-(\\d{1,4}))?");
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern NUMBER =
            Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?([eE]-?\\d{1,2})?");

    /** Athena takes execution parameters of up to 1,024 characters, quotes included. */
    private static final int LONGEST_LITERAL = 1024;

    /** What a value must be, and what a person is told that it must be. */
    public enum Type {
        DATE("a date, such as 2026-11-01, today, yesterday or today-7"),
        INTEGER("a whole number"),
        NUMBER("a number"),
        STRING("a text of up to 1,000 characters");

        private final String expected;

        Type(String expected) {
            this.expected = expected;
        }

        String expected() {
            return expected;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The literal of SQL that Athena is given for a value, which is so checked that it can be
     * nothing else. A date is a text of {@code yyyy-MM-dd}, as the partitions are; a number is a
     * DOUBLE, not the DECIMAL that SQL takes {@code 1.5} for.
     *
     * @param today what a relative date counts from
     * @throws IllegalArgumentException if the value is not of the parameter's type
     * @see <a
     *     href="https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html">Parameterized
     *     queries</a>
     */
    String literal(String value, LocalDate today) {
        String literal =
                switch (type) {
                    case DATE -> "'" + date(value, today) + "'";
                    case INTEGER -> matching(WHOLE, value);
                    case NUMBER -> doubleLiteral(value);
                    case STRING -> "'" + value.replace("'", "''") + "'";
                };
        if (literal.length() > LONGEST_LITERAL || value.indexOf('\0') >= 0) {
            throw refused();
        }
        return literal;
    }

    private LocalDate date(String value, LocalDate today) {
        Matcher relative = RELATIVE.matcher(value);
        try {
            if (!relative.matches()) {
                LocalDate date = LocalDate.parse(value);
                if (date.getYear() < 1 || date.getYear() > 9999) {
                    throw refused();
                }
                return date;
            }
        } catch (DateTimeException e) {
            throw refused();
        }
        int before = relative.group(1).equals("yesterday") ? 1 : 0;
        int more = relative.group(2) == null ? 0 : Integer.parseInt(relative.group(2));
        return today.minusDays(before + more);
    }

    private String doubleLiteral(String value) {
        double number = Double.parseDouble(matching(NUMBER, value));
        return "%sE0".formatted(java.math.BigDecimal.valueOf(number).toPlainString());
    }

    private String matching(Pattern pattern, String value) {
        if (!pattern.matcher(value).matches()) {
            throw refused();
        }
        return value;
    }

    private IllegalArgumentException refused() {
        return new IllegalArgumentException("it must be " + type.expected());
    }
}
