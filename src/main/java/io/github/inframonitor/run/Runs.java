package io.github.inframonitor.run;

import io.github.inframonitor.settings.SettingException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts runs: gives each its identity. */
public final class Runs {
    /** How much the clocks of two machines may differ. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    private final String pipelineId;
    private final String resource;
    private final @Nullable Instant given;
    private final Clock clock;
    private volatile Instant lastStarted = Instant.MIN;

    /**
     * @param pipelineId {@code pipeline.id}; empty for the resource
     * @param resourceId {@code resource.id}; empty for the host name
     * @param scheduledTime {@code run.scheduled-time}, ISO-8601 such as 2026-11-22T21:00:00Z, for a
     *     run that is done again; empty for none
     */
    public Runs(String pipelineId, String resourceId, String scheduledTime) {
        this(pipelineId, resourceId, scheduledTime, Clock.systemUTC());
    }

    Runs(String pipelineId, String resourceId, String scheduledTime, Clock clock) {
        this.resource = resourceId.isBlank() ? hostName() : resourceId;
        this.pipelineId = pipelineId.isBlank() ? resource : pipelineId;
        this.given = scheduledTime.isBlank() ? null : parse(scheduledTime);
        this.clock = clock;
    }

    /**
     * A run about to collect.
     *
     * @param scheduledFireTime what Quartz says; null when something else fired, and then the run's
     *     identity is {@code run.scheduled-time} or the second it starts in
     */
    public Run start(@Nullable Date scheduledFireTime) {
        Instant now = clock.instant();
        Instant scheduled = now;
        if (scheduledFireTime != null) {
            scheduled = scheduledFireTime.toInstant();
        } else if (given != null) {
            scheduled = given;
        }
        if (scheduled.isAfter(lastStarted)) {
            lastStarted = scheduled;
        }
        return begun(scheduled, pipelineId, now);
    }

    /**
     * The run of one cell of a firing, which is a pipeline of its own: {@code
     * <pipeline>-<account>-<region>}.
     *
     * @throws IllegalArgumentException if the message is of another pipeline, or of a time to come
     */
    public Run ofCell(CellMessage message) {
        Instant now = clock.instant();
        if (!message.pipeline().equals(pipelineId)) {
            throw new IllegalArgumentException("it is not of the pipeline " + pipelineId);
        }
        if (message.scheduledTime().isAfter(now.plus(CLOCKS_APART))) {
            // its watermarks would keep all runs before that time from reading anything
            throw new IllegalArgumentException("its scheduledTime is yet to come");
        }
        return begun(
                message.scheduledTime(), pipelineId + "-" + message.cell().replace('/', '-'), now);
    }

    private Run begun(Instant scheduled, String pipeline, Instant now) {
        return new Run(
                scheduled.truncatedTo(ChronoUnit.SECONDS),
                pipeline,
                resource,
                now,
                List.of(),
                List.of(),
                List.of());
    }

    /** The latest scheduled time of the runs that this process started. */
    public Instant lastStarted() {
        return lastStarted;
    }

    /** Which pipeline this is; of a cell's run it is the one whose firing it is. */
    public String pipelineId() {
        return pipelineId;
    }

    /** Whether this process was told to do a certain run, which may be one that was done before. */
    public boolean again() {
        return given != null;
    }

    private static Instant parse(String scheduledTime) {
        try {
            return Instant.parse(scheduledTime);
        } catch (DateTimeException e) {
            throw new SettingException(
                    "run.scheduled-time",
                    "'" + scheduledTime + "' is no UTC time; write it as 2026-11-22T21:00:00Z");
        }
    }

    /** The name of this host, as its own kernel has it; what names it elsewhere does not matter. */
    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new SettingException(
                    "resource.id", "this host has no name (" + e.getMessage() + "); set one");
        }
    }
}
