package io.github.inframonitor.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Up to where a run settles what it read of one kind: the cold store takes its samples before that
 * time and no run reads them again. It holds once it is written in the hot table, where of two runs
 * that settle the same one succeeds.
 *
 * @param key what it is the watermark of: {@code
 *     <account>#<region>#<namespace>#<period>#<source>.<branch>#<pipeline>}
 * @param previous where the run before left off; null if there was none
 * @param time of the first datapoint that the next run reads
 */
public record Watermark(String key, @Nullable Instant previous, Instant time) {}
