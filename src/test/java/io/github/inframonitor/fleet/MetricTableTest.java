package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

class MetricTableTest {
    @Test
    void aLineIsAMetricAndTheEndOfTheNameItsUnit() {
        String table =
                """
                namespace metric           dimension   statistic period delay name
                # of the hypervisor
                AWS/EC2   NetworkIn        InstanceId  Rate      5m     300s  received_bytes_per_second

                CWAgent   mem_used_percent InstanceId+ p99.9     1m     2m    used_percent
                """;

        assertThat(MetricTable.parse(table))
                .containsExactly(
                        new Metric(
                                "AWS/EC2",
                                "NetworkIn",
                                "InstanceId",
                                false,
                                "Sum",
                                true,
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(5),
                                "received_bytes_per_second",
                                StandardUnit.BYTES_SECOND),
                        new Metric(
                                "CWAgent",
                                "mem_used_percent",
                                "InstanceId",
                                true,
                                "p99.9",
                                false,
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(2),
                                "used_percent",
                                StandardUnit.PERCENT));
    }

    @ParameterizedTest
    @CsvSource({
        "x_bytes, BYTES",
        "x_count, COUNT",
        "x_per_second, COUNT_SECOND",
        "x_milliseconds, MILLISECONDS",
        "x_seconds, SECONDS"
    })
    void units(String name, StandardUnit unit) {
        assertThat(MetricTable.parse("A/B m d Average 1m 0s " + name))
                .extracting(Metric::unit)
                .containsExactly(unit);
    }

    @ParameterizedTest
    @CsvSource({
        "A/B m d Average 1m 2m, has 6 columns",
        "A/B m d Mean 1m 2m x_count, 'Mean' is no statistic",
        "A/B m d Average 90s 2m x_count, a period is a multiple of a minute",
        "A/B m d Average 0s 2m x_count, a period is a multiple of a minute",
        "A/B m d Average 1m soon x_count, 'soon' is no duration",
        "A/B m d Average 1m 2m x_furlongs, 'x_furlongs' ends with no unit"
    })
    void whatIsWrongIsQuoted(String line, String why) {
        assertThatThrownBy(() -> MetricTable.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + line + "': ")
                .hasMessageContaining(why);
    }
}
