package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.inframonitor.collect.CpuCollector;
import io.github.inframonitor.collect.RecordedCpu;
import io.github.inframonitor.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * An alarm of the template from the counters of a CPU to the message, by runs three hours apart.
 */
class AlarmEndToEndTest extends RouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("collect.window", "50ms");
    }

    @Test
    void aBusyRunIsAnAlarmAndAnIdleOneEndsIt() throws Exception {
        CpuCollector cpu = RecordedCpu.of(95, 10);
        replace(
                "collect-cpu-host",
                "read-cpu",
                exchange ->
                        exchange.getMessage()
                                .setBody(cpu.collect(exchange.getMessage().getBody(Run.class))));
        start();

        doRun(TIME.minus(Duration.ofHours(3)));
        await().untilAsserted(() -> assertThat(ofCpu()).hasSize(1));
        assertThat(state()).isEqualTo(StateValue.ALARM);
        doRun(TIME);
        await().untilAsserted(() -> assertThat(ofCpu()).hasSize(2));

        assertThat(state()).isEqualTo(StateValue.OK);
        assertThat(ofCpu().get(0))
                .startsWith("Subject: ALARM: \"infra-monitor-cpu\" in US East (N. Virginia)\n")
                .contains("\"OldStateValue\":\"INSUFFICIENT_DATA\"")
                .containsPattern("\\[95.0 \\([^)]+\\)] was greater than the threshold \\(80.0\\)");
        assertThat(ofCpu().get(1))
                .startsWith("Subject: OK: \"infra-monitor-cpu\" in US East (N. Virginia)\n")
                .contains("\"OldStateValue\":\"ALARM\"")
                .containsPattern(
                        "\\[10.0 \\([^)]+\\)] was not greater than the threshold \\(80.0\\)");
    }

    private void doRun(Instant time) {
        Run run = new Run(time, "web-7", "web-7", time, List.of(), List.of(), List.of());
        template.requestBody("direct:run", run, Run.class);
    }

    private List<String> ofCpu() throws Exception {
        return alarms().stream().filter(m -> m.contains("infra-monitor-cpu\"")).toList();
    }

    private StateValue state() {
        return client(CloudWatchClient.class)
                .describeAlarms(describe -> describe.alarmNames("infra-monitor-cpu"))
                .metricAlarms()
                .get(0)
                .stateValue();
    }
}
