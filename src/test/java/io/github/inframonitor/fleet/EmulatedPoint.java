package io.github.inframonitor.fleet;

import java.time.Instant;

/**
 * One datapoint.
 *
 * @param period in seconds
 * @param time when its period begins
 */
public record EmulatedPoint(
        EmulatedSeries series, String statistic, int period, Instant time, double value) {}
