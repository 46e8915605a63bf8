package io.github.inframonitor.sample;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/**
 * One measured value.
 *
 * @param time when, in UTC; for the host the scheduled time of the run, so that a re-run overwrites
 * @param resource what was measured: host name, {@code i-…}, DB identifier, name of a service
 * @param resourceType {@code host}, {@code ec2}, {@code rds} or {@code service}
 * @param region AWS region, absent for a host outside AWS
 * @param account AWS account, absent for a host outside AWS
 * @param type the branch it came from: {@code cpu}, {@code memory}, {@code disk}, {@code network},
 *     {@code logs}
 * @param name snake case with its unit last, such as {@code usage_percent}
 * @param value a double that {@linkplain #storable every store takes}
 * @param unit the CloudWatch unit of the value
 * @param dimensions what tells apart the series of one name: device, mount, interface, core, object
 */
public record Sample(
        Instant time,
        String resource,
        String resourceType,
        @Nullable String region,
        @Nullable String account,
        String type,
        String name,
        double value,
        StandardUnit unit,
        SortedMap<String, String> dimensions) {

    /** Smallest size CloudWatch takes for a value other than 0. */
    private static final double SMALLEST = 8.5e-109;

    /** Largest size CloudWatch takes; DynamoDB's own range is wider. */
    private static final double LARGEST = 1.17e108;

    /**
     * @throws IllegalArgumentException for a value that not every store takes, or an empty name
     */
    public Sample {
        if (!storable(value)) {
            throw new IllegalArgumentException(name + ": no store takes the value " + value);
        }
        if (resource.isEmpty() || type.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("a sample needs a resource, a type and a name");
        }
        dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
    }

    /**
     * Whether all three stores take a value: 0, or between 8.5e-109 and 1.17e108 in size.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html">MetricDatum</a>
     */
    public static boolean storable(double value) {
        double size = Math.abs(value);
        return size == 0 || (size >= SMALLEST && size <= LARGEST);
    }

    /** The dimensions as one text, {@code core=0,device=sda}: the part of a key that they are. */
    public String dimensionsText() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> dimension : dimensions.entrySet()) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(dimension.getKey())
                    .append('=')
                    .append(dimension.getValue());
        }
        return text.toString();
    }
}
