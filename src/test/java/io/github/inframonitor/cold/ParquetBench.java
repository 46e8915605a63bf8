package io.github.inframonitor.cold;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.FieldMatchingStrategy;
import io.github.inframonitor.bench.Figures;
import io.github.inframonitor.bench.Load;
import io.github.inframonitor.bench.Times;
import io.github.inframonitor.run.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The objects of the cold store against the same rows as lines of JSON. */
class ParquetBench {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .registerModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    @TempDir Path folder;

    @Test
    void bytesASample() throws Exception {
        Figures figures =
                new Figures(
                        "parquet",
                        "samples",
                        "Parquet B",
                        "JSON B",
                        "JSON gzip B",
                        "Parquet x JSON",
                        "Parquet x gzip",
                        "encoded/s",
                        "decoded/s");
        for (int samples : new int[] {48, 1_000, 100_000, 1_000_000}) {
            measure(figures, samples);
        }
        figures.tell();
    }

    private void measure(Figures figures, int samples) throws Exception {
        Run run = Load.run(Instant.parse("2026-11-22T21:00:00Z"), samples);
        ParquetEncoder encoder = new ParquetEncoder();
        ColdObject object = encoder.objects(run).get(0);
        int often = Math.max(3, Math.min(300, 3_000_000 / samples));
        Times encode = Times.of(often, often, () -> encoder.encode(object));
        byte[] parquet = encoder.encode(object);
        Path file = Files.write(folder.resolve("rows.parquet"), parquet);
        Times decode = Times.of(often, often, () -> decode(file, samples));
        double json = lines(object, false);
        double gzip = lines(object, true);
        figures.row(
                samples,
                (double) parquet.length / samples,
                json / samples,
                gzip / samples,
                parquet.length / json,
                parquet.length / gzip,
                Math.round(samples * 1e3 / encode.millis(50)),
                Math.round(samples * 1e3 / decode.millis(50)));
    }

    private static long decode(Path file, int samples) throws IOException {
        long rows = 0;
        try (var reader =
                new CarpetReader<>(file.toFile(), ColdRow.class)
                        .withFieldMatchingStrategy(FieldMatchingStrategy.SNAKE_CASE)
                        .iterator()) {
            while (reader.hasNext()) {
                reader.next();
                rows++;
            }
        }
        if (rows != samples) {
            throw new IllegalStateException(rows + " rows");
        }
        return rows;
    }

    private static long lines(ColdObject object, boolean gzip) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = gzip ? new GZIPOutputStream(bytes) : bytes) {
            for (var sample : object.samples()) {
                out.write(JSON.writeValueAsBytes(ColdRow.of(object.runId(), sample)));
                out.write('\n');
            }
        }
        return bytes.size();
    }
}
