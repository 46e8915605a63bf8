package io.github.inframonitor.web;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a pipeline may tell, as {@code routes/openapi.yaml} has it. */
final class Answers {
    static final Duration REST = Duration.ofHours(3);

    private Answers() {}

    /** The last time of the schedule, some minutes ago at the least. */
    static Instant lastTime() {
        long hours = Instant.now().minus(5, ChronoUnit.MINUTES).getEpochSecond() / 3600;
        return Instant.ofEpochSecond(hours * 3600);
    }

    static Map<String, Object> pipeline(int spooled) {
        Map<String, Object> spool = new LinkedHashMap<>();
        spool.put("runs", spooled);
        spool.put("bytes", spooled * 4200);
        spool.put("maxBytes", 1_000_000_000);
        if (spooled > 0) {
            spool.put("oldest", lastTime().minus(REST).toString());
        }
        Map<String, Object> pipeline = new LinkedHashMap<>();
        pipeline.put("pipeline", "web-7");
        pipeline.put("version", "0.1.0");
        pipeline.put("profile", "local");
        pipeline.put("schedule", "0 0 0/3 * * ?");
        pipeline.put("nextRun", lastTime().plus(REST).toString());
        pipeline.put("running", false);
        pipeline.put("startedAt", lastTime().minus(Duration.ofDays(2)).toString());
        pipeline.put("now", Instant.now().toString());
        pipeline.put("spool", spool);
        return pipeline;
    }

    static Map<String, Object> outcome(String name, int samples, int tookMillis) {
        Map<String, Object> outcome = new LinkedHashMap<>();
        outcome.put("name", name);
        outcome.put("result", "OK");
        outcome.put("samples", samples);
        outcome.put("dropped", 0);
        outcome.put("requests", 1);
        outcome.put("throttles", 0);
        outcome.put("tookMillis", tookMillis);
        return outcome;
    }

    static Map<String, Object> failed(String name, String result, String error) {
        Map<String, Object> outcome = outcome(name, 0, 70_512);
        outcome.put("result", result);
        outcome.put("error", error);
        return outcome;
    }

    static String id(Instant scheduled) {
        return scheduled.toString().replaceAll("[-:]", "") + "-web-7";
    }

    static Map<String, Object> run(Instant scheduled) {
        return run(
                scheduled,
                "COMPLETE",
                List.of(
                        outcome("cpu", 8, 2012),
                        outcome("memory", 11, 2009),
                        outcome("disk", 21, 2031),
                        outcome("network", 8, 2014)),
                List.of(
                        outcome("cold", 48, 412),
                        outcome("hot", 48, 96),
                        outcome("metrics", 9, 61)));
    }

    static Map<String, Object> runWithoutDisk(Instant scheduled) {
        return run(
                scheduled,
                "PARTIAL",
                List.of(
                        outcome("cpu", 8, 2012),
                        outcome("memory", 11, 2009),
                        failed(
                                "disk",
                                "FAILED",
                                "/proc/diskstats: Input/output error; see whether the host still"
                                        + " answers"),
                        outcome("network", 8, 2014)),
                List.of(
                        outcome("cold", 27, 412),
                        outcome("hot", 28, 96),
                        outcome("metrics", 8, 61)));
    }

    static Map<String, Object> troubledRun(Instant scheduled) {
        return run(
                scheduled,
                "PARTIAL",
                List.of(
                        outcome("cpu", 8, 2012),
                        outcome("memory", 11, 2009),
                        failed(
                                "disk",
                                "FAILED",
                                "/proc/diskstats: Input/output error; see whether the host still"
                                        + " answers"),
                        failed("network", "TIMED_OUT", "no answer within 90000 ms")),
                List.of(
                        outcome("cold", 19, 412),
                        failed(
                                "hot",
                                "FAILED",
                                "DynamoDB: AccessDeniedException: User:"
                                    + " arn:aws:sts::123456789012:assumed-role/infra-monitor/i-0"
                                    + " is not authorized to perform: dynamodb:BatchWriteItem on"
                                    + " infra-monitor (not retried)"),
                        outcome("metrics", 9, 61)));
    }

    private static Map<String, Object> run(
            Instant scheduled,
            String status,
            List<Map<String, Object>> branches,
            List<Map<String, Object>> stores) {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("id", id(scheduled));
        run.put("pipeline", "web-7");
        run.put("scheduledTime", scheduled.toString());
        run.put("startedAt", scheduled.plusMillis(212).toString());
        run.put("tookMillis", 2604);
        run.put("resource", "web-7");
        run.put("status", status);
        run.put("samples", branches.stream().mapToInt(b -> (int) b.get("samples")).sum());
        run.put("branches", branches);
        run.put("stores", stores);
        run.put(
                "services",
                List.of(
                        service("S3", 1, 1, 1, 9211, 0),
                        service("DynamoDB", 3, 4, 49, 18_412, 911),
                        service("CloudWatch", 1, 1, 9, 1204, 212)));
        run.put("dollarsAMonth", 0.0634);
        return run;
    }

    private static Map<String, Object> service(
            String name, int calls, int attempts, int items, int bytesOut, int bytesIn) {
        return Map.of(
                "name", name,
                "calls", calls,
                "attempts", attempts,
                "items", items,
                "bytesOut", bytesOut,
                "bytesIn", bytesIn);
    }

    static Map<String, Object> runs(List<Map<String, Object>> runs) {
        return Map.of("runs", runs);
    }

    /** So many, the last first, one each three hours. */
    static List<Map<String, Object>> lastRuns(int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> run(lastTime().minus(REST.multipliedBy(i))))
                .toList();
    }

    static Map<String, Object> alarm(
            String name, String metric, String comparison, double threshold, String state) {
        Map<String, Object> alarm = new LinkedHashMap<>();
        alarm.put("name", "infra-monitor-" + name);
        alarm.put("description", "Of " + metric + ".");
        alarm.put("state", state);
        alarm.put("since", lastTime().minus(Duration.ofDays(1)).toString());
        alarm.put("metric", metric);
        alarm.put("statistic", "Maximum");
        alarm.put("comparison", comparison);
        alarm.put("threshold", threshold);
        alarm.put("periodSeconds", 10_800);
        return alarm;
    }

    /** Those of the template. */
    static List<Map<String, Object>> alarms() {
        String above = "GreaterThanThreshold";
        return new ArrayList<>(
                List.of(
                        alarm("cpu", "CPUUtilization", above, 80, "OK"),
                        alarm("memory", "MemoryUtilization", above, 90, "OK"),
                        alarm("disk", "DiskUtilization", above, 90, "OK"),
                        alarm("collector-errors", "CollectorErrors", above, 0, "OK"),
                        alarm("processor-errors", "ProcessorErrors", above, 0, "OK"),
                        alarm("hot-store-throttles", "HotStoreThrottles", above, 0, "OK"),
                        alarm("collection-duration", "CollectionDuration", above, 3000, "OK"),
                        alarm("no-run", "RunSuccess", "LessThanThreshold", 1, "OK")));
    }

    static Map<String, Object> firingCpu() {
        Map<String, Object> alarm =
                alarm("cpu", "CPUUtilization", "GreaterThanThreshold", 80, "ALARM");
        alarm.put("since", lastTime().toString());
        alarm.put(
                "reason",
                "Threshold Crossed: 1 datapoint [91.5 (26/11/26 03:00:00)] was greater than the"
                        + " threshold (80.0).");
        return alarm;
    }

    static Map<String, Object> alarms(List<Map<String, Object>> alarms) {
        return Map.of("lookedAt", Instant.now().toString(), "alarms", alarms);
    }

    /** Lines of so many resources with a value each so often, within the time that is asked. */
    static Map<String, Object> series(
            Map<String, String> asked, int resources, Duration every, boolean loud) {
        Instant from = Instant.parse(asked.get("from"));
        Instant to = Instant.parse(asked.get("to"));
        long step =
                Math.max(
                        every.toSeconds(),
                        Duration.between(from, to).toSeconds()
                                / Integer.parseInt(asked.get("points")));
        long first = (from.getEpochSecond() + step - 1) / step * step;
        List<Long> times = new ArrayList<>();
        for (long time = first; time < to.getEpochSecond(); time += step) {
            times.add(time);
        }
        boolean percent = !asked.get("type").equals("network");
        String dimension = Map.of("disk", "mount", "network", "interface")
                .getOrDefault(asked.get("type"), "");
        List<Object> series = new ArrayList<>();
        for (int i = 0; i < resources; i++) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("resource", resources == 1 ? "web-7" : "i-%04d".formatted(i));
            line.put("resourceType", resources == 1 ? "host" : "ec2");
            line.put("name", asked.get("name"));
            line.put("unit", percent ? "Percent" : "Bytes/Second");
            line.put(
                    "dimensions",
                    dimension.isEmpty()
                            ? Map.of()
                            : Map.of(dimension, percent ? "/" : "eth0"));
            int seed = i * 37 + asked.get("name").hashCode() % 100;
            double level = loud && i == 0 && asked.get("type").equals("cpu") ? 78 : 12 + i % 30;
            line.put(
                    "values",
                    times.stream()
                            .map(time -> level + wave(time, seed, percent ? 14 : 9))
                            .map(value -> percent ? value : value * 21_000)
                            .map(value -> Math.round(value * 100) / 100.0)
                            .toList());
            series.add(line);
        }
        return Map.of(
                "from", from.toString(),
                "to", to.toString(),
                "stepSeconds", step,
                "times", times,
                "series", series,
                "truncated", false);
    }

    /** A day's swing, and one of some hours. */
    private static double wave(long time, int seed, double size) {
        return size
                * (Math.sin((time + seed * 997) / 13_750.0) * 0.6
                        + Math.sin((time + seed * 131) / 3100.0) * 0.25
                        + 0.3);
    }

    static Map<String, Object> noSeries(Map<String, String> asked) {
        return Map.of(
                "from", asked.get("from"),
                "to", asked.get("to"),
                "stepSeconds", 60,
                "times", List.of(),
                "series", List.of(),
                "truncated", false);
    }

    static Map<String, Object> queries() {
        Map<String, Object> from = parameter("from", "date", "first day, such as yesterday-6");
        Map<String, Object> to = parameter("to", "date", "last day");
        return Map.of(
                "queries",
                List.of(
                        Map.of(
                                "name", "branch-reliability",
                                "purpose",
                                "The share of each day's runs in which each branch gave samples.",
                                "parameters", List.of(from, to)),
                        Map.of(
                                "name", "top-consumers",
                                "purpose", "The resources that used most.",
                                "parameters",
                                List.of(
                                        from,
                                        to,
                                        parameter(
                                                "top",
                                                "integer",
                                                "how many resources of each measure")))));
    }

    private static Map<String, Object> parameter(String name, String type, String explanation) {
        return Map.of("name", name, "type", type, "explanation", explanation);
    }

    static Map<String, Object> answer(String id, String state) {
        return Map.of("id", id, "state", state);
    }

    static Map<String, Object> answer(
            String id, List<Map<String, String>> columns, List<List<String>> rows) {
        return Map.of(
                "id", id, "state", "SUCCEEDED", "columns", columns, "rows", rows, "truncated",
                false);
    }

    static Map<String, Object> reliability(String id) {
        List<List<String>> rows = new ArrayList<>();
        for (int day = 20; day < 27; day++) {
            for (String branch : List.of("cpu", "disk", "memory", "network")) {
                int whole = branch.equals("disk") && day > 23 ? 30 - day : 8;
                rows.add(
                        List.of(
                                "2026-11-" + day,
                                branch,
                                "8",
                                String.valueOf(whole),
                                String.valueOf(whole * 12.5)));
            }
        }
        return answer(
                id,
                List.of(
                        column("day", "date"),
                        column("branch", "varchar"),
                        column("runs", "bigint"),
                        column("with_samples", "bigint"),
                        column("reliability_percent", "double")),
                rows);
    }

    static Map<String, String> column(String name, String type) {
        return Map.of("name", name, "type", type);
    }

    static Map<String, Object> config() {
        return Map.of(
                "profile",
                "local",
                "settings",
                List.of(
                        setting("alerts.topic-arn", "arn:aws:sns:eu-west-1:123456789012:ops"),
                        setting("cold.bucket", "infra-monitor"),
                        setting("collect.sources", "host"),
                        setting("hot.table", "infra-monitor"),
                        Map.of("name", "http.token", "value", "***", "masked", true),
                        setting("schedule.cron", "0 0 0/3 * * ?"),
                        setting("logs.queue-url", "")));
    }

    private static Map<String, Object> setting(String name, String value) {
        return Map.of("name", name, "value", value, "masked", false);
    }
}
