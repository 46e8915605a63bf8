package io.github.inframonitor.fleet;

import static java.util.Objects.requireNonNull;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.run.Watermark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.util.TimeUtils;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;

/**
 * Makes of a table and the resources of a cell what is to be asked, in as few calls as can be:
 * those of one window and period together, whatever their namespaces.
 */
public final class Queries extends FleetBean {
    private final int reread;
    private final Duration backfill;

    /**
     * @param reread {@code fleet.reread-periods}
     * @param backfill {@code fleet.backfill-max}
     */
    public Queries(int reread, String backfill) {
        this.reread = reread;
        this.backfill = TimeUtils.toDuration(backfill);
    }

    private record Stretch(Window window, Duration period) {}

    /** Where the metrics of one namespace and period are read from and to. */
    private record Progress(String key, Window window, Watermarks.Begin begin) {
        Set<Watermark> watermarks() {
            return window.settles()
                    ? Set.of(new Watermark(key, begin.time(), window.settled(), begin.movedBy()))
                    : Set.of();
        }
    }

    /**
     * The calls of one branch, source and cell.
     *
     * @param pipeline whose watermarks they are: a run of one cell is of a pipeline of its own
     * @param table as {@link MetricTable} reads it
     * @param members the resources of the source in that cell
     */
    public List<Batch> of(
            Run run,
            String pipeline,
            Cell cell,
            String source,
            String branch,
            String table,
            List<Member> members) {
        List<Metric> metrics = MetricTable.parse(table);
        Map<String, Progress> progress =
                progress(run, cell, source + "." + branch + "#" + pipeline, metrics);
        Map<Stretch, List<Query>> stretches = new LinkedHashMap<>();
        for (Metric metric : metrics) {
            Progress of = requireNonNull(progress.get(group(metric)));
            List<Query> queries =
                    stretches.computeIfAbsent(
                            new Stretch(of.window(), metric.period()), s -> new ArrayList<>());
            List<Member> there =
                    members.stream().filter(m -> m.isThereAfter(of.window().from())).toList();
            if (metric.listed()) {
                addListed(cell, metric, there, of.key(), queries);
            } else {
                addKnown(metric, there, of.key(), queries);
            }
        }
        Map<String, Set<Watermark>> moved = new HashMap<>();
        progress.values().forEach(of -> moved.put(of.key(), of.watermarks()));
        List<Batch> batches = new ArrayList<>();
        stretches.forEach(
                (stretch, queries) -> {
                    for (int i = 0; i < queries.size(); i += Batch.MOST) {
                        List<Query> some =
                                queries.subList(i, Math.min(i + Batch.MOST, queries.size()));
                        Set<Watermark> of =
                                some.stream()
                                        .flatMap(
                                                q ->
                                                        moved
                                                                .getOrDefault(
                                                                        q.watermark(), Set.of())
                                                                .stream())
                                        .collect(Collectors.toSet());
                        batches.add(new Batch(cell, source, branch, stretch.window(), some, of));
                    }
                });
        return batches;
    }

    private static String group(Metric metric) {
        return metric.namespace() + " " + metric.period();
    }

    private Map<String, Progress> progress(Run run, Cell cell, String of, List<Metric> metrics) {
        Map<String, Progress> progress = new HashMap<>();
        metrics.stream()
                .collect(Collectors.groupingBy(Queries::group))
                .forEach(
                        (group, rows) -> {
                            Metric one = rows.get(0);
                            Duration delay =
                                    Collections.max(rows.stream().map(Metric::delay).toList());
                            String key =
                                    Watermarks.key(
                                            cell, one.namespace(), one.period().toSeconds(), of);
                            Watermarks.Begin begin = find(Watermarks.class).before(key, run);
                            Window window =
                                    Window.of(
                                            run.scheduledTime(),
                                            begin.time(),
                                            one.period(),
                                            delay,
                                            reread,
                                            backfill);
                            progress.put(group, new Progress(key, window, begin));
                        });
        return progress;
    }

    private static void addKnown(
            Metric metric, List<Member> members, String watermark, List<Query> queries) {
        for (Member member : members) {
            for (String value : member.dimensions().getOrDefault(metric.dimension(), List.of())) {
                SortedMap<String, String> dimensions = new TreeMap<>(member.labels());
                if (!value.equals(member.id())) {
                    dimensions.put(metric.dimension(), value);
                }
                queries.add(
                        new Query(
                                metric,
                                member.id(),
                                List.of(dimension(metric.dimension(), value)),
                                dimensions,
                                watermark));
            }
        }
    }

    private void addListed(
            Cell cell, Metric metric, List<Member> members, String watermark, List<Query> queries) {
        Map<String, List<List<Dimension>>> listed = find(Inventory.class).metrics(cell, metric);
        List<String> quiet =
                members.stream().map(Member::id).filter(id -> !listed.containsKey(id)).toList();
        find(Fleet.class).sayQuiet(cell, metric, quiet);
        for (Member member : members) {
            for (List<Dimension> in : listed.getOrDefault(member.id(), List.of())) {
                SortedMap<String, String> dimensions = new TreeMap<>(member.labels());
                in.stream()
                        .filter(dimension -> !dimension.name().equals(metric.dimension()))
                        .forEach(d -> dimensions.put(d.name(), d.value()));
                queries.add(new Query(metric, member.id(), in, dimensions, watermark));
            }
        }
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }
}
