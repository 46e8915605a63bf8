package io.github.inframonitor.fleet;

import io.github.inframonitor.aws.AwsClients;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/**
 * The cells that are read, every region with every account, and how each is asked: by clients of
 * its own, and of each API so many calls at once and in a second.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html">CloudWatch
 *     quotas: 50 GetMetricData calls a second, of an account and region</a>
 */
public final class Fleet extends FleetBean {
    private static final Logger logger = LoggerFactory.getLogger(Fleet.class);

    /** Longer than any run waits. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private static final int SHOWN = 5;

    private final List<String> regions;
    private final List<String> roles;
    private final String externalId;
    private final int concurrency;
    private final int rate;
    private final Map<String, Object> clients = new ConcurrentHashMap<>();
    private final Map<String, AwsCredentialsProvider> assumed = new ConcurrentHashMap<>();
    private final Set<String> quiet = ConcurrentHashMap.newKeySet();
    private @Nullable StsClient sts;
    private final Map<String, RateLimiter> rates = new ConcurrentHashMap<>();
    private final Map<String, Bulkhead> lanes = new ConcurrentHashMap<>();
    private @Nullable String account;

    /**
     * @param regions {@code fleet.regions}, by commas; empty for the region of this process
     * @param roles {@code fleet.roles}, ARNs by commas; empty for the account of this process
     * @param externalId {@code fleet.external-id}; empty for none
     * @param concurrency {@code fleet.concurrency}
     * @param rate {@code fleet.rate}
     */
    public Fleet(String regions, String roles, String externalId, int concurrency, int rate) {
        this.regions = list(regions);
        this.roles = list(roles);
        this.externalId = externalId;
        this.concurrency = concurrency;
        this.rate = rate;
    }

    private static List<String> list(String setting) {
        return Arrays.stream(setting.split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }

    /**
     * The cells of the fleet, or the one that a run is of.
     *
     * @param only that cell as {@link Cell#toString} writes it; null for all
     * @throws IllegalArgumentException if the fleet has no such cell
     */
    public List<Cell> cells(@Nullable String only) {
        List<Region> in =
                regions.isEmpty()
                        ? List.of(clients().region())
                        : regions.stream().map(Region::of).toList();
        List<Cell> cells = new ArrayList<>();
        for (Region region : in) {
            if (roles.isEmpty()) {
                cells.add(new Cell(account(), region, null));
            }
            roles.forEach(role -> cells.add(new Cell(ofRole(role), region, role)));
        }
        List<Cell> chosen =
                cells.stream()
                        .filter(cell -> only == null || only.equals(cell.toString()))
                        .toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(
                    only + " is no cell by fleet.regions and fleet.roles");
        }
        return chosen;
    }

    private static String ofRole(String arn) {
        return arn.replaceFirst("^arn:[^:]*:iam::(\\d+):.*", "$1");
    }

    /** The account of this process, which STS tells anybody who has credentials. */
    private synchronized String account() {
        String known = account;
        if (known == null) {
            known = sts().getCallerIdentity().account();
            account = known;
        }
        return known;
    }

    CloudWatchClient cloudWatch(Cell cell) {
        return client(
                "cloudwatch",
                cell,
                c -> clients().make(CloudWatchClient.builder(), c.region(), credentials(c)));
    }

    Ec2Client ec2(Cell cell) {
        return client(
                "ec2", cell, c -> clients().make(Ec2Client.builder(), c.region(), credentials(c)));
    }

    RdsClient rds(Cell cell) {
        return client(
                "rds", cell, c -> clients().make(RdsClient.builder(), c.region(), credentials(c)));
    }

    /**
     * Calls an API of a cell when it is its turn.
     *
     * @param api such as GetMetricData: each has a quota of its own
     */
    <T> T call(Cell cell, String api, Supplier<T> call) {
        String lane = cell + " " + api;
        Bulkhead atOnce =
                lanes.computeIfAbsent(
                        lane,
                        name ->
                                Bulkhead.of(
                                        name,
                                        BulkheadConfig.custom()
                                                .maxConcurrentCalls(concurrency)
                                                .maxWaitDuration(PATIENCE)
                                                .build()));
        RateLimiter inTime =
                rates.computeIfAbsent(
                        lane,
                        name ->
                                RateLimiter.of(
                                        name,
                                        RateLimiterConfig.custom()
                                                .limitForPeriod(rate)
                                                .limitRefreshPeriod(Duration.ofSeconds(1))
                                                .timeoutDuration(PATIENCE)
                                                .build()));
        return Bulkhead.decorateSupplier(atOnce, RateLimiter.decorateSupplier(inTime, call)).get();
    }

    /** Says of resources, once of each, that CloudWatch has nothing of them: which is no error. */
    void sayQuiet(Cell cell, Metric metric, List<String> resources) {
        List<String> news =
                resources.stream()
                        .filter(id -> quiet.add(cell + " " + metric.name() + " " + id))
                        .toList();
        if (!news.isEmpty()) {
            int more = news.size() - SHOWN;
            logger.info(
                    "{}: CloudWatch has no {} of {}{}",
                    cell,
                    metric.name(),
                    String.join(", ", news.subList(0, Math.min(SHOWN, news.size()))),
                    more > 0 ? " and " + more + " more" : "");
        }
    }

    @SuppressWarnings("unchecked")
    private <C> C client(String service, Cell cell, Function<Cell, C> make) {
        return (C)
                clients.computeIfAbsent(
                        service + " " + cell.region() + " " + cell.role(), key -> make.apply(cell));
    }

    private @Nullable AwsCredentialsProvider credentials(Cell cell) {
        String role = cell.role();
        if (role == null) {
            return null;
        }
        return assumed.computeIfAbsent(
                role,
                arn ->
                        StsAssumeRoleCredentialsProvider.builder()
                                .stsClient(sts())
                                .refreshRequest(request -> assume(arn, request))
                                .build());
    }

    private void assume(String role, AssumeRoleRequest.Builder request) {
        request.roleArn(role).roleSessionName("infra-monitor");
        if (!externalId.isEmpty()) {
            request.externalId(externalId);
        }
    }

    private synchronized StsClient sts() {
        StsClient known = sts;
        if (known == null) {
            known = clients().make(StsClient.builder(), null, null);
            sts = known;
        }
        return known;
    }

    private AwsClients clients() {
        return find(AwsClients.class);
    }
}
