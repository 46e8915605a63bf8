package io.github.inframonitor.fleet;

import io.github.inframonitor.run.Readings;
import io.github.inframonitor.run.Watermark;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one GetMetricData call asks for: series of one window and period.
 *
 * @param cell where
 * @param source such as {@code ec2}
 * @param branch such as {@code cpu}
 * @param window of all of them
 * @param queries at most {@value #MOST}
 * @param watermarks where the run moves theirs if all of it is read
 */
public record Batch(
        Cell cell,
        String source,
        String branch,
        Window window,
        List<Query> queries,
        Set<Watermark> watermarks)
        implements Readings.Unread {
    /**
     * Most queries of a call.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html">GetMetricData</a>
     */
    static final int MOST = 500;

    @Override
    public Set<String> watermarkKeys() {
        return queries.stream().map(Query::watermark).collect(Collectors.toSet());
    }

    @Override
    public String toString() {
        return queries.size()
                + " metrics of "
                + queries.stream()
                        .map(query -> query.metric().namespace())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "));
    }
}
