package io.github.inframonitor.collect;

import io.github.inframonitor.run.Reading;
import io.github.inframonitor.run.Run;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counters recorded beforehand, in place of a host, and a pause that only takes note. */
final class Recorded<C extends Counters> implements Window.Source<C>, Window.Pause {
    static final long SECOND = 1_000_000_000;
    static final Run RUN =
            new Run(
                    Instant.parse("2026-11-22T21:00:00Z"),
                    "web-7",
                    "web-7",
                    Instant.parse("2026-11-22T21:00:00.040Z"),
                    List.of(),
                    List.of(),
                    List.of());

    final List<Duration> pauses = new ArrayList<>();
    private final Iterator<C> counters;

    @SafeVarargs
    Recorded(C... counters) {
        List<C> list = new ArrayList<>();
        for (C each : counters) {
            list.add(each);
        }
        this.counters = list.iterator();
    }

    @Override
    public C read() throws IOException {
        if (!counters.hasNext()) {
            throw new IOException("no more counters");
        }
        return counters.next();
    }

    @Override
    public void pause(Duration length) {
        pauses.add(length);
    }

    /** {@code name}, or {@code name device=sda}, and the value. */
    static Map<String, Double> values(Reading reading) {
        Map<String, Double> values = new TreeMap<>();
        reading.samples()
                .forEach(s -> values.put((s.name() + " " + s.series()).strip(), s.value()));
        return values;
    }
}
