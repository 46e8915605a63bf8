package io.github.inframonitor.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the hot table knows last of a pipeline.
 *
 * @param scheduledTime of its last run; null if it knows of none
 * @param claimedUntil until when a process that has yet to end that run holds it; null if it was
 *     ended
 */
public record LastRecord(@Nullable Instant scheduledTime, @Nullable Instant claimedUntil) {}
