package io.github.inframonitor.aws;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/** The calls by which a fleet is read, in the region of the process: they change nothing. */
final class FleetAttempts {
    private static final String NOWHERE = "i-00000000000000000";

    private final AwsClients clients;
    private final CloudWatchClient cloudWatch;
    private final StsClient sts;
    private final String externalId;

    /**
     * @param externalId {@code fleet.external-id}; empty for none
     */
    FleetAttempts(
            AwsClients clients, CloudWatchClient cloudWatch, StsClient sts, String externalId) {
        this.clients = clients;
        this.cloudWatch = cloudWatch;
        this.sts = sts;
        this.externalId = externalId;
    }

    /** The call for an action, or null if it is none of these. */
    @Nullable Runnable at(String action, String resource) {
        return switch (action) {
            case "cloudwatch:ListMetrics" ->
                    () -> cloudWatch.listMetrics(list -> list.namespace("infra-monitor-check"));
            case "cloudwatch:GetMetricData" -> this::read;
            // told that it would have been allowed, it has the status 412
            case "ec2:DescribeInstances" ->
                    () ->
                            clients.make(Ec2Client.builder(), null, null)
                                    .describeInstances(ask -> ask.dryRun(true));
            case "rds:DescribeDBInstances" ->
                    () ->
                            clients.make(RdsClient.builder(), null, null)
                                    .describeDBInstances(ask -> ask.maxRecords(20));
            case "sts:AssumeRole" -> () -> assume(resource);
            default -> null;
        };
    }

    private void assume(String role) {
        AssumeRoleRequest.Builder ask =
                AssumeRoleRequest.builder().roleArn(role).roleSessionName("infra-monitor-check");
        if (!externalId.isEmpty()) {
            ask.externalId(externalId);
        }
        sts.assumeRole(ask.build());
    }

    /** Of an instance that is not there, which costs a thousandth of a cent. */
    private void read() {
        Instant now = Instant.now();
        Dimension instance = Dimension.builder().name("InstanceId").value(NOWHERE).build();
        MetricStat statistic =
                MetricStat.builder()
                        .stat("Average")
                        .period(300)
                        .metric(
                                metric ->
                                        metric.namespace("AWS/EC2")
                                                .metricName("CPUUtilization")
                                                .dimensions(instance))
                        .build();
        MetricDataQuery query = MetricDataQuery.builder().id("check").metricStat(statistic).build();
        cloudWatch.getMetricData(
                ask ->
                        ask.startTime(now.minus(Duration.ofMinutes(5)))
                                .endTime(now)
                                .metricDataQueries(query));
    }
}
