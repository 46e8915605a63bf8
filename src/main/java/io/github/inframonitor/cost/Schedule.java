package io.github.inframonitor.cost;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.TimeZone;
import org.quartz.CronExpression;

/** How often a schedule fires. */
final class Schedule {
    static final Duration MONTH = Duration.ofDays(30);

    /** More than a run each half minute: the rest of the month is taken to be alike. */
    private static final long ENOUGH = 100_000;

    private Schedule() {}

    /**
     * How many times a schedule fires within 30 days.
     *
     * @param cron a Quartz cron expression, in UTC
     * @param from the beginning of the 30 days, itself included
     */
    static long firings(String cron, Instant from) {
        CronExpression expression;
        try {
            expression = new CronExpression(cron);
        } catch (ParseException e) {
            throw new IllegalArgumentException(cron, e);
        }
        expression.setTimeZone(TimeZone.getTimeZone("UTC"));
        Instant end = from.plus(MONTH);
        Date first = expression.getNextValidTimeAfter(Date.from(from.minusSeconds(1)));
        Date next = first;
        long firings = 0;
        while (next != null && next.toInstant().isBefore(end)) {
            firings++;
            if (firings == ENOUGH) {
                double seen = Duration.between(first.toInstant(), next.toInstant()).toMillis();
                return Math.round((firings - 1) * (MONTH.toMillis() / seen));
            }
            next = expression.getNextValidTimeAfter(next);
        }
        return firings;
    }
}
