package io.github.inframonitor.fleet;

/**
 * What is asked of the series of one name.
 *
 * @param period in seconds
 */
public record EmulatedMetric(String namespace, String name, String statistic, int period) {}
