package io.github.inframonitor.hot;

import io.github.inframonitor.sample.Sample;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The items that samples become, for tests of other packages that read them. */
public final class HotItems {
    private HotItems() {}

    /** Of each sample its own and its resource's. */
    public static Stream<Map<String, AttributeValue>> of(List<Sample> samples) {
        Items items = new Items(7, 1);
        return samples.stream()
                .flatMap(sample -> Stream.of(items.sample(sample), items.resource(sample)));
    }
}
