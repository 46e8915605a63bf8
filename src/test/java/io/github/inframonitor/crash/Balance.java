package io.github.inframonitor.crash;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** What was in the spool against what the stores have. */
final class Balance {
    private final List<String> lost = new ArrayList<>();
    private final List<String> duplicated = new ArrayList<>();
    private final Set<String> lostRuns = new TreeSet<>();
    private final Map<String, Integer> datapoints = new TreeMap<>();

    /**
     * @param folder to write the objects to, for an engine that reads files
     */
    static Balance of(SpoolWatch spool, EmulatedAws aws, Path folder)
            throws IOException, SQLException {
        Balance balance = new Balance();
        balance.compare(spool, aws, folder);
        return balance;
    }

    /** What some store does not have of a run that was spooled, a line each. */
    List<String> lost() {
        return lost;
    }

    /** The runs of these. */
    Set<String> lostRuns() {
        return lostRuns;
    }

    /** What S3 or DynamoDB has twice, or of no run that was spooled, a line each. */
    List<String> duplicated() {
        return duplicated;
    }

    /** How often CloudWatch was given each metric and timestamp. */
    Map<String, Integer> datapoints() {
        return datapoints;
    }

    private void compare(SpoolWatch spool, EmulatedAws aws, Path folder)
            throws IOException, SQLException {
        Map<String, List<String>> keys = new TreeMap<>();
        for (Map.Entry<String, byte[]> object : aws.objects().entrySet()) {
            Path file = folder.resolve(object.getKey().substring(1));
            Files.createDirectories(file.getParent());
            Files.write(file, object.getValue());
            keys.computeIfAbsent(EmulatedAws.runId(object.getKey()), run -> new ArrayList<>())
                    .add(object.getKey());
        }
        Map<String, List<String>> cold = Samples.ofObjects(folder);
        Map<Instant, List<String>> hot = Samples.ofItems(aws.table().items());
        Map<String, Set<Double>> metrics = metrics(aws.cloudWatch().datapoints());

        for (String run : spool.seen()) {
            Path kept = spool.kept().get(run);
            List<Samples.Line> samples = kept == null ? List.of() : Samples.ofFile(kept);
            if (samples.isEmpty()) {
                lose(run, "all of it: it went from the spool before S3 was asked");
                continue;
            }
            List<String> expected = samples.stream().map(Samples.Line::text).toList();
            Instant time = samples.get(0).time();
            compare(run, "S3", expected, cold.getOrDefault(run, List.of()));
            compare(run, "DynamoDB", expected, hot.getOrDefault(time, List.of()));
            measured(samples)
                    .forEach(
                            (name, value) -> {
                                String metric = name + " " + time;
                                if (!metrics.getOrDefault(metric, Set.of()).contains(value)) {
                                    lose(run, "CloudWatch: " + metric + " of " + value);
                                }
                            });
            if (keys.getOrDefault(run, List.of()).size() > 1) {
                duplicated.add(run + " S3: " + keys.get(run));
            }
            hot.remove(time);
            cold.remove(run);
        }
        cold.forEach((run, rows) -> duplicated.add(run + " S3: was never spooled"));
        hot.forEach((time, items) -> duplicated.add(time + " DynamoDB: was never spooled"));
    }

    private void lose(String run, String what) {
        lostRuns.add(run);
        lost.add(run + " " + what);
    }

    private void compare(String run, String store, List<String> expected, List<String> found) {
        Set<String> distinct = new HashSet<>(found);
        expected.stream()
                .filter(sample -> !distinct.contains(sample))
                .forEach(sample -> lose(run, store + ": " + sample));
        List<String> more = new ArrayList<>(found);
        expected.forEach(more::remove); // each once
        more.forEach(sample -> duplicated.add(run + " " + store + ": " + sample));
    }

    private Map<String, Set<Double>> metrics(Collection<ObjectNode> all) {
        all.forEach(datapoint -> datapoints.merge(metric(datapoint), 1, Integer::sum));
        return all.stream()
                .collect(
                        Collectors.groupingBy(
                                Balance::metric,
                                Collectors.mapping(
                                        datapoint -> datapoint.path("value").doubleValue(),
                                        Collectors.toSet())));
    }

    private static String metric(ObjectNode datapoint) {
        return datapoint.path("name").asText() + " " + datapoint.path("time").asText();
    }

    /** The metrics of a run as README has them. */
    private static Map<String, Double> measured(List<Samples.Line> run) {
        Map<String, Double> metrics = new TreeMap<>();
        values(run, "cpu usage_percent").max().ifPresent(v -> metrics.put("CPUUtilization", v));
        values(run, "memory used_percent")
                .max()
                .ifPresent(v -> metrics.put("MemoryUtilization", v));
        values(run, "disk used_percent").max().ifPresent(v -> metrics.put("DiskUtilization", v));
        sum(run, "network received_bytes_per_second", "NetworkIn", metrics);
        sum(run, "network sent_bytes_per_second", "NetworkOut", metrics);
        return metrics;
    }

    private static void sum(
            List<Samples.Line> run, String of, String metric, Map<String, Double> metrics) {
        if (values(run, of).findAny().isPresent()) {
            metrics.put(metric, values(run, of).sum());
        }
    }

    private static DoubleStream values(List<Samples.Line> run, String of) {
        return run.stream()
                .filter(sample -> (sample.type() + " " + sample.name()).equals(of))
                .mapToDouble(Samples.Line::value);
    }
}
