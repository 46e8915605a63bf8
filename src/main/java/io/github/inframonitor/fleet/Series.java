package io.github.inframonitor.fleet;

import io.github.inframonitor.sample.Sample;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Makes the samples of one query, which share all but time and value. */
final class Series {
    private final Batch batch;
    private final Query query;
    private @Nullable SortedMap<String, String> shared;

    Series(Batch batch, Query query) {
        this.batch = batch;
        this.query = query;
    }

    /** The value of a sample; a rate is the sum by the seconds of its period. */
    double value(double datapoint) {
        Metric metric = query.metric();
        return metric.perSecond() ? datapoint / metric.period().toSeconds() : datapoint;
    }

    Sample sample(Instant time, double value) {
        Sample sample =
                new Sample(
                        time,
                        query.resource(),
                        batch.source(),
                        batch.cell().region().id(),
                        batch.cell().account(),
                        batch.branch(),
                        query.metric().sampleName(),
                        value,
                        query.metric().unit(),
                        shared == null ? query.dimensions() : shared,
                        query.watermark());
        shared = sample.dimensions();
        return sample;
    }
}
