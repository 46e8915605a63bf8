package io.github.inframonitor.analytics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;

/**
 * The queries of a directory, {@code <name>.sql} each. Files are read when they are asked for, so
 * that a new or edited one needs no restart.
 */
public final class NamedQueries implements CamelContextAware {
    private final Path directory;
    private @Nullable CamelContext camelContext;

    /**
     * @param directory where the routes are
     */
    public NamedQueries(String directory) {
        this.directory = Path.of(directory);
    }

    /** All queries, by name. */
    public List<NamedQuery> all() {
        return names().stream().map(this::read).toList();
    }

    /**
     * Finds the query of a question and puts its values in order.
     *
     * @param question a {@link Question}, or one line of text such as {@code top-consumers
     *     from=yesterday to=yesterday top=5}
     * @throws QuestionException if there is no such query, or a parameter will not do
     */
    public BoundQuery bind(Object question) {
        Question asked =
                question instanceof Question q ? q : Question.parse(String.valueOf(question));
        List<String> names = names();
        if (!names.contains(asked.query())) {
            throw new QuestionException(
                    "there is no query '%s' in %s; %s"
                            .formatted(asked.query(), directory, nearest(asked.query(), names)));
        }
        NamedQuery query = read(asked.query());
        return new BoundQuery(query, query.literals(asked, today()));
    }

    private NamedQuery read(String name) {
        return NamedQuery.read(directory.resolve(name + NamedQuery.SUFFIX));
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(NamedQuery.SUFFIX))
                    .map(name -> name.substring(0, name.length() - NamedQuery.SUFFIX.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nearest(String name, List<String> names) {
        return names.stream()
                .min(Comparator.comparing(other -> NamedQuery.distance(name, other)))
                .map(
                        nearest ->
                                "the nearest is %s; there are %s"
                                        .formatted(
                                                nearest,
                                                names.stream().collect(Collectors.joining(", "))))
                .orElse("there is none");
    }

    /** The date now, in UTC; a clock in the registry is a test's. */
    LocalDate today() {
        Clock given =
                camelContext == null
                        ? null
                        : camelContext.getRegistry().findSingleByType(Clock.class);
        return LocalDate.ofInstant(
                (given == null ? Clock.systemUTC() : given).instant(), ZoneOffset.UTC);
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }
}
