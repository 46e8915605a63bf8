package io.github.inframonitor.alert;

import io.github.inframonitor.run.Run;

/**
 * A run of one log object, of which people are told by its service: a thousand objects of a service
 * that fail alike are one failure.
 *
 * @param run of the object; its resource is the service
 */
public record ServiceRun(Run run) {
    public static ServiceRun of(Run run) {
        return new ServiceRun(run);
    }

    /** What is open is kept under this name, which no {@code pipeline.id} can be. */
    String key() {
        return "logs/" + run.resource();
    }
}
