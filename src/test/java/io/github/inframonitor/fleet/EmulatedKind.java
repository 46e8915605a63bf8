package io.github.inframonitor.fleet;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What publishes to CloudWatch: for each cell a row of things, each with the same metrics. */
enum EmulatedKind {
    INSTANCE(
            "AWS/EC2",
            "CPUUtilization",
            "NetworkIn",
            "NetworkOut",
            "NetworkPacketsIn",
            "NetworkPacketsOut",
            "EBSReadBytes",
            "EBSWriteBytes",
            "EBSReadOps",
            "EBSWriteOps",
            "StatusCheckFailed"),
    VOLUME(
            "AWS/EBS",
            "VolumeReadBytes",
            "VolumeWriteBytes",
            "VolumeReadOps",
            "VolumeWriteOps",
            "VolumeTotalReadTime",
            "VolumeTotalWriteTime",
            "VolumeIdleTime",
            "VolumeQueueLength",
            "BurstBalance"),
    AGENT_MEMORY("CWAgent", "mem_used_percent"),
    AGENT_DISK("CWAgent", "disk_used_percent"),
    DATABASE(
            "AWS/RDS",
            "CPUUtilization",
            "FreeableMemory",
            "FreeStorageSpace",
            "DatabaseConnections",
            "DiskQueueDepth",
            "NetworkReceiveThroughput",
            "NetworkTransmitThroughput",
            "ReadIOPS",
            "ReadLatency",
            "ReadThroughput",
            "SwapUsage",
            "WriteIOPS",
            "WriteLatency",
            "WriteThroughput"),
    FUNCTION("AWS/Lambda", "Duration", "Errors", "Invocations", "Throttles");

    private final String namespace;
    private final List<String> metrics;

    EmulatedKind(String namespace, String... metrics) {
        this.namespace = namespace;
        this.metrics = List.of(metrics);
    }

    String namespace() {
        return namespace;
    }

    List<String> metrics() {
        return metrics;
    }

    /** How many of them a cell has, some of which may be silent. */
    int count(EmulatedFleet fleet) {
        return perResource(fleet)
                * switch (this) {
                    case DATABASE -> fleet.databases();
                    case FUNCTION -> fleet.functions();
                    default -> fleet.instances();
                };
    }

    private int perResource(EmulatedFleet fleet) {
        return switch (this) {
            case VOLUME -> fleet.volumes();
            case AGENT_DISK -> fleet.paths();
            default -> 1;
        };
    }

    /**
     * @return null if that one publishes nothing
     */
    SortedMap<String, String> dimensions(EmulatedFleet fleet, EmulatedCell cell, int n) {
        int resource = n / perResource(fleet);
        int part = n % perResource(fleet);
        if (this == DATABASE || this == FUNCTION) {
            boolean silent = this == DATABASE && fleet.isStopped(resource);
            return silent ? null : dimensions(key(), id(fleet, cell, resource));
        }
        if (fleet.isStopped(resource)) {
            return null;
        }
        if (this == VOLUME) {
            return dimensions(key(), fleet.volumeId(cell, resource, part));
        }
        SortedMap<String, String> dimensions =
                dimensions("InstanceId", fleet.instanceId(cell, resource));
        if (this != INSTANCE) {
            if (!fleet.hasAgent(resource)) {
                return null;
            }
            dimensions.put("ImageId", fleet.imageId(cell));
            dimensions.put("InstanceType", fleet.instanceType(resource));
        }
        if (this == AGENT_DISK) {
            dimensions.put("path", path(part));
            dimensions.put("device", "nvme" + part + "n1p1");
            dimensions.put("fstype", "xfs");
        }
        return dimensions;
    }

    private static String path(int part) {
        return part == 0 ? "/" : "/data" + part;
    }

    private String key() {
        return switch (this) {
            case VOLUME -> "VolumeId";
            case DATABASE -> "DBInstanceIdentifier";
            case FUNCTION -> "FunctionName";
            default -> "InstanceId";
        };
    }

    /** Whose dimensions these would be, if any are; which {@link #dimensions} tells. */
    private int candidate(EmulatedFleet fleet, Map<String, String> dimensions) {
        int n = EmulatedFleet.number(dimensions.getOrDefault(key(), ""));
        if (this != AGENT_DISK || n < 0) {
            return n;
        }
        for (int part = 0; part < fleet.paths(); part++) {
            if (path(part).equals(dimensions.get("path"))) {
                return n * fleet.paths() + part;
            }
        }
        return -1;
    }

    /**
     * @return null if there is none
     */
    EmulatedSeries find(
            EmulatedFleet fleet, EmulatedCell cell, String metric, Map<String, String> dimensions) {
        int n = metrics.contains(metric) ? candidate(fleet, dimensions) : -1;
        boolean is = n >= 0 && n < count(fleet) && dimensions.equals(dimensions(fleet, cell, n));
        return is ? series(fleet, cell, metric, n) : null;
    }

    /**
     * @return null if that one publishes nothing
     */
    EmulatedSeries series(EmulatedFleet fleet, EmulatedCell cell, String metric, int n) {
        SortedMap<String, String> dimensions = dimensions(fleet, cell, n);
        if (dimensions == null) {
            return null;
        }
        int resource = n / perResource(fleet);
        return new EmulatedSeries(
                cell,
                namespace,
                metric,
                dimensions,
                id(fleet, cell, resource),
                fleet.tags(this == DATABASE ? "db" : this == FUNCTION ? "job" : "web", resource),
                this == INSTANCE && fleet.isBasic(resource) ? 300 : 60);
    }

    private String id(EmulatedFleet fleet, EmulatedCell cell, int resource) {
        return switch (this) {
            case DATABASE -> fleet.databaseId(resource);
            case FUNCTION -> fleet.functionId(resource);
            default -> fleet.instanceId(cell, resource);
        };
    }

    private static SortedMap<String, String> dimensions(String name, String value) {
        return new TreeMap<>(Map.of(name, value));
    }
}
