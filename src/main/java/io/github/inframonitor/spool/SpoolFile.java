package io.github.inframonitor.spool;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * One run in a file: JSON, a line each for the run, for every sample, and for the checksum of all
 * lines before, by which a file that was cut short or altered is known before anything of it is
 * believed. {@code jq} reads it.
 */
final class SpoolFile {
    /** Version of the lines' shape. */
    private static final int SCHEMA = 1;

    private static final String CHECKSUM = "{\"crc32c\":\"%08x\"}\n";
    private static final int CHECKSUM_LENGTH = CHECKSUM.formatted(0).length();
    private static final int BUFFER = 64 * 1024;

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                    .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                    .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
                    .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
                    .build();

    private SpoolFile() {}

    /**
     * The first line.
     *
     * @param run without its samples, which are the lines that follow
     * @param lines how many these are
     */
    private record Head(int schema, Run run, int lines) {}

    /** Writes a run, and returns when it is on the disk whatever happens to the machine. */
    static void write(Run run, Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
            CheckedOutputStream lines = new CheckedOutputStream(out, new CRC32C());
            writeLines(run, lines);
            out.write(checksum(lines.getChecksum().getValue()));
            out.flush();
            channel.force(true);
        }
    }

    /**
     * Reads a run.
     *
     * @throws IOException whose message says what is wrong with the file
     */
    static Run read(Path file) throws IOException {
        verify(file);
        try (InputStream in = Files.newInputStream(file);
                JsonParser lines = JSON.createParser(in)) {
            Head head = JSON.readValue(lines, Head.class);
            if (head.schema() != SCHEMA) {
                throw new IOException("it is of another version, " + head.schema());
            }
            List<Sample> samples = new ArrayList<>();
            while (samples.size() < head.lines()) {
                samples.add(JSON.readValue(lines, Sample.class));
            }
            return head.run().with(samples);
        }
    }

    /** When that doing of the run began which is in a file. */
    static Instant startedAt(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                JsonParser lines = JSON.createParser(in)) {
            return JSON.readValue(lines, Head.class).run().startedAt();
        }
    }

    /** Writes one value that it costs little to lose. */
    static void write(Object value, Path file) throws IOException {
        Files.write(file, JSON.writeValueAsBytes(value));
    }

    /** Reads one value. */
    static <T> T read(Path file, Class<T> type) throws IOException {
        return JSON.readValue(Files.readAllBytes(file), type);
    }

    private static void writeLines(Run run, OutputStream out) throws IOException {
        try (SequenceWriter lines =
                JSON.writer()
                        .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                        .with(new MinimalPrettyPrinter("\n"))
                        .writeValues(out)) {
            lines.write(
                    new Head(SCHEMA, run.with(List.of()).stored(List.of()), run.samples().size()));
            for (Sample sample : run.samples()) {
                lines.write(sample);
            }
        }
        out.write('\n');
    }

    /** Compares the checksum, and reads nothing else. */
    private static void verify(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            CheckedInputStream lines = new CheckedInputStream(in, new CRC32C());
            byte[] buffer = new byte[BUFFER];
            long left = Files.size(file) - CHECKSUM_LENGTH;
            while (left > 0) {
                int read = lines.read(buffer, 0, (int) Math.min(left, buffer.length));
                left = read < 0 ? -1 : left - read;
            }
            byte[] found = in.readNBytes(CHECKSUM_LENGTH);
            if (left < 0 || !Arrays.equals(found, checksum(lines.getChecksum().getValue()))) {
                throw new IOException("its checksum is wrong: it was cut short or altered");
            }
        }
    }

    private static byte[] checksum(long value) {
        return CHECKSUM.formatted(value).getBytes(StandardCharsets.US_ASCII);
    }
}
