package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A run that is still going when the schedule fires again, by the clock. */
class ScheduleOverlapRouteTest extends RouteTest {
    private final List<Instant> begun = new CopyOnWriteArrayList<>();
    private final AtomicInteger going = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    Map<String, String> settings() {
        return Map.of("schedule.cron", "* * * * * ?");
    }

    @Test
    void theNextWaitsForItAndKeepsItsOwnTime() throws Exception {
        replace(
                "schedule",
                "to-fire",
                exchange -> {
                    begun.add(exchange.getMessage().getBody(Run.class).scheduledTime());
                    most.accumulateAndGet(going.incrementAndGet(), Math::max);
                    end.await();
                    going.decrementAndGet();
                });
        start();
        context.getRouteController().startRoute("schedule");
        Awaitility.await().until(() -> !begun.isEmpty());
        Instant first = begun.get(0);

        // for two firings more
        Awaitility.await()
                .during(Duration.ofMillis(2_500))
                .untilAsserted(() -> assertThat(begun).containsExactly(first));
        end.countDown();

        Awaitility.await().until(() -> begun.size() >= 3);
        assertThat(begun)
                .startsWith(first, first.plusSeconds(1), first.plusSeconds(2))
                .doesNotHaveDuplicates();
        assertThat(most).hasValue(1);
    }
}
