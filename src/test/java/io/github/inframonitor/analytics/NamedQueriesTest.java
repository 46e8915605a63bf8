package io.github.inframonitor.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a question becomes SQL and literals, and what is said of one that cannot. */
class NamedQueriesTest {
    private static final String FILE =
            """
            -- purpose: of a test
            -- parameter: day date which day
            -- parameter: most integer how many
            -- parameter: least number from where
            -- parameter: name string of what
            SELECT 1
            """;

    @TempDir Path folder;

    private NamedQueries queries;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("samples-of.sql"), FILE);
        Files.writeString(folder.resolve("plain.sql"), "-- purpose: none\nSELECT 1\n");
        DefaultCamelContext context = new DefaultCamelContext();
        context.getRegistry()
                .bind(
                        "clock",
                        Clock.class,
                        Clock.fixed(Instant.parse("2026-03-01T00:00:00Z"), ZoneOffset.UTC));
        queries = new NamedQueries(folder.toString());
        queries.setCamelContext(context);
    }

    @Test
    void putsTheValuesInTheOrderOfTheQuestionMarks() {
        assertThat(literals("samples-of name=a least=1 most=7 day=2026-02-28"))
                .containsExactly("'2026-02-28'", "7", "1.0E0", "'a'");
    }

    @ParameterizedTest
    @CsvSource({
        "today, 2026-03-01",
        "yesterday, 2026-02-28",
        "today-0, 2026-03-01",
        "today-60, 2025-12-31",
        "yesterday-13, 2026-02-15",
        "2024-02-29, 2024-02-29",
    })
    void takesADateOrOneThatCountsFromToday(String given, String date) {
        assertThat(literals("samples-of name=a least=1 most=7 day=" + given))
                .startsWith("'" + date + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1E0",
        "-12.50, -12.5E0",
        "1e20, 100000000000000000000E0",
        "1E-7, 0.00000010E0",
    })
    void aNumberIsADouble(String given, String literal) {
        List<String> literals = literals("samples-of name=a most=7 day=today least=" + given);

        assertThat(literals.get(2)).endsWith("E0");
        assertThat(Double.parseDouble(literals.get(2))).isEqualTo(Double.parseDouble(literal));
    }

    @Property
    void aTextIsOneLiteralWhateverItHolds(@ForAll String text) {
        Parameter parameter = new Parameter("name", Parameter.Type.STRING, "of what");
        if (text.indexOf(0) >= 0 || text.replace("'", "''").length() > 1022) {
            assertThatThrownBy(() -> parameter.literal(text, null))
                    .isInstanceOf(IllegalArgumentException.class);
            return;
        }

        String literal = parameter.literal(text, null);

        assertThat(literal).startsWith("'").endsWith("'");
        String inside = literal.substring(1, literal.length() - 1);
        // quotes stand in pairs only, so none of them ends the literal
        assertThat(inside.replace("''", "")).doesNotContain("'");
        assertThat(inside.replace("''", "'")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sample-of day=today | there is no query 'sample-of' in",
                "sample-of day=today | the nearest is samples-of; there are plain, samples-of",
                "../samples-of day=today | there is no query '../samples-of'",
                "samples-of day=today most=1 least=1 | samples-of: name is missing: of what; it must be a text",
                "samples-of dya=today | samples-of: dya is no parameter of it; the nearest is day, a date",
                "samples-of most=1 day=28.02.2026 least=1 name=a | day='28.02.2026' will not do: it must be a date, such as",
                "samples-of most=1 day=2026-02-30 least=1 name=a | day='2026-02-30' will not do",
                "samples-of most=1 day=+12026-02-30 least=1 name=a | day='+12026-02-30' will not do",
                "samples-of most=1 day=today+1 least=1 name=a | day='today+1' will not do",
                "samples-of most=many day=today least=1 name=a | most='many' will not do: it must be a whole number",
                "samples-of most=1.5 day=today least=1 name=a | most='1.5' will not do: it must be a whole number",
                "samples-of most=1;drop day=today least=1 name=a | most='1;drop' will not do",
                "samples-of most=1 day=today least=NaN name=a | least='NaN' will not do: it must be a number",
                "samples-of most=1 day=today least=0x1p3 name=a | least='0x1p3' will not do: it must be a number",
                "samples-of today | 'today' will not do: a parameter is given as name=value",
                "samples-of =today | '=today' will not do: a parameter is given as name=value",
                "samples-of day=today day=today | day is given twice",
                "plain day=today | plain: day is no parameter of it; it has none",
                "' ' | no query is named",
            })
    void aWrongQuestionIsRefusedWithTheRemedy(String question, String message) {
        assertThatThrownBy(() -> queries.bind(question))
                .isInstanceOf(QuestionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aValueMayHoldBlanksQuotesAndEqualsSigns() {
        assertThat(
                        queries.bind(
                                        Question.of(
                                                List.of(
                                                        "samples-of",
                                                        "name=it's a=b",
                                                        "most=1",
                                                        "least=1",
                                                        "day=today")))
                                .literals())
                .endsWith("'it''s a=b'");
    }

    @Test
    void aFileThatExplainsAParameterBadlyIsNamed() throws IOException {
        Files.writeString(
                folder.resolve("vague.sql"),
                "-- purpose: vague\n-- parameter: day timestamp which\nSELECT 1\n");

        assertThatThrownBy(() -> queries.bind(new Question("vague", Map.of())))
                .isInstanceOf(QuestionException.class)
                .hasMessageContaining("vague.sql: a parameter is said as -- parameter: <name>");
    }

    private List<String> literals(String question) {
        return queries.bind(question).literals();
    }
}
