package io.github.inframonitor.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.inframonitor.crash.Answer;
import io.github.inframonitor.crash.Asked;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What a fleet is read by: STS, EC2, RDS and CloudWatch. */
final class EmulatedServices {
    private final FleetAws aws;
    private final EmulatedTrouble trouble;
    private final EmulatedCalls calls;
    private final List<String> complaints;
    private volatile EmulatedFleet listed;

    EmulatedServices(FleetAws aws, List<String> complaints) {
        this.aws = aws;
        this.trouble = aws.trouble();
        this.calls = aws.calls();
        this.complaints = complaints;
        this.listed = aws.fleet();
    }

    /** What EC2 and RDS list from now on. */
    void list(EmulatedFleet listed) {
        this.listed = listed;
    }

    /**
     * @param began by {@link System#nanoTime}, from which on it takes its time
     */
    Answer answer(EmulatedCaller caller, Asked asked, long began) throws IOException {
        EmulatedProtocol protocol = EmulatedProtocol.of(caller.service(), asked);
        JsonNode request = protocol.request(asked);
        String operation = protocol.operation(asked, request);
        boolean reads = operation.equals("GetMetricData");
        if (reads) {
            calls.begin(caller.cell());
        }
        try {
            Answer answer = answer(caller, protocol, operation, request);
            long until = began + trouble.latency().toNanos();
            for (long now = System.nanoTime(); now < until; now = System.nanoTime()) {
                LockSupport.parkNanos(until - now);
            }
            return answer;
        } finally {
            if (reads) {
                calls.end(caller.cell());
            }
        }
    }

    private Answer answer(
            EmulatedCaller caller, EmulatedProtocol protocol, String operation, JsonNode request)
            throws IOException {
        String service = caller.service();
        EmulatedCell cell = target(caller, request);
        boolean bills = operation.equals("GetMetricData") && !request.hasNonNull("NextToken");
        int metrics = bills ? request.path("MetricDataQueries").size() : 0;
        try {
            trouble.check(caller, operation);
            Answer answer = protocol.answer(operation, body(caller, operation, request));
            calls.count(service, operation, cell, metrics, false);
            return answer;
        } catch (EmulatedRefusal e) {
            calls.count(service, operation, cell, 0, true);
            if (!e.code().matches("Throttling|InternalServiceError|AccessDenied|Unauth.*")) {
                complaints.add(operation + ": " + e.getMessage());
            }
            return protocol.refusal(e);
        }
    }

    private Map<String, Object> body(EmulatedCaller caller, String operation, JsonNode request) {
        EmulatedCell cell = caller.cell();
        EmulatedListing listing = new EmulatedListing(in(cell, listed), trouble, cell);
        return switch (caller.service() + ":" + operation) {
            case "sts:AssumeRole" -> EmulatedSts.assumeRole(aws.fleet(), trouble, request);
            case "sts:GetCallerIdentity" -> EmulatedSts.identity(cell.account());
            case "ec2:DescribeInstances" -> listing.instances(request);
            case "rds:DescribeDBInstances" -> listing.databases(request);
            case "monitoring:ListMetrics" ->
                    new EmulatedListing(in(cell, aws.fleet()), trouble, cell).metrics(request);
            case "monitoring:GetMetricData" ->
                    new EmulatedMetricData(in(cell, aws.fleet()), trouble, cell, complaints)
                            .answer(request, aws.clock().instant());
            case "monitoring:PutMetricData" -> {
                aws.datapoints().put(request);
                yield Map.of();
            }
            case "monitoring:DescribeAlarms" -> Map.of("MetricAlarms", List.of());
            default ->
                    throw EmulatedRefusal.invalid(
                            "UnknownOperationException", caller.service() + ":" + operation);
        };
    }

    /** In other regions there is nothing. */
    private static EmulatedFleet in(EmulatedCell cell, EmulatedFleet fleet) {
        return fleet.isIn(cell)
                ? fleet
                : EmulatedFleet.of("instances=0", "databases=0", "functions=0");
    }

    private static EmulatedCell target(EmulatedCaller caller, JsonNode request) {
        String role = request.path("RoleArn").asText();
        return role.isEmpty()
                ? caller.cell()
                : new EmulatedCell(role.split(":")[4], caller.cell().region());
    }
}
