package io.github.inframonitor.local;

import io.github.inframonitor.local.ItemCondition.All;
import io.github.inframonitor.local.ItemCondition.Any;
import io.github.inframonitor.local.ItemCondition.Attribute;
import io.github.inframonitor.local.ItemCondition.Literal;
import io.github.inframonitor.local.ItemCondition.Not;
import io.github.inframonitor.local.ItemCondition.Operand;
import io.github.inframonitor.local.ItemCondition.Operator;
import io.github.inframonitor.local.ItemCondition.Test;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads DynamoDB's expressions on top-level attributes: conditions, projections and updates. What
 * it does not know (document paths, {@code size}, {@code attribute_type}) is refused by name.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html">Expressions</a>
 */
final class Expression {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(<=|>=|<>|[=<>(),+\\-.\\[\\]]|[#:]?\\w+|\\S)");
    private static final Map<String, Operator> COMPARATORS =
            Map.of(
                    "=", Operator.EQ,
                    "<>", Operator.NE,
                    "<", Operator.LT,
                    "<=", Operator.LE,
                    ">", Operator.GT,
                    ">=", Operator.GE);
    private static final Map<String, Operator> FUNCTIONS =
            Map.of(
                    "attribute_exists", Operator.EXISTS,
                    "attribute_not_exists", Operator.NOT_EXISTS,
                    "begins_with", Operator.BEGINS_WITH,
                    "contains", Operator.CONTAINS);

    private final String parameter;
    private final Placeholders placeholders;
    private final List<String> tokens = new ArrayList<>();
    private int next;

    /**
     * @param parameter the request's parameter that holds the text, for messages
     */
    Expression(String parameter, String text, Placeholders placeholders) {
        this.parameter = parameter;
        this.placeholders = placeholders;
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            tokens.add(matcher.group(1));
        }
        if (tokens.isEmpty()) {
            throw DynamoErrors.validation(
                    "Invalid " + parameter + ": The expression can not be empty;");
        }
    }

    ItemCondition condition() {
        ItemCondition condition = any();
        end();
        return condition;
    }

    List<String> projection() {
        List<String> names = new ArrayList<>();
        do {
            names.add(name());
        } while (take(","));
        end();
        return names;
    }

    ItemUpdate update() {
        ItemUpdate update = new ItemUpdate();
        while (next < tokens.size()) {
            if (take("SET")) {
                do {
                    String name = name();
                    expect("=");
                    update.set(name, sum());
                } while (take(","));
            } else if (take("REMOVE")) {
                do {
                    update.remove(name());
                } while (take(","));
            } else if (take("ADD")) {
                do {
                    update.add(name(), ((Literal) literal()).value());
                } while (take(","));
            } else {
                throw syntaxError();
            }
        }
        return update;
    }

    private ItemUpdate.Source sum() {
        ItemUpdate.Source left = source();
        if (take("+")) {
            return new ItemUpdate.Sum(left, source(), false);
        }
        return take("-") ? new ItemUpdate.Sum(left, source(), true) : left;
    }

    private ItemUpdate.Source source() {
        if (take("if_not_exists")) {
            expect("(");
            String name = name();
            expect(",");
            Operand otherwise = operand();
            expect(")");
            return new ItemUpdate.Copy(List.of(new Attribute(name), otherwise));
        }
        return new ItemUpdate.Copy(List.of(operand()));
    }

    private ItemCondition any() {
        List<ItemCondition> parts = new ArrayList<>();
        do {
            parts.add(all());
        } while (take("OR"));
        return parts.size() == 1 ? parts.get(0) : new Any(parts);
    }

    private ItemCondition all() {
        List<ItemCondition> parts = new ArrayList<>();
        do {
            parts.add(part());
        } while (take("AND"));
        return parts.size() == 1 ? parts.get(0) : new All(parts);
    }

    private ItemCondition part() {
        if (take("NOT")) {
            return new Not(part());
        }
        if (take("(")) {
            ItemCondition inner = any();
            expect(")");
            return inner;
        }
        return next + 1 < tokens.size() && tokens.get(next + 1).equals("(")
                ? function()
                : comparison();
    }

    private ItemCondition function() {
        String name = token();
        Operator operator = FUNCTIONS.get(name);
        if (operator == null) {
            throw DynamoErrors.unsupported("the function " + name + " of " + parameter);
        }
        expect("(");
        List<Operand> operands = operands();
        expect(")");
        int wanted = operator == Operator.EXISTS || operator == Operator.NOT_EXISTS ? 1 : 2;
        if (operands.size() != wanted) {
            throw DynamoErrors.validation(
                    "Invalid "
                            + parameter
                            + ": Incorrect number of operands for operator or function; operator or"
                            + " function: "
                            + name
                            + ", number of operands: "
                            + operands.size());
        }
        return new Test(operator, operands);
    }

    private ItemCondition comparison() {
        Operand left = operand();
        if (take("BETWEEN")) {
            Operand low = operand();
            expect("AND");
            return new Test(Operator.BETWEEN, List.of(left, low, operand()));
        }
        if (take("IN")) {
            expect("(");
            List<Operand> operands = operands();
            expect(")");
            operands.add(0, left);
            return new Test(Operator.IN, operands);
        }
        Operator operator = next < tokens.size() ? COMPARATORS.get(tokens.get(next)) : null;
        if (operator == null) {
            throw syntaxError();
        }
        next++;
        return new Test(operator, List.of(left, operand()));
    }

    private List<Operand> operands() {
        List<Operand> operands = new ArrayList<>();
        do {
            operands.add(operand());
        } while (take(","));
        return operands;
    }

    private Operand operand() {
        return next < tokens.size() && tokens.get(next).startsWith(":")
                ? literal()
                : new Attribute(name());
    }

    private Operand literal() {
        return new Literal(placeholders.value(parameter, token()));
    }

    private String name() {
        String token = token();
        if (!token.matches("#\\w+|[A-Za-z]\\w*")) {
            next--;
            throw syntaxError();
        }
        if (next < tokens.size() && tokens.get(next).matches("[.\\[]")) {
            throw DynamoErrors.unsupported("the document path in " + parameter);
        }
        return placeholders.name(parameter, token);
    }

    private String token() {
        if (next == tokens.size()) {
            throw syntaxError();
        }
        return tokens.get(next++);
    }

    private boolean take(String wanted) {
        if (next < tokens.size() && tokens.get(next).equalsIgnoreCase(wanted)) {
            next++;
            return true;
        }
        return false;
    }

    private void expect(String wanted) {
        if (!take(wanted)) {
            throw syntaxError();
        }
    }

    private void end() {
        if (next < tokens.size()) {
            throw syntaxError();
        }
    }

    private RuntimeException syntaxError() {
        String token = next < tokens.size() ? tokens.get(next) : "<EOF>";
        return DynamoErrors.validation(
                "Invalid " + parameter + ": Syntax error; token: \"" + token + "\"");
    }
}
