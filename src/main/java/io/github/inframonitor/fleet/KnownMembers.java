package io.github.inframonitor.fleet;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a pipeline knows of a cell's resources, in the hot table: a process that was killed, and one
 * that takes its place, would not know otherwise of a resource that went meanwhile, whose last
 * points are yet to be settled.
 *
 * <p>An item has no more than {@value #PART} of them, so that it stays within the 400 KB that it
 * may have, and a change costs the write of that item alone.
 */
final class KnownMembers {
    private static final int PART = 500;

    private final DynamoDbClient client;
    private final String table;
    private final String pk;
    private final String sk;

    KnownMembers(DynamoDbClient client, String table, Cell cell, String of) {
        this.client = client;
        this.table = table;
        this.pk = "M#" + cell.account() + "#" + cell.region();
        this.sk = of + "#";
    }

    /** By their ids. */
    Map<String, Member> read() {
        Map<String, Member> known = new TreeMap<>();
        int parts = 1;
        for (int part = 0; part < parts; part++) {
            Map<String, AttributeValue> key = key(part);
            Map<String, AttributeValue> item =
                    client.getItem(
                                    request ->
                                            request.tableName(table).key(key).consistentRead(true))
                            .item();
            AttributeValue members = item == null ? null : item.get("members");
            AttributeValue of = item == null ? null : item.get("parts");
            if (members != null && of != null) {
                parts = Math.max(parts, Integer.parseInt(of.n()));
                members.m().forEach((id, member) -> known.put(id, member(id, member.m())));
            }
        }
        return known;
    }

    /**
     * Writes what is not there as it is.
     *
     * @param before what was read
     */
    void write(Map<String, Member> before, Map<String, Member> now) {
        int parts = parts(now);
        for (int part = parts - 1; part >= 0; part--) { // the first one tells how many there are
            Map<String, Member> of = part(now, part, parts);
            if (parts == parts(before) && of.equals(part(before, part, parts))) {
                continue;
            }
            Map<String, AttributeValue> item = new HashMap<>(key(part));
            item.put("parts", AttributeValue.fromN(Integer.toString(parts)));
            item.put("schema", AttributeValue.fromN("1"));
            Map<String, AttributeValue> members = new HashMap<>();
            of.forEach((id, member) -> members.put(id, AttributeValue.fromM(item(member))));
            item.put("members", AttributeValue.fromM(members));
            client.putItem(request -> request.tableName(table).item(item));
        }
    }

    private static int parts(Map<String, Member> members) {
        return Math.max(1, (members.size() + PART - 1) / PART);
    }

    private static Map<String, Member> part(Map<String, Member> members, int part, int parts) {
        return members.entrySet().stream()
                .filter(member -> Math.floorMod(member.getKey().hashCode(), parts) == part)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<String, AttributeValue> item(Member member) {
        Map<String, AttributeValue> dimensions = new HashMap<>();
        member.dimensions()
                .forEach(
                        (name, values) ->
                                dimensions.put(
                                        name,
                                        AttributeValue.fromL(
                                                values.stream()
                                                        .map(AttributeValue::fromS)
                                                        .toList())));
        Map<String, AttributeValue> labels = new HashMap<>();
        member.labels().forEach((name, value) -> labels.put(name, AttributeValue.fromS(value)));
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("dimensions", AttributeValue.fromM(dimensions));
        item.put("labels", AttributeValue.fromM(labels));
        Instant gone = member.gone();
        if (gone != null) {
            item.put("gone", AttributeValue.fromS(gone.toString()));
        }
        return item;
    }

    private static Member member(String id, Map<String, AttributeValue> item) {
        Map<String, List<String>> dimensions = new HashMap<>();
        map(item.get("dimensions"))
                .forEach(
                        (name, values) ->
                                dimensions.put(
                                        name, values.l().stream().map(AttributeValue::s).toList()));
        TreeMap<String, String> labels = new TreeMap<>();
        map(item.get("labels")).forEach((name, value) -> labels.put(name, value.s()));
        AttributeValue gone = item.get("gone");
        return new Member(id, dimensions, labels, gone == null ? null : Instant.parse(gone.s()));
    }

    private static Map<String, AttributeValue> map(@Nullable AttributeValue value) {
        return value == null ? Map.of() : value.m();
    }

    private Map<String, AttributeValue> key(int part) {
        return Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk + part));
    }
}
