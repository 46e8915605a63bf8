package io.github.inframonitor.api;

import static java.util.Objects.requireNonNull;

import io.github.inframonitor.aws.AwsErrors;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * The alarms as CloudWatch had them at the last look. Whoever asks is told of that look, so that
 * however many ask, CloudWatch is asked as often as {@code alarms.poll} says.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html">DescribeAlarms</a>
 */
public final class Alarms implements CamelContextAware {
    private static final Logger logger = LoggerFactory.getLogger(Alarms.class);

    private static final List<StateValue> STATES =
            List.of(StateValue.OK, StateValue.ALARM, StateValue.INSUFFICIENT_DATA);

    private final String prefix;
    private final Map<String, Map<String, Object>> alarms = new LinkedHashMap<>();
    private @Nullable Instant lookedAt;
    private @Nullable String error;
    private @Nullable CamelContext camelContext;

    /**
     * @param prefix {@code alarms.prefix}: how the names of the alarms begin
     */
    public Alarms(String prefix) {
        this.prefix = prefix;
    }

    /**
     * Asks CloudWatch. One that does not answer leaves the alarms as they were, and is told once.
     *
     * @return the alarms whose state is another than at the look before; none at the first
     */
    public List<Map<String, Object>> look() {
        List<MetricAlarm> now;
        try {
            now =
                    client()
                            .describeAlarmsPaginator(request -> request.alarmNamePrefix(prefix))
                            .metricAlarms()
                            .stream()
                            .toList();
        } catch (SdkException e) {
            fail(AwsErrors.describe(e));
            return List.of();
        }
        return take(now);
    }

    private synchronized void fail(String reason) {
        if (error == null) {
            logger.warn("the alarms are as they were, since CloudWatch does not tell: {}", reason);
        }
        error = reason;
    }

    private synchronized List<Map<String, Object>> take(List<MetricAlarm> now) {
        List<Map<String, Object>> changed = new ArrayList<>();
        Map<String, Map<String, Object>> before = new LinkedHashMap<>(alarms);
        alarms.clear();
        for (MetricAlarm alarm : now) {
            Map<String, Object> json = json(alarm);
            alarms.put(alarm.alarmName(), json);
            Map<String, Object> was = before.get(alarm.alarmName());
            if (was == null) {
                measure(alarm.alarmName());
            }
            if (lookedAt != null
                    && (was == null || !Objects.equals(json.get("state"), was.get("state")))) {
                changed.add(json);
            }
        }
        if (error != null) {
            logger.info("CloudWatch tells of the alarms again");
        }
        error = null;
        lookedAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return changed;
    }

    private static Map<String, Object> json(MetricAlarm alarm) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", alarm.alarmName());
        put(json, "description", alarm.alarmDescription());
        json.put("state", alarm.stateValueAsString());
        put(json, "reason", alarm.stateReason());
        Instant since =
                alarm.stateTransitionedTimestamp() == null
                        ? alarm.stateUpdatedTimestamp()
                        : alarm.stateTransitionedTimestamp();
        put(json, "since", since == null ? null : since.toString());
        put(json, "metric", alarm.metricName() == null ? metric(alarm) : alarm.metricName());
        put(json, "statistic", alarm.statisticAsString());
        json.put("comparison", alarm.comparisonOperatorAsString());
        json.put("threshold", alarm.threshold() == null ? 0.0 : alarm.threshold());
        put(json, "periodSeconds", alarm.period());
        return json;
    }

    /** Of an alarm on an expression: the first metric in it. */
    private static String metric(MetricAlarm alarm) {
        return alarm.metrics().stream()
                .filter(query -> query.metricStat() != null)
                .map(query -> query.metricStat().metric().metricName())
                .findFirst()
                .orElse("expression");
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null && !value.equals("")) {
            json.put(name, value);
        }
    }

    /**
     * One of the three gauges of an alarm is 1. They outlive this bean, which an edit may replace.
     */
    private void measure(String name) {
        CamelContext context = requireNonNull(camelContext);
        MeterRegistry metrics = context.getRegistry().findSingleByType(MeterRegistry.class);
        if (metrics == null) {
            return;
        }
        for (StateValue state : STATES) {
            Gauge.builder(
                            "infra_monitor_alarm_state",
                            context,
                            of -> {
                                Alarms now = of.getRegistry().findSingleByType(Alarms.class);
                                return now != null && now.isIn(name, state) ? 1 : 0;
                            })
                    .description("whether the alarm is in the state, as CloudWatch had it")
                    .tag("alarm", name)
                    .tag("state", state.toString())
                    .register(metrics);
        }
    }

    private synchronized boolean isIn(String name, StateValue state) {
        Map<String, Object> alarm = alarms.get(name);
        return alarm != null && state.toString().equals(alarm.get("state"));
    }

    /** All alarms, as the API has them. */
    public synchronized Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        put(all, "lookedAt", lookedAt == null ? null : lookedAt.toString());
        put(all, "error", error);
        all.put("alarms", List.copyOf(alarms.values()));
        return all;
    }

    private CloudWatchClient client() {
        return requireNonNull(camelContext).getRegistry().findSingleByType(CloudWatchClient.class);
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }
}
