package io.github.inframonitor.fleet;

import static java.util.Objects.requireNonNull;

import io.github.inframonitor.run.Runs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.util.TimeUtils;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.DimensionFilter;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.RecentlyActive;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.rds.model.DBInstance;
import software.amazon.awssdk.services.rds.model.DescribeDbInstancesResponse;

/**
 * What resources and metrics a cell has. A listing holds for {@code fleet.discovery-ttl}. A
 * resource that is gone from it is read until its last points are settled, also by a process that
 * never saw it listed.
 */
public final class Inventory extends FleetBean {
    /** Longer than what a run reads of the past. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private static final int PAGE = 1_000;

    private final TagFilter filter;
    private final List<String> labels;
    private final String table;
    private final Clock clock;
    private final Remembered<List<Member>> members;
    private final Remembered<Map<String, List<List<Dimension>>>> metrics;

    @FunctionalInterface
    private interface Listing {
        List<Member> members();
    }

    /**
     * @param tags {@code fleet.tags}
     * @param untagged {@code fleet.untagged}
     * @param labels {@code fleet.labels}
     * @param ttl {@code fleet.discovery-ttl}
     * @param table {@code hot.table}
     */
    public Inventory(String tags, boolean untagged, String labels, String ttl, String table) {
        this(tags, untagged, labels, TimeUtils.toDuration(ttl), table, Clock.systemUTC());
    }

    Inventory(
            String tags, boolean untagged, String labels, Duration ttl, String table, Clock clock) {
        this.filter = new TagFilter(tags, untagged);
        this.labels =
                Arrays.stream(labels.split(","))
                        .map(String::strip)
                        .filter(label -> !label.isEmpty())
                        .toList();
        this.table = table;
        this.clock = clock;
        this.members = new Remembered<>(ttl, clock);
        this.metrics = new Remembered<>(ttl, clock);
    }

    /**
     * The EC2 instances of a cell that run or did, with their volumes.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html">DescribeInstances</a>
     */
    public List<Member> ec2(Cell cell) {
        return list("ec2", cell, () -> instances(cell));
    }

    /**
     * The RDS databases of a cell.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html">DescribeDBInstances</a>
     */
    public List<Member> rds(Cell cell) {
        return list("rds", cell, () -> databases(cell));
    }

    /**
     * The resources of a service that CloudWatch has a metric of: for sources that are written in
     * YAML alone. They have no tags.
     *
     * @param dimension whose value is the resource
     */
    public List<Member> publishing(Cell cell, String namespace, String metric, String dimension) {
        return metrics(cell, namespace, metric, dimension).keySet().stream()
                .sorted()
                .map(id -> new Member(id, Map.of(dimension, List.of(id)), new TreeMap<>()))
                .toList();
    }

    /** The dimensions of a metric by the value of the one that is the resource. */
    Map<String, List<List<Dimension>>> metrics(Cell cell, Metric metric) {
        return metrics(cell, metric.namespace(), metric.name(), metric.dimension());
    }

    private List<Member> list(String source, Cell cell, Listing listing) {
        return members.get(
                source + " " + cell, () -> List.copyOf(seen(source, cell, listing).values()));
    }

    /**
     * What is listed, and what was, by this process or another. It is written down before anything
     * of it is read; without that nothing is remembered, and the cell is not read.
     */
    private Map<String, Member> seen(String source, Cell cell, Listing listing) {
        List<Member> now = listing.members();
        KnownMembers known =
                new KnownMembers(
                        find(DynamoDbClient.class),
                        table,
                        cell,
                        source + "#" + find(Runs.class).pipelineId());
        Map<String, Member> before = known.read();
        Instant time = clock.instant();
        Map<String, Member> seen = new LinkedHashMap<>();
        now.forEach(member -> seen.put(member.id(), member));
        before.forEach(
                (id, member) -> {
                    Member gone = member.gone() == null ? member.gone(time) : member;
                    if (time.isBefore(requireNonNull(gone.gone()).plus(REMEMBERED))) {
                        seen.putIfAbsent(id, gone);
                    }
                });
        known.write(before, seen);
        return seen;
    }

    private List<Member> instances(Cell cell) {
        List<Filter> filters = new ArrayList<>(filter.filters());
        filters.add(
                Filter.builder()
                        .name("instance-state-name")
                        .values("pending", "running", "shutting-down", "stopping")
                        .build());
        List<Member> found = new ArrayList<>();
        String next = null;
        do {
            DescribeInstancesRequest request =
                    DescribeInstancesRequest.builder()
                            .filters(filters)
                            .maxResults(PAGE)
                            .nextToken(next)
                            .build();
            DescribeInstancesResponse page =
                    find(Fleet.class)
                            .call(
                                    cell,
                                    "DescribeInstances",
                                    () -> find(Fleet.class).ec2(cell).describeInstances(request));
            page.reservations().stream()
                    .flatMap(reservation -> reservation.instances().stream())
                    .forEach(instance -> add(instance, found));
            next = page.nextToken();
        } while (next != null && !next.isEmpty());
        return found;
    }

    private void add(Instance instance, List<Member> found) {
        Map<String, String> tags =
                instance.tags().stream().collect(Collectors.toMap(t -> t.key(), t -> t.value()));
        List<String> volumes =
                instance.blockDeviceMappings().stream()
                        .filter(mapping -> mapping.ebs() != null)
                        .map(mapping -> mapping.ebs().volumeId())
                        .toList();
        add(
                instance.instanceId(),
                Map.of("InstanceId", List.of(instance.instanceId()), "VolumeId", volumes),
                tags,
                found);
    }

    private List<Member> databases(Cell cell) {
        List<Member> found = new ArrayList<>();
        String next = null;
        do {
            String marker = next;
            DescribeDbInstancesResponse page =
                    find(Fleet.class)
                            .call(
                                    cell,
                                    "DescribeDBInstances",
                                    () ->
                                            find(Fleet.class)
                                                    .rds(cell)
                                                    .describeDBInstances(
                                                            r -> r.marker(marker).maxRecords(100)));
            page.dbInstances().forEach(database -> add(database, found));
            next = page.marker();
        } while (next != null && !next.isEmpty());
        return found;
    }

    private void add(DBInstance database, List<Member> found) {
        String id = database.dbInstanceIdentifier();
        add(
                id,
                Map.of("DBInstanceIdentifier", List.of(id)),
                database.tagList().stream().collect(Collectors.toMap(t -> t.key(), t -> t.value())),
                found);
    }

    private void add(
            String id,
            Map<String, List<String>> dimensions,
            Map<String, String> tags,
            List<Member> found) {
        if (filter.matches(tags)) {
            SortedMap<String, String> of = new TreeMap<>();
            for (String label : labels) {
                String value = tags.get(label);
                if (value != null && !value.isEmpty()) {
                    of.put("tag:" + label, value);
                }
            }
            found.add(new Member(id, dimensions, of));
        }
    }

    private Map<String, List<List<Dimension>>> metrics(
            Cell cell, String namespace, String name, String dimension) {
        return metrics.get(
                String.join(" ", cell.toString(), namespace, name, dimension),
                () -> listed(cell, namespace, name, dimension));
    }

    /**
     * By the metrics of the last three hours, which is what can be asked for at all.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html">ListMetrics</a>
     */
    private Map<String, List<List<Dimension>>> listed(
            Cell cell, String namespace, String name, String dimension) {
        Map<String, List<List<Dimension>>> listed = new HashMap<>();
        String next = null;
        do {
            ListMetricsRequest request =
                    ListMetricsRequest.builder()
                            .namespace(namespace)
                            .metricName(name)
                            .dimensions(DimensionFilter.builder().name(dimension).build())
                            .recentlyActive(RecentlyActive.PT3_H)
                            .nextToken(next)
                            .build();
            ListMetricsResponse page =
                    find(Fleet.class)
                            .call(
                                    cell,
                                    "ListMetrics",
                                    () -> find(Fleet.class).cloudWatch(cell).listMetrics(request));
            page.metrics()
                    .forEach(
                            metric ->
                                    metric.dimensions().stream()
                                            .filter(d -> d.name().equals(dimension))
                                            .forEach(
                                                    d ->
                                                            listed.computeIfAbsent(
                                                                            d.value(),
                                                                            v -> new ArrayList<>())
                                                                    .add(metric.dimensions())));
            next = page.nextToken();
        } while (next != null && !next.isEmpty());
        return listed;
    }
}
