package io.github.inframonitor.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.util.TimeUtils;

/**
 * How badly the double behaves, by switches that a test or a request may turn at any time. Its lots
 * are hashes, so each seed has the same trouble.
 */
public final class EmulatedTrouble {
    /** All switches, as they are at first: CloudWatch at its best. */
    private static final Map<String, String> AT_FIRST =
            Map.ofEntries(
                    Map.entry("seed", "1"),
                    // how long a call takes at least
                    Map.entry("latency", "0"),
                    // calls a second of each cell, by what is called; 0 for any number
                    Map.entry("throttle", "50"),
                    Map.entry("throttle-list", "25"),
                    Map.entry("throttle-describe", "50"),
                    // of a hundred calls to read or list, how many are throttled, or fail
                    Map.entry("throttled", "0"),
                    Map.entry("failing", "0"),
                    // of a hundred series, how many have some or none of their points at first
                    Map.entry("partial", "0"),
                    Map.entry("internal", "0"),
                    // of a hundred points, how many come late
                    Map.entry("late", "10"),
                    Map.entry("late-by", "3m"),
                    // 1 gives a wrong value for a period that is not over
                    Map.entry("unfinished", "0"),
                    // regions, or cells as account/region, of which nothing can be read
                    Map.entry("out", ""),
                    // accounts whose role is not given
                    Map.entry("denied", ""),
                    // what of service:operation is not allowed to whoever assumed a role
                    Map.entry("forbidden", ""),
                    // of a hundred calls to S3, DynamoDB, SNS and SQS, how many fail, are
                    // throttled, or
                    // leave some items of a batch unprocessed
                    Map.entry("store-failing", "0"),
                    Map.entry("store-throttled", "0"),
                    Map.entry("store-unprocessed", "0"),
                    // of a hundred calls of whatever, how many are done and not answered
                    Map.entry("cut", "0"),
                    // datapoints, series, instances and databases in an answer
                    Map.entry("page", "100800"),
                    Map.entry("list-page", "500"),
                    Map.entry("describe-page", "1000"),
                    Map.entry("rds-page", "100"));

    private final Map<String, String> switches = new ConcurrentHashMap<>(AT_FIRST);
    private final Map<String, Rate> rates = new ConcurrentHashMap<>();
    private final Set<Long> answered = ConcurrentHashMap.newKeySet();
    private final AtomicLong calls = new AtomicLong();

    /**
     * @param settings as {@code latency=20ms}
     */
    public void set(String... settings) {
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            if (switches.replace(parts[0], parts[1]) == null) {
                throw new IllegalArgumentException(setting);
            }
        }
    }

    /** As it was at first. */
    public void end() {
        switches.putAll(AT_FIRST);
    }

    /** Calls a second that a cell may have, with as many at once when it was quiet. */
    private static final class Rate {
        private double left = Double.MAX_VALUE;
        private long at = System.nanoTime();

        synchronized boolean take(int perSecond) {
            long now = System.nanoTime();
            left = Math.min(perSecond, left + (now - at) / 1e9 * perSecond);
            at = now;
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }

    /** Refuses what a service in trouble does not do. */
    void check(EmulatedCaller caller, String operation) {
        EmulatedCell cell = caller.cell();
        String called = caller.service() + ":" + operation;
        List<String> out = list("out");
        boolean read = !operation.equals("PutMetricData") && !caller.service().equals("sts");
        if (read && (out.contains(cell.region()) || out.contains(cell.toString()))) {
            throw failure();
        }
        boolean assumed = !cell.account().equals(EmulatedFleet.OWN);
        if (assumed && list("forbidden").contains(called)) {
            throw new EmulatedRefusal(
                    403,
                    operation.equals("DescribeInstances")
                            ? "UnauthorizedOperation"
                            : "AccessDenied",
                    "not authorized to perform: " + called);
        }
        String rate =
                switch (operation) {
                    case "GetMetricData" -> "throttle";
                    case "ListMetrics" -> "throttle-list";
                    case "DescribeInstances", "DescribeDBInstances" -> "throttle-describe";
                    default -> "";
                };
        if (rate.isEmpty()) {
            return;
        }
        int perSecond = number(rate);
        if (perSecond > 0
                && !rates.computeIfAbsent(called + cell, any -> new Rate()).take(perSecond)) {
            throw EmulatedRefusal.throttled();
        }
        if (strikes("throttled")) {
            throw EmulatedRefusal.throttled();
        }
        if (strikes("failing")) {
            throw failure();
        }
    }

    /** Whether the next call has this trouble, of which {@code what} is the percentage. */
    boolean strikes(String what) {
        double percent = percent(what);
        return percent > 0
                && EmulatedHash.isOf(
                        percent, EmulatedHash.of(number("seed"), what, calls.incrementAndGet()));
    }

    static EmulatedRefusal failure() {
        return new EmulatedRefusal(500, "InternalServiceError", "emulated");
    }

    boolean isDenied(String account) {
        return list("denied").contains(account);
    }

    /** What becomes of a series in an answer: all of it, unless it is asked for the first time. */
    String status(long asked) {
        long lot = EmulatedHash.of(number("seed"), "series", asked);
        boolean partial = EmulatedHash.isOf(percent("partial"), lot);
        boolean internal = EmulatedHash.isOf(percent("internal"), lot + 1);
        if (!(partial || internal) || !answered.add(asked)) {
            return "Complete";
        }
        return internal ? "InternalError" : "PartialData";
    }

    /** How many seconds after the end of its period a point is there. */
    long delay(long series, long second) {
        boolean late =
                EmulatedHash.isOf(
                        percent("late"), EmulatedHash.of(number("seed"), "late", series, second));
        return late ? millis("late-by") / 1000 : 0;
    }

    boolean isUnfinishedGiven() {
        return number("unfinished") == 1;
    }

    Duration latency() {
        return Duration.ofMillis(millis("latency"));
    }

    int number(String name) {
        return Integer.parseInt(switches.get(name));
    }

    private double percent(String name) {
        return Double.parseDouble(switches.get(name));
    }

    private long millis(String name) {
        return millisOf(switches.get(name));
    }

    static long millisOf(String duration) {
        return TimeUtils.toMilliSeconds(duration);
    }

    private List<String> list(String name) {
        return new ArrayList<>(List.of(switches.get(name).split(",")));
    }
}
