package io.github.inframonitor.hot;

import io.github.inframonitor.sample.Sample;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The items of the hot table. Their keys derive from what they hold, so that the same sample
 * written again overwrites itself.
 */
final class Items {
    /** Version of the items' shape, on every item. */
    static final AttributeValue SCHEMA = number(1);

    /** ISO-8601 UTC, always with milliseconds, so that keys sort as times do. */
    private static final DateTimeFormatter KEY_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Duration ttl;
    private final int shards;
    private volatile @Nullable Stamp last;

    /** What all samples of one time have in common, which are mostly all of a run. */
    private record Stamp(Instant of, AttributeValue time, AttributeValue expiresAt) {}

    /**
     * @param ttlDays days after its time when an item expires
     * @param shards how many partition keys of the index the resources of one type and day share
     */
    Items(int ttlDays, int shards) {
        this.ttl = Duration.ofDays(ttlDays);
        this.shards = shards;
    }

    Map<String, AttributeValue> sample(Sample sample) {
        Stamp stamp = stamp(sample.time());
        String time = stamp.time().s();
        String dimensions = sample.series();
        int shard = Math.floorMod(sample.resource().hashCode(), shards);
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("pk", text("S#" + sample.resource() + "#" + sample.name()));
        item.put("sk", text(time + "#" + dimensions));
        item.put("gsi1pk", text(sample.type() + "#" + time.substring(0, 10) + "#" + shard));
        item.put(
                "gsi1sk",
                text(time + "#" + sample.resource() + "#" + sample.name() + "#" + dimensions));
        item.put("expires_at", stamp.expiresAt());
        item.put("schema", SCHEMA);
        item.put("time", stamp.time());
        item.put("resource", text(sample.resource()));
        item.put("resourceType", text(sample.resourceType()));
        if (sample.region() != null) {
            item.put("region", text(sample.region()));
        }
        if (sample.account() != null) {
            item.put("account", text(sample.account()));
        }
        item.put("type", text(sample.type()));
        item.put("name", text(sample.name()));
        item.put("value", AttributeValue.fromN(Double.toString(sample.value())));
        item.put("unit", text(sample.unit().toString()));
        Map<String, AttributeValue> map = new HashMap<>();
        sample.dimensions().forEach((name, value) -> map.put(name, text(value)));
        item.put("dimensions", AttributeValue.fromM(map));
        return item;
    }

    /** That a resource exists, and when it was last measured: what a reader lists resources by. */
    Map<String, AttributeValue> resource(Sample sample) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("pk", text("X#" + sample.resourceType()));
        item.put("sk", text(resourceKey(sample)));
        item.put("expires_at", expiresAt(sample.time()));
        item.put("schema", SCHEMA);
        item.put("resource", text(sample.resource()));
        if (sample.region() != null && sample.account() != null) {
            item.put("region", text(sample.region()));
            item.put("account", text(sample.account()));
        }
        item.put("lastSeen", text(keyTime(sample.time())));
        return item;
    }

    /** A database is called alike in two regions or accounts. */
    static String resourceKey(Sample sample) {
        return sample.region() == null || sample.account() == null
                ? sample.resource()
                : sample.resource() + "#" + sample.account() + "/" + sample.region();
    }

    private Stamp stamp(Instant time) {
        Stamp stamp = last;
        if (stamp == null || !stamp.of().equals(time)) {
            stamp = new Stamp(time, text(keyTime(time)), expiresAt(time));
            last = stamp;
        }
        return stamp;
    }

    AttributeValue expiresAt(Instant time) {
        return number(time.plus(ttl).getEpochSecond());
    }

    static String keyTime(Instant time) {
        return KEY_TIME.format(time);
    }

    static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }
}
