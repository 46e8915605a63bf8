package io.github.inframonitor.local;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The execution parameters that Athena takes: SQL literals. What is none fails, as a name without
 * quotes does on AWS.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/athena/latest/ug/querying-with-prepared-statements.html">Parameterized
 *     queries</a>: a text is put in single quotes
 */
final class SqlLiteral {
    private static final Pattern TEXT = Pattern.compile("(?s)(date |timestamp )?'((?:[^']|'')*)'");
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?\\d{1,18}\\.\\d{1,18}");
    private static final Pattern DOUBLE = Pattern.compile("[+-]?\\d+(\\.\\d+)?[eE][+-]?\\d{1,3}");

    private SqlLiteral() {}

    /** The value that a literal is of. */
    static Object value(String literal) throws SQLException {
        String trimmed = literal.strip();
        Matcher text = TEXT.matcher(trimmed);
        if (text.matches()) {
            String value = text.group(2).replace("''", "'");
            if (text.group(1) == null) {
                return value;
            }
            return text.group(1).equals("date ")
                    ? LocalDate.parse(value)
                    : LocalDateTime.parse(value.replace(' ', 'T'));
        }
        if (WHOLE.matcher(trimmed).matches()) {
            return Long.valueOf(trimmed);
        }
        if (DECIMAL.matcher(trimmed).matches()) {
            return new BigDecimal(trimmed);
        }
        if (DOUBLE.matcher(trimmed).matches()) {
            return Double.valueOf(trimmed);
        }
        throw new SQLException("INVALID_PARAMETER_USAGE: a parameter is no literal: " + literal);
    }
}
