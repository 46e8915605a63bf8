package io.github.inframonitor.run;

import java.time.Instant;
import java.util.List;
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
 * @param movedBy the runs that moved it before, each as a number of its scheduled time and of where
 *     it began, the last one last: what they settled is theirs, also if they come to the cold store
 *     late
 */
public record Watermark(String key, @Nullable Instant previous, Instant time, List<Long> movedBy) {
    public Watermark {
        // a spool of an earlier version has none
        movedBy = movedBy == null ? List.of() : List.copyOf(movedBy);
    }

    /** One that nobody is known to have moved before. */
    public Watermark(String key, @Nullable Instant previous, Instant time) {
        this(key, previous, time, List.of());
    }
}
