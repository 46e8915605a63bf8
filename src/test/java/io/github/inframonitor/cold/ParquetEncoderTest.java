package io.github.inframonitor.cold;

import static org.assertj.core.api.Assertions.assertThat;

import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.FieldMatchingStrategy;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import io.github.inframonitor.sample.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ParquetEncoderTest {
    @Property(tries = 50)
    void everySampleComesBackAsItWasInTheObjectOfItsDay(@ForAll("samples") List<Sample> samples)
            throws Exception {
        Instant now = Instant.parse("2026-11-22T21:00:00Z");
        Run run = new Run(now, "web-7", "web-7", now, samples, List.of(), List.of());

        List<ColdRow> read = new ArrayList<>();
        for (ColdObject object : new ParquetEncoder().objects(run)) {
            List<ColdRow> rows = rows(new ParquetEncoder().encode(object));
            assertThat(rows)
                    .allSatisfy(row -> assertThat(row.time()).asString().startsWith(object.date()));
            read.addAll(rows);
        }

        assertThat(read)
                .containsExactlyInAnyOrderElementsOf(
                        samples.stream().map(s -> ColdRow.of(run.id(), s)).toList());
    }

    private static List<ColdRow> rows(byte[] object) throws IOException {
        Path file = Files.createTempFile("run", ".parquet");
        try {
            Files.write(file, object);
            return new CarpetReader<>(file.toFile(), ColdRow.class)
                    .withFieldMatchingStrategy(FieldMatchingStrategy.SNAKE_CASE)
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    @Provide
    Arbitrary<List<Sample>> samples() {
        return Samples.any().list().ofMaxSize(8);
    }
}
