package io.github.inframonitor.cold;

import static org.assertj.core.api.Assertions.assertThat;

import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.FieldMatchingStrategy;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import io.github.inframonitor.sample.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ParquetEncoderTest {
    @Property(tries = 50)
    void everySampleComesBackAsItWas(@ForAll("samples") List<Sample> samples) throws Exception {
        Instant now = Instant.parse("2026-11-22T21:00:00Z");
        Run run = new Run(now, "web-7", "web-7", now, samples, List.of(), List.of());

        byte[] object = new ParquetEncoder().encode(run);

        Path file = Files.createTempFile("run", ".parquet");
        try {
            Files.write(file, object);
            assertThat(
                            new CarpetReader<>(file.toFile(), ColdRow.class)
                                    .withFieldMatchingStrategy(FieldMatchingStrategy.SNAKE_CASE)
                                    .toList())
                    .containsExactlyElementsOf(
                            samples.stream().map(s -> ColdRow.of(run.id(), s)).toList());
        } finally {
            Files.delete(file);
        }
    }

    @Provide
    Arbitrary<List<Sample>> samples() {
        return Samples.any().list().ofMaxSize(8);
    }
}
