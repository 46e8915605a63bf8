package io.github.inframonitor.cold;

import static java.util.stream.Collectors.toMap;

import io.github.inframonitor.bench.Figures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The objects of the cold store against the same rows as lines of JSON. */
class ParquetBench {
    private static final int LARGEST = 1_000_000;

    @Test
    void bytesASample() throws Exception {
        Map<String, Long> rates = new HashMap<>(run("jmh", new OptionsBuilder()));
        rates.putAll(
                run(
                        "jmh-" + LARGEST,
                        new OptionsBuilder()
                                .param("samples", String.valueOf(LARGEST))
                                .param("format", Codecs.Format.PARQUET.name())));
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
        Figures codecs = new Figures("codecs", "samples and format", "encoded/s", "decoded/s");
        for (int samples : new int[] {48, 1_000, 100_000, LARGEST}) {
            ColdObject object = Codecs.object(samples);
            double parquet = new ParquetEncoder().encode(object).length;
            double json = Codecs.lines(object, false).length;
            double gzip = Codecs.lines(object, true).length;
            figures.row(
                    samples,
                    parquet / samples,
                    json / samples,
                    gzip / samples,
                    parquet / json,
                    parquet / gzip,
                    rates.get("encode " + samples + " PARQUET"),
                    rates.get("decode " + samples + " PARQUET"));
            if (samples == LARGEST) {
                continue;
            }
            for (Codecs.Format format : Codecs.Format.values()) {
                String what = samples + " " + format;
                codecs.row(what, rates.get("encode " + what), rates.get("decode " + what));
            }
        }
        figures.tell();
        codecs.tell();
    }

    /** By JMH, whose own results, each with its error, go to {@code target/bench} too. */
    private static Map<String, Long> run(String name, ChainedOptionsBuilder options)
            throws Exception {
        Path results = Files.createDirectories(Path.of("target/bench")).resolve(name + ".json");
        return new Runner(
                        options.include(Codecs.class.getName())
                                .verbosity(VerboseMode.SILENT)
                                .shouldFailOnError(true)
                                .resultFormat(ResultFormatType.JSON)
                                .result(results.toString())
                                .build())
                .run().stream().collect(toMap(ParquetBench::what, ParquetBench::samplesASecond));
    }

    private static String what(RunResult result) {
        return result.getPrimaryResult().getLabel()
                + " "
                + result.getParams().getParam("samples")
                + " "
                + result.getParams().getParam("format");
    }

    /** By the median of its times, since a machine has other things to do. */
    private static long samplesASecond(RunResult result) {
        double millis = result.getPrimaryResult().getStatistics().getPercentile(50);
        return Math.round(Integer.parseInt(result.getParams().getParam("samples")) * 1e3 / millis);
    }
}
