package io.github.inframonitor.cold;

import com.jerolba.carpet.CarpetReader;
import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.ColumnNamingStrategy;
import com.jerolba.carpet.FieldMatchingStrategy;
import com.jerolba.carpet.TimeUnit;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private static final int DAY = 24 * 60 * 60;

    /**
     * The objects of a run, by the UTC day of their samples. A run of the host has one, of its
     * scheduled time; one of a log or a fleet has as many as its samples are of. A sample that may
     * be read again is left to the run that reads it for the last time; a run that has no other has
     * no object.
     */
    public List<ColdObject> objects(Run run) {
        List<Sample> samples = run.settled();
        if (samples.isEmpty() && !run.samples().isEmpty()) {
            return List.of();
        }
        if (samples.isEmpty()) {
            return List.of(new ColdObject(run.date(), run.id(), List.of()));
        }
        Map<Long, List<Sample>> days =
                samples.stream()
                        .collect(
                                Collectors.groupingBy(
                                        sample ->
                                                Math.floorDiv(sample.time().getEpochSecond(), DAY),
                                        TreeMap::new,
                                        Collectors.toList()));
        return days.entrySet().stream()
                .map(
                        day ->
                                new ColdObject(
                                        LocalDate.ofEpochDay(day.getKey()).toString(),
                                        run.id(),
                                        day.getValue()))
                .toList();
    }

    /** The file's bytes; a hundred thousand samples are about half a megabyte. */
    public byte[] encode(ColdObject object) throws IOException {
        return write(object, Stream.empty());
    }

    /**
     * The bytes of a file with the samples, and with the rows of another that they are not of.
     *
     * @param before the bytes of that other, which the same run wrote when it was done before
     */
    byte[] join(ColdObject object, byte[] before) throws IOException {
        Set<List<Object>> points = new HashSet<>();
        object.samples().forEach(s -> points.add(ColdRow.of(object.runId(), s).point()));
        try (Stream<ColdRow> rows =
                new CarpetReader<>(new BytesFile(before), ColdRow.class)
                        .withFieldMatchingStrategy(FieldMatchingStrategy.SNAKE_CASE).stream()) {
            return write(object, rows.filter(row -> !points.contains(row.point())));
        }
    }

    private static byte[] write(ColdObject object, Stream<ColdRow> more) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (CarpetWriter<ColdRow> writer =
                new CarpetWriter.Builder<>(file, ColdRow.class)
                        .withColumnNamingStrategy(ColumnNamingStrategy.SNAKE_CASE)
                        .withDefaultTimeUnit(TimeUnit.MILLIS)
                        .withCompressionCodec(CompressionCodecName.ZSTD)
                        .withRowGroupSize(ROW_GROUP_BYTES)
                        .build()) {
            for (Sample sample : object.samples()) {
                writer.write(ColdRow.of(object.runId(), sample));
            }
            for (Iterator<ColdRow> rows = more.iterator(); rows.hasNext(); ) {
                writer.write(rows.next());
            }
        }
        return file.toByteArray();
    }
}
