package io.github.inframonitor.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

class LogReaderTest {
    private static final String KEY = "logs/incoming/web/app.log";

    /** Of sha256sum of the key, a line break and e1. */
    private static final String HASH = "74b3c43eb421";

    private final LogReader reader = new LogReader();

    @Test
    void aRunHasTheIdentityOfWhatTheObjectHolds() throws IOException {
        String line = "{\"time\":\"2026-11-22T20:15:01Z\",\"level\":\"error\"}";

        Run run = read(KEY, "\"e1\"", line).run();
        Run again = read(KEY, "e1", line).run();
        Run other = read(KEY, "e2", line).run();

        assertThat(run.pipelineId()).isEqualTo("logs-" + HASH);
        assertThat(run.scheduledTime()).isEqualTo("2026-11-22T20:15:00Z");
        TreeMap<String, String> dimensions = new TreeMap<>();
        dimensions.put("object", HASH);
        Instant minute = Instant.parse("2026-11-22T20:15:00Z");
        assertThat(run.samples())
                .containsExactly(
                        sample(minute, "line_count", dimensions),
                        sample(minute, "error_count", dimensions))
                .isEqualTo(again.samples());
        assertThat(again.id()).isEqualTo(run.id());
        assertThat(other.id()).isNotEqualTo(run.id());
    }

    @Test
    void aFolderBelowTheServiceSaysTheFormat() throws IOException {
        String line = "{\"time\":\"2026-11-22T20:15:01Z\"}";
        assertThat(read("logs/incoming/web/json/a", "e", line).reason()).isEmpty();
        assertThat(read("logs/incoming/web/combined/a", "e", line).reason())
                .startsWith(
                        "logs/incoming/web/combined/a cannot be processed: none of its 1 lines");
    }

    @Test
    void anObjectOfTooManyMinutesCannotBeProcessed() throws IOException {
        LogReader strict = new LogReader(new Limits(1_000_000, 250, 1_000_000, 1000, 60));
        String lines =
                IntStream.rangeClosed(0, 60)
                        .mapToObj(i -> "{\"ts\":" + (1795378500 + 60 * i) + "}\n")
                        .collect(Collectors.joining());
        assertThat(read(strict, lines).reason())
                .isEqualTo(KEY + " cannot be processed: it is of more than 60 minutes; split it\n");
        assertThat(read(strict, lines.substring(lines.indexOf('\n') + 1)).reason()).isEmpty();
    }

    @Test
    void aLineThatIsTooLongIsMalformedAndTheRestCounts() throws IOException {
        LogReader strict = new LogReader(new Limits(1_000_000, 250, 1_000_000, 100, 60));
        String lines =
                "{\"ts\":1795378500,\"a\":\"" + "x".repeat(500) + "\"}\n{\"ts\":1795378500}\n";
        assertThat(read(strict, lines).run().samples().get(0).value()).isEqualTo(1);
    }

    @Test
    void examplesAreFewShortAndOnlyText() throws IOException {
        String reason =
                read(KEY, "e", ("\u001b]0;\u202eevil\u0000" + "y".repeat(500) + "\n").repeat(9))
                        .reason();
        assertThat(reason)
                .isEqualTo(
                        """
                        %s cannot be processed: none of its 9 lines is JSON, an ALB's or a combined \
                        access log
                        9 of the 9 lines until then could not be read, such as
                        """
                                        .formatted(KEY)
                                + ("  ?]0;?evil?" + "y".repeat(110) + "...\n").repeat(3));
    }

    @Test
    void whatTheNetworkDoesIsThrown() {
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("connection reset");
                    }
                };
        assertThatThrownBy(() -> reader.read(KEY, "e", broken))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void aRefusalIsOfTheServiceOrOfAllOfThem() {
        assertThat(reader.refused(KEY, new IOException("no")).resource()).isEqualTo("web");
        Run run = reader.refused(null, new IOException("no"));
        assertThat(run.resource()).isEqualTo("unknown");
        assertThat(run.failures())
                .extracting(Outcome::error)
                .containsExactly(
                        "a log object cannot be processed: logs/incoming/: IOException: no");
    }

    private static Sample sample(Instant minute, String name, TreeMap<String, String> dimensions) {
        return new Sample(
                minute,
                "web",
                "service",
                null,
                null,
                "logs",
                name,
                1,
                StandardUnit.COUNT,
                dimensions);
    }

    private ReadLog read(String key, String eTag, String content) throws IOException {
        return reader.read(key, eTag, new ByteArrayInputStream(content.getBytes(UTF_8)));
    }

    private static ReadLog read(LogReader reader, String content) throws IOException {
        return reader.read(KEY, "e", new ByteArrayInputStream(content.getBytes(UTF_8)));
    }
}
