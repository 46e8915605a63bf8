package io.github.inframonitor.sample;

import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
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
 * @param dimensions what tells apart the series of one name: device, mount, interface, core,
 *     object; and {@code tag:<name>}, which tells of the resource and is no part of the series
 * @param watermark the key of the watermark of what it was read with; absent unless it may be read
 *     again
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
        SortedMap<String, String> dimensions,
        @Nullable String watermark) {

    /** Start of a dimension that is a tag of the resource. */
    public static final String TAG = "tag:";

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
        dimensions = Dimensions.of(dimensions);
    }

    /** A sample that is measured once. */
    public Sample(
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
        this(
                time,
                resource,
                resourceType,
                region,
                account,
                type,
                name,
                value,
                unit,
                dimensions,
                null);
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

    /**
     * What tells this series apart from others of its resource and name, as one text: {@code
     * core=0,device=sda}, and before it account and region where it has them, since a database is
     * called alike in two of them. It is a part of keys, so a tag, which may change, is none of it.
     */
    public String series() {
        StringBuilder text = new StringBuilder();
        if (account != null && region != null) {
            text.append(account).append('/').append(region);
        }
        for (Map.Entry<String, String> dimension : dimensions.entrySet()) {
            if (dimension.getKey().startsWith(TAG)) {
                continue;
            }
            text.append(text.isEmpty() ? "" : ",")
                    .append(dimension.getKey())
                    .append('=')
                    .append(dimension.getValue());
        }
        return text.toString();
    }
}
