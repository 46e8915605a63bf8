package io.github.inframonitor.hot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.sample.Sample;
import io.github.inframonitor.sample.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class ItemsTest {
    @Property(tries = 200)
    void everySampleComesBackAsItWas(@ForAll("samples") Sample sample) {
        Map<String, AttributeValue> item = new Items(7, 4).sample(sample);

        TreeMap<String, String> dimensions = new TreeMap<>();
        item.get("dimensions").m().forEach((name, of) -> dimensions.put(name, of.s()));
        assertThat(
                        new Sample(
                                Instant.parse(item.get("time").s()),
                                item.get("resource").s(),
                                item.get("resourceType").s(),
                                text(item, "region"),
                                text(item, "account"),
                                item.get("type").s(),
                                item.get("name").s(),
                                Double.parseDouble(item.get("value").n()),
                                StandardUnit.fromValue(item.get("unit").s()),
                                dimensions))
                .isEqualTo(sample);
        assertThat(item.get("pk").s()).isEqualTo("S#" + sample.resource() + "#" + sample.name());
        assertThat(item.get("sk").s()).isEqualTo(item.get("time").s() + "#" + sample.series());
        assertThat(item.get("gsi1pk").s()).matches("cpu#\\d{4}-\\d\\d-\\d\\d#[0-3]");
        assertThat(Long.parseLong(item.get("expires_at").n()))
                .isEqualTo(sample.time().plus(Duration.ofDays(7)).getEpochSecond());
    }

    @Provide
    Arbitrary<Sample> samples() {
        return Samples.any();
    }

    private static @Nullable String text(Map<String, AttributeValue> item, String name) {
        return item.containsKey(name) ? item.get(name).s() : null;
    }
}
