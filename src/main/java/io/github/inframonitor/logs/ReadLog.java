package io.github.inframonitor.logs;

import io.github.inframonitor.run.Run;

/**
 * A log object that was read to its end, or as far as it could be.
 *
 * @param key of the object
 * @param eTag of what was read under that key, without its quotes
 * @param run what it says; without samples if it said nothing, or could not be processed
 * @param reason why it cannot be processed, for a person, with examples of its lines; empty when it
 *     can
 * @param processedKey where it goes once it is stored
 * @param failedKey where it goes if it cannot be processed
 */
public record ReadLog(
        String key, String eTag, Run run, String reason, String processedKey, String failedKey) {}
