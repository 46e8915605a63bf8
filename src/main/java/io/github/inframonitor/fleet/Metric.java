package io.github.inframonitor.fleet;

import java.time.Duration;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * One row of a source's table: a metric of CloudWatch, and what it is called here.
 *
 * @param namespace such as {@code AWS/EC2}
 * @param name as CloudWatch calls it
 * @param dimension the one whose value is the resource's or a part's of it
 * @param listed whether there are further dimensions, which ListMetrics tells
 * @param statistic of CloudWatch; {@code Sum} for a rate
 * @param perSecond whether the value is divided by the seconds of its period
 * @param period of one datapoint
 * @param delay after the end of its period that a datapoint is waited for
 * @param sampleName the name of the samples
 * @param unit of the samples
 */
public record Metric(
        String namespace,
        String name,
        String dimension,
        boolean listed,
        String statistic,
        boolean perSecond,
        Duration period,
        Duration delay,
        String sampleName,
        StandardUnit unit) {}
