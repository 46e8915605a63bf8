package io.github.inframonitor.cost;

import java.util.Locale;

/**
 * What one run asked of AWS so far, and what a month of such runs costs.
 *
 * @param use calls, items and bytes by service
 * @param month at the schedule in force
 */
public record RunCost(Use use, Month month) {
    /** The rows of a run's table. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(row("service", "calls", "attempts", "items", "bytes out", "bytes in"));
        for (ServiceUse service : use.services()) {
            text.append(
                    row(
                            service.service(),
                            service.calls(),
                            service.attempts(),
                            service.items(),
                            service.bytesOut(),
                            service.bytesIn()));
        }
        return text.append("  ").append(month.text()).append('\n').toString();
    }

    private static String row(
            Object service, Object calls, Object attempts, Object items, Object out, Object in) {
        return String.format(
                Locale.ROOT,
                "  %-12s %6s %9s %7s %10s %9s\n",
                service,
                calls,
                attempts,
                items,
                out,
                in);
    }
}
