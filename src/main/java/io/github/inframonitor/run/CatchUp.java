package io.github.inframonitor.run;

import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.TimeZone;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/**
 * The firing that nobody did: the process was down, nobody led, or a leader died. Only the last one
 * is asked after, however many were missed, and none that is older than a day: what is measured now
 * would carry its time.
 *
 * <p>It is asked after once only: a firing that this process did, or found done, is settled.
 */
public final class CatchUp {
    /** Quartz and other replicas fire it themselves meanwhile. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final CronExpression cron;
    private final Clock clock;
    private volatile Instant settled = Instant.MIN;
    private volatile Instant notBefore = Instant.MIN;

    /**
     * @param cron {@code schedule.cron}, in UTC
     */
    public CatchUp(String cron) throws ParseException {
        this(cron, Clock.systemUTC());
    }

    CatchUp(String cron, Clock clock) throws ParseException {
        this.cron = new CronExpression(cron);
        this.cron.setTimeZone(TimeZone.getTimeZone("UTC"));
        this.clock = clock;
    }

    /**
     * The scheduled time to ask after.
     *
     * @param lastStarted the latest scheduled time of the runs that this process started
     * @return null if there is none, or if a run is going on, which may be it
     */
    public @Nullable Date due(Instant lastStarted, CamelContext context) {
        Instant now = clock.instant();
        if (now.isBefore(notBefore) || context.getInflightRepository().size("fire") > 0) {
            return null;
        }
        Instant last = last(now.minus(GRACE));
        if (last == null || !last.isAfter(settled) || !last.isAfter(lastStarted)) {
            return null;
        }
        return Date.from(last);
    }

    /**
     * Whether to do a firing now.
     *
     * @param due what is asked after
     * @param record what the hot table knows last of the pipeline
     */
    public boolean missed(Date due, LastRecord record) {
        Instant asked = due.toInstant();
        Instant known = record.scheduledTime();
        Instant until = record.claimedUntil();
        if (known == null) {
            settled = asked;
            return false; // the first start of a pipeline
        }
        if (known.equals(asked) && until != null) {
            if (!clock.instant().isAfter(until)) {
                notBefore = until.plusMillis(1); // whoever claimed it may still be at it
                return false;
            }
            settled = asked;
            return true;
        }
        settled = asked;
        return known.isBefore(asked);
    }

    /**
     * Notes that it could not be found out, so that it is asked again in a minute.
     *
     * @return false: nothing is done meanwhile
     */
    public boolean askAgain() {
        notBefore = clock.instant().plus(PATIENCE);
        return false;
    }

    /** When the schedule last was to fire, whether it did or not; null from a day before on. */
    public @Nullable Instant lastDue() {
        return last(clock.instant());
    }

    /** The last firing up to a time, none from a day before on; Quartz only knows the next ones. */
    private @Nullable Instant last(Instant until) {
        Instant last = null;
        for (Duration back = Duration.ofMinutes(1); last == null; back = back.multipliedBy(4)) {
            boolean enough = back.compareTo(DAY) >= 0;
            Date next = cron.getNextValidTimeAfter(Date.from(until.minus(enough ? DAY : back)));
            while (next != null && !next.toInstant().isAfter(until)) {
                last = next.toInstant();
                next = cron.getNextValidTimeAfter(next);
            }
            if (enough) {
                break;
            }
        }
        return last;
    }
}
