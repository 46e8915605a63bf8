package io.github.inframonitor.sample;

import java.time.Instant;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** Any sample that can be, for property-based tests. */
public final class Samples {
    private Samples() {}

    public static Arbitrary<Sample> any() {
        Arbitrary<String> text =
                Arbitraries.strings()
                        .all()
                        .ofMinLength(1)
                        .ofMaxLength(12)
                        .map(s -> s.replaceAll("[\\p{Cs}\\x00]", "x"));
        Arbitrary<Double> value =
                Arbitraries.doubles().between(-1.17e108, 1.17e108).filter(Sample::storable);
        Arbitrary<Instant> time =
                Arbitraries.longs()
                        .between(1_700_000_000_000L, 4_000_000_000_000L)
                        .map(Instant::ofEpochMilli);
        return Combinators.combine(
                        time,
                        text,
                        text.injectNull(0.5),
                        text.injectNull(0.5),
                        text,
                        value,
                        Arbitraries.of(StandardUnit.knownValues()),
                        Arbitraries.maps(text, text).ofMaxSize(3))
                .as(
                        (at, resource, region, account, name, of, unit, dimensions) ->
                                new Sample(
                                        at,
                                        resource,
                                        "host",
                                        region,
                                        account,
                                        "cpu",
                                        name,
                                        of,
                                        unit,
                                        new TreeMap<>(dimensions)));
    }
}
