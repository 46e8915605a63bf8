package io.github.inframonitor.fleet;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.Region;

/**
 * Accounts full of instances and databases, all alike, computed and not stored.
 *
 * <p>Databases have the same identifiers in each cell, as AWS lets them.
 *
 * @param accounts the first is the own one, the others are assumed
 * @param instances of EC2 in each cell
 * @param volumes of EBS at each instance
 * @param databases of RDS in each cell
 * @param functions of Lambda in each cell
 * @param paths that an agent reads
 * @param agents one instance in so many has the CloudWatch agent; 0 for none
 * @param untagged one resource in so many has no tags; 0 for none
 * @param stopped one resource in so many is stopped, and publishes nothing; 0 for none
 * @param basic one instance in so many publishes every five minutes only; 0 for none
 * @param externalId without which no role is given; empty for none
 */
public record EmulatedFleet(
        List<String> accounts,
        List<String> regions,
        int instances,
        int volumes,
        int databases,
        int functions,
        int paths,
        int agents,
        int untagged,
        int stopped,
        int basic,
        String externalId) {

    /** Which account the keys are of that nobody assumed. */
    public static final String OWN = "111122223333";

    private static final Map<String, String> DEFAULTS =
            Map.ofEntries(
                    Map.entry("accounts", "1"),
                    Map.entry("regions", "eu-west-1"),
                    Map.entry("instances", "10"),
                    Map.entry("volumes", "1"),
                    Map.entry("databases", "2"),
                    Map.entry("functions", "0"),
                    Map.entry("paths", "1"),
                    Map.entry("agents", "2"),
                    Map.entry("untagged", "5"),
                    Map.entry("stopped", "0"),
                    Map.entry("basic", "0"),
                    Map.entry("external-id", ""));

    /**
     * @param settings as {@code instances=10}, each by the name of its component; {@code accounts}
     *     is how many there are, {@code regions} how many or which
     */
    public static EmulatedFleet of(String... settings) {
        Map<String, String> values = new TreeMap<>(DEFAULTS);
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            if (values.replace(parts[0], parts[1]) == null) {
                throw new IllegalArgumentException(setting);
            }
        }
        return new EmulatedFleet(
                IntStream.range(0, number(values, "accounts"))
                        .mapToObj(n -> n == 0 ? OWN : Long.toString(222_200_000_000L + n))
                        .toList(),
                regions(values.get("regions")),
                number(values, "instances"),
                number(values, "volumes"),
                number(values, "databases"),
                number(values, "functions"),
                number(values, "paths"),
                number(values, "agents"),
                number(values, "untagged"),
                number(values, "stopped"),
                number(values, "basic"),
                values.get("external-id"));
    }

    /** Whether a setting is of this. */
    static boolean has(String setting) {
        return DEFAULTS.containsKey(setting.replaceFirst("=.*", ""));
    }

    private static int number(Map<String, String> values, String name) {
        return Integer.parseInt(values.get(name));
    }

    private static List<String> regions(String value) {
        if (!value.matches("\\d+")) {
            return List.of(value.split(","));
        }
        return Region.regions().stream()
                .filter(region -> !region.isGlobalRegion())
                .map(Region::id)
                .filter(id -> id.matches("(af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-\\d"))
                .sorted()
                .limit(Integer.parseInt(value))
                .toList();
    }

    /** What is to be assumed to see the accounts that are not the own one. */
    public List<String> roles() {
        return accounts.stream().skip(1).map(EmulatedFleet::role).toList();
    }

    static String role(String account) {
        return "arn:aws:iam::" + account + ":role/infra-monitor";
    }

    public List<EmulatedCell> cells() {
        return accounts.stream()
                .flatMap(account -> regions.stream().map(r -> new EmulatedCell(account, r)))
                .toList();
    }

    /** All series that CloudWatch has of that name. */
    public Stream<EmulatedSeries> series(String namespace, String metric) {
        return cells().stream().flatMap(cell -> series(cell, namespace, metric));
    }

    public Stream<EmulatedSeries> series(EmulatedCell cell, String namespace, String metric) {
        return Arrays.stream(EmulatedKind.values())
                .filter(kind -> kind.namespace().equals(namespace))
                .filter(kind -> kind.metrics().contains(metric))
                .flatMap(
                        kind ->
                                IntStream.range(0, kind.count(this))
                                        .mapToObj(n -> kind.series(this, cell, metric, n)))
                .filter(Objects::nonNull);
    }

    /** All datapoints of these that begin at or after the one and before the other. */
    public Stream<EmulatedPoint> points(
            Collection<EmulatedMetric> metrics, Instant from, Instant to) {
        return metrics.stream()
                .flatMap(
                        metric ->
                                series(metric.namespace(), metric.name())
                                        .flatMap(
                                                of ->
                                                        of.points(
                                                                metric.statistic(),
                                                                metric.period(),
                                                                from,
                                                                to)));
    }

    /**
     * @return null if there is none
     */
    EmulatedSeries find(
            EmulatedCell cell, String namespace, String metric, Map<String, String> dimensions) {
        return Arrays.stream(EmulatedKind.values())
                .filter(kind -> kind.namespace().equals(namespace))
                .map(kind -> kind.find(this, cell, metric, dimensions))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    boolean isIn(EmulatedCell cell) {
        return accounts.contains(cell.account()) && regions.contains(cell.region());
    }

    String instanceId(EmulatedCell cell, int n) {
        return "i-" + cell.prefix() + EmulatedHash.hex(n, 8);
    }

    String imageId(EmulatedCell cell) {
        return "ami-" + cell.prefix() + EmulatedHash.hex(0, 8);
    }

    String instanceType(int n) {
        return n % 3 == 0 ? "m7g.large" : "t3.micro";
    }

    String volumeId(EmulatedCell cell, int instance, int volume) {
        return "vol-" + cell.prefix() + EmulatedHash.hex(instance * volumes + volume, 8);
    }

    String databaseId(int n) {
        return "db-" + EmulatedHash.hex(n, 4);
    }

    String functionId(int n) {
        return "job-" + EmulatedHash.hex(n, 4);
    }

    /** The number at the end of an id; -1 if there is none. */
    static int number(String id) {
        String digits = id.substring(Math.max(id.lastIndexOf('-') + 1, id.length() - 8));
        return digits.matches("[0-7]?[0-9a-f]{1,7}") ? Integer.parseInt(digits, 16) : -1;
    }

    Map<String, String> tags(String role, int n) {
        if (isNth(n, untagged)) {
            return Map.of();
        }
        return new TreeMap<>(
                Map.of(
                        "Name",
                        role + "-" + n,
                        "Environment",
                        n % 2 == 0 ? "production" : "staging",
                        "Team",
                        List.of("blue", "green", "red").get(n % 3)));
    }

    boolean hasAgent(int n) {
        return agents > 0 && n % agents == 0;
    }

    boolean isStopped(int n) {
        return isNth(n, stopped);
    }

    boolean isBasic(int n) {
        return isNth(n, basic);
    }

    /** The last of each so many. */
    private static boolean isNth(int n, int many) {
        return many > 0 && n % many == many - 1;
    }
}
