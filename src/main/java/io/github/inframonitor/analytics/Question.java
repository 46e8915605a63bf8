package io.github.inframonitor.analytics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is asked: a named query and the values of its parameters.
 *
 * @param query name of the query, {@code top-consumers} of {@code top-consumers.sql}
 * @param parameters values by name, as a person writes them
 */
public record Question(String query, Map<String, String> parameters) {
    public Question {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads a question of words: {@code top-consumers}, {@code from=yesterday}, {@code top=5}.
     *
     * @throws QuestionException if a word after the first is no {@code name=value}
     */
    public static Question of(List<String> words) {
        if (words.isEmpty() || words.get(0).isBlank()) {
            throw new QuestionException("no query is named");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String word : words.subList(1, words.size())) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new QuestionException(
                        "%s: '%s' will not do: a parameter is given as name=value"
                                .formatted(words.get(0), word));
            }
            if (parameters.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw new QuestionException(
                        "%s: %s is given twice".formatted(words.get(0), word.substring(0, equals)));
            }
        }
        return new Question(words.get(0), parameters);
    }

    /** Reads a question of one line, whose words are apart by blanks. */
    public static Question parse(String line) {
        return of(List.of(line.strip().split("\\s+")));
    }
}
