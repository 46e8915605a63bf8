package io.github.inframonitor.cold;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.FieldMatchingStrategy;
import io.github.inframonitor.bench.Load;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A run's rows as Parquet, as lines of JSON, and as these gzipped, written and read by JMH. It is
 * public for JMH's sake, and {@link ParquetBench} runs it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx2g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class Codecs {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .registerModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private static final ObjectReader ROWS = JSON.readerFor(ColdRow.class);

    /** How a row is written. */
    public enum Format {
        PARQUET,
        JSON,
        GZIP
    }

    /** Which of them. */
    @Param public Format format;

    /** How many rows. */
    @Param({"48", "1000", "100000"})
    public int samples;

    private final ParquetEncoder encoder = new ParquetEncoder();
    private ColdObject object;
    private Path file;

    /** Makes what is encoded, and what is decoded. */
    @Setup
    public void write() throws IOException {
        object = object(samples);
        file = Files.createTempFile("bench", "rows");
        Files.write(file, encode());
    }

    /** Leaves nothing. */
    @TearDown
    public void delete() throws IOException {
        Files.delete(file);
    }

    /** Rows to bytes. */
    @Benchmark
    public byte[] encode() throws IOException {
        return format == Format.PARQUET
                ? encoder.encode(object)
                : lines(object, format == Format.GZIP);
    }

    /** A file to rows. */
    @Benchmark
    public void decode(Blackhole reader) throws IOException {
        if (format == Format.PARQUET) {
            try (var rows =
                    new CarpetReader<>(file.toFile(), ColdRow.class)
                            .withFieldMatchingStrategy(FieldMatchingStrategy.SNAKE_CASE)
                            .iterator()) {
                read(rows, reader);
            }
            return;
        }
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
                MappingIterator<ColdRow> rows =
                        ROWS.readValues(
                                format == Format.GZIP ? new GZIPInputStream(bytes) : bytes)) {
            read(rows, reader);
        }
    }

    private void read(Iterator<ColdRow> rows, Blackhole reader) {
        int count = 0;
        while (rows.hasNext()) {
            reader.consume(rows.next());
            count++;
        }
        if (count != samples) {
            throw new IllegalStateException(count + " rows");
        }
    }

    static ColdObject object(int samples) {
        return new ParquetEncoder()
                .objects(Load.run(Instant.parse("2026-11-22T21:00:00Z"), samples))
                .get(0);
    }

    static byte[] lines(ColdObject object, boolean gzip) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = gzip ? new GZIPOutputStream(bytes) : bytes) {
            for (var sample : object.samples()) {
                out.write(JSON.writeValueAsBytes(ColdRow.of(object.runId(), sample)));
                out.write('\n');
            }
        }
        return bytes.toByteArray();
    }
}
