package io.github.inframonitor.cost;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;

/** Says what runs cost: what was counted, by the price table, at the schedule in force. */
public final class Costs implements CamelContextAware {
    private final Prices prices;
    private final String cron;
    private final int ttlDays;
    private @Nullable CamelContext camelContext;
    private volatile @Nullable Firings known;

    /** How often the schedule fires in the month that begins with a day. */
    private record Firings(Instant day, long count) {}

    /**
     * @param prices the path of {@code prices.properties}
     * @param cron {@code schedule.cron}
     * @param ttlDays {@code hot.ttl-days}
     */
    public Costs(String prices, String cron, int ttlDays) {
        this.prices = Prices.read(Path.of(prices));
        this.cron = cron;
        this.ttlDays = ttlDays;
    }

    /**
     * What a run asked of AWS until now.
     *
     * @param run its id
     * @param scheduledTime in the first day, UTC, of the month that is reckoned
     */
    public RunCost of(String run, Instant scheduledTime) {
        Meter meter = requireNonNull(camelContext).getRegistry().findSingleByType(Meter.class);
        Use use = meter == null ? Use.NONE : meter.of(run);
        return new RunCost(use, month(use, firings(scheduledTime), 1));
    }

    /**
     * Looks once a day: to count the firings of each second or minute is more than a run itself.
     */
    private long firings(Instant time) {
        Instant day = time.truncatedTo(ChronoUnit.DAYS);
        Firings firings = known;
        if (firings == null || !firings.day.equals(day)) {
            firings = new Firings(day, Schedule.firings(cron, day));
            known = firings;
        }
        return firings.count;
    }

    /**
     * What runs alike cost in a month.
     *
     * @param use what one of them asks of AWS
     * @param runs how many each host does
     * @param hosts how many there are, each a pipeline of its own on the same stack
     */
    public Month month(Use use, long runs, int hosts) {
        return Month.of(use, runs, hosts, ttlDays, prices);
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }
}
