package io.github.inframonitor.fleet;

import java.util.List;
import java.util.SortedMap;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;

/**
 * One series of CloudWatch that is asked for, and what its samples are.
 *
 * @param metric the row of the table
 * @param resource the id of the resource
 * @param in all dimensions of the metric in CloudWatch
 * @param dimensions of the samples
 * @param watermark the key of its watermark
 */
record Query(
        Metric metric,
        String resource,
        List<Dimension> in,
        SortedMap<String, String> dimensions,
        String watermark) {}
