package io.github.inframonitor.analytics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * A query of a file {@code <name>.sql}: SQL under comments that say what it is for and what its
 * question marks are, in their order.
 *
 * <pre>
 * -- purpose: one line for a person
 * -- parameter: from date first day
 * </pre>
 *
 * @param sql the whole file, which is what Athena is given
 */
public record NamedQuery(String name, String purpose, List<Parameter> parameters, String sql) {
    static final String SUFFIX = ".sql";

    private static final Pattern PURPOSE = Pattern.compile("(?m)^-- purpose: (\\S.*)$");
    private static final Pattern PARAMETER =
            Pattern.compile(
                    "^-- parameter: ([a-z][a-z0-9_]*) (date|integer|number|string) (\\S.*)$");

    /**
     * Reads a file.
     *
     * @throws QuestionException if its comments do not say what they must
     */
    static NamedQuery read(Path file) {
        String name = file.getFileName().toString().replaceFirst("\\.sql$", "");
        try {
            return parse(name, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static NamedQuery parse(String name, String text) {
        Matcher purpose = PURPOSE.matcher(text);
        if (!purpose.find()) {
            throw new QuestionException(name + ".sql: there is no line -- purpose: …");
        }
        List<Parameter> parameters = new ArrayList<>();
        for (String line : text.lines().filter(l -> l.startsWith("-- parameter:")).toList()) {
            Matcher parameter = PARAMETER.matcher(line);
            if (!parameter.matches()) {
                throw new QuestionException(
                        name
                                + ".sql: a parameter is said as -- parameter: <name>"
                                + " <date|integer|number|string> <explanation>, not as "
                                + line);
            }
            parameters.add(
                    new Parameter(
                            parameter.group(1),
                            Parameter.Type.valueOf(parameter.group(2).toUpperCase(Locale.ROOT)),
                            parameter.group(3)));
        }
        return new NamedQuery(name, purpose.group(1), List.copyOf(parameters), text);
    }

    /**
     * The literals of a question's values, in the order of the question marks.
     *
     * @throws QuestionException naming the parameter that is missing, unknown or not of its type
     */
    List<String> literals(Question question, LocalDate today) {
        for (String given : question.parameters().keySet()) {
            if (parameters.stream().noneMatch(p -> p.name().equals(given))) {
                throw new QuestionException(
                        name + ": " + given + " is no parameter of it; " + nearest(given));
            }
        }
        List<String> literals = new ArrayList<>();
        for (Parameter parameter : parameters) {
            String value = question.parameters().get(parameter.name());
            if (value == null) {
                throw new QuestionException(
                        "%s: %s is missing: %s; it must be %s"
                                .formatted(
                                        name,
                                        parameter.name(),
                                        parameter.explanation(),
                                        parameter.type().expected()));
            }
            try {
                literals.add(parameter.literal(value, today));
            } catch (IllegalArgumentException e) {
                throw new QuestionException(
                        "%s: %s='%s' will not do: %s"
                                .formatted(name, parameter.name(), value, e.getMessage()));
            }
        }
        return literals;
    }

    private String nearest(String given) {
        return parameters.stream()
                .min(Comparator.comparing(p -> distance(given, p.name())))
                .map(p -> "the nearest is %s, %s".formatted(p.name(), p.type().expected()))
                .orElse("it has none");
    }

    static int distance(String one, String other) {
        return LevenshteinDistance.getDefaultInstance().apply(one, other);
    }

    /** How a person is told of it: the name, the parameters, the purpose. */
    public String usage() {
        String values =
                parameters.stream()
                        .map(p -> " %s=<%s>".formatted(p.name(), p.type().word()))
                        .collect(Collectors.joining());
        return name + values + "\n    " + purpose;
    }
}
