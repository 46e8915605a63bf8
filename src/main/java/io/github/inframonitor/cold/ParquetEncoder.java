package io.github.inframonitor.cold;

import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.ColumnNamingStrategy;
import com.jerolba.carpet.TimeUnit;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Encodes the samples of a run as one Parquet file, ZSTD, times in milliseconds UTC.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/parquet-serde.html">Athena on
 *     Parquet</a>
 */
public final class ParquetEncoder {
    /**
     * Rows are held until a group of this size is full; a run of a host needs a hundredth of it.
     */
    private static final long ROW_GROUP_BYTES = 8L * 1024 * 1024;

    /** The file's bytes; a hundred thousand samples are about half a megabyte. */
    public byte[] encode(Run run) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (CarpetWriter<ColdRow> writer =
                new CarpetWriter.Builder<>(file, ColdRow.class)
                        .withColumnNamingStrategy(ColumnNamingStrategy.SNAKE_CASE)
                        .withDefaultTimeUnit(TimeUnit.MILLIS)
                        .withCompressionCodec(CompressionCodecName.ZSTD)
                        .withRowGroupSize(ROW_GROUP_BYTES)
                        .build()) {
            String runId = run.id();
            for (Sample sample : run.samples()) {
                writer.write(ColdRow.of(runId, sample));
            }
        }
        return file.toByteArray();
    }
}
