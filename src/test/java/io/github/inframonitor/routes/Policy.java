package io.github.inframonitor.routes;

import io.github.inframonitor.aws.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Decides as IAM does on the identity-based policies of one role: a denial counts before whatever
 * allows, and what nothing allows is denied. A condition on a key that the request does not have
 * does not hold.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">policy
 *     evaluation logic</a>
 */
record Policy(List<Statement> statements) {

    boolean allows(Access access) {
        return statements.stream().noneMatch(s -> !s.allows() && isAbout(s, access))
                && statements.stream().anyMatch(s -> s.allows() && isAbout(s, access));
    }

    static boolean isAbout(Statement statement, Access access) {
        return statement.actions().stream().anyMatch(action -> isAction(action, access.action()))
                && statement.resources().stream()
                        .anyMatch(resource -> isLike(resource, access.resource()))
                && statement.conditions().entrySet().stream()
                        .allMatch(
                                operator -> holds(operator.getKey(), operator.getValue(), access));
    }

    /** Actions are the same in upper and lower case; ARNs are not. */
    static boolean isAction(String pattern, String action) {
        return isLike(pattern.toLowerCase(Locale.ROOT), action.toLowerCase(Locale.ROOT));
    }

    static boolean isLike(String pattern, String text) {
        String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(regex, Pattern.DOTALL).matcher(text).matches();
    }

    private static boolean holds(String operator, Map<String, List<String>> keys, Access access) {
        return keys.entrySet().stream()
                .allMatch(
                        key -> {
                            String value = access.context().get(key.getKey());
                            return value != null
                                    && key.getValue().stream()
                                            .anyMatch(wanted -> holds(operator, wanted, value));
                        });
    }

    private static boolean holds(String operator, String wanted, String value) {
        return switch (operator) {
            case "StringEquals" -> wanted.equals(value);
            case "StringLike" -> isLike(wanted, value);
            default -> throw new IllegalArgumentException(operator + " is not understood here");
        };
    }
}
