package io.github.inframonitor.local;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/**
 * CloudWatch's alarms: evaluates each when its metric gets data, and all of them every minute of
 * the clock, on a thread of their own. A change of state is kept, sent to the alarm's actions, and
 * told in one line of the log; a state that stays is not told again. No failure here reaches who
 * put the data.
 */
final class Alarms implements AutoCloseable {
    private static final Logger logger = LoggerFactory.getLogger(Alarms.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LocalStore store;
    private final List<MetricAlarm> defined;
    private final Actions actions;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private Instant evaluated;
    private @Nullable Future<?> ticks;

    /** Where messages go. */
    @FunctionalInterface
    interface Actions {
        /** Delivers a message, and returns the file that has it. */
        Path deliver(PublishRequest message);
    }

    /** A change of state that people are to be told. */
    private record Change(String before, MetricAlarm alarm) {}

    /**
     * @param defined the alarms, without states
     */
    Alarms(LocalStore store, List<MetricAlarm> defined, Actions actions, Clock clock) {
        this(
                store,
                defined,
                actions,
                clock,
                Executors.newSingleThreadScheduledExecutor(Alarms::thread));
    }

    Alarms(
            LocalStore store,
            List<MetricAlarm> defined,
            Actions actions,
            Clock clock,
            ScheduledExecutorService thread) {
        this.store = store;
        this.defined =
                defined.stream().sorted(Comparator.comparing(MetricAlarm::alarmName)).toList();
        this.actions = actions;
        this.clock = clock;
        this.evaluated = clock.instant();
        this.thread = thread;
        store.prepare(
                connection -> {
                    try (var statement = connection.createStatement()) {
                        statement.execute(AlarmTable.DEFINITION);
                    }
                    AlarmTable table = new AlarmTable(connection);
                    for (MetricAlarm alarm : this.defined) {
                        table.define(alarm, evaluated);
                    }
                    return null;
                });
    }

    private static Thread thread(Runnable evaluation) {
        Thread thread = new Thread(evaluation, "local-alarms");
        thread.setDaemon(true);
        return thread;
    }

    static Alarms none(LocalStore store, Clock clock) {
        return new Alarms(store, List.of(), message -> store.dir(), clock);
    }

    /** Starts to evaluate all alarms every minute. */
    void start() {
        // by the stand-ins' clock, which in a test runs otherwise than a timer
        ticks = thread.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** Evaluates, soon, the alarms on the metrics of a request that was taken. */
    void got(PutMetricDataRequest request) {
        Predicate<MetricAlarm> concerned =
                alarm ->
                        alarm.namespace().equals(request.namespace())
                                && request.metricData().stream()
                                        .map(MetricDatum::metricName)
                                        .anyMatch(alarm.metricName()::equals);
        if (defined.stream().anyMatch(concerned)) {
            try {
                thread.execute(() -> evaluate(concerned));
            } catch (RejectedExecutionException closed) {
                logger.debug("alarms are closed", closed);
            }
        }
    }

    /** The alarms by name, each with the state that it is in. */
    List<MetricAlarm> all() {
        return store.transaction(
                connection -> {
                    AlarmTable table = new AlarmTable(connection);
                    List<MetricAlarm> alarms = new ArrayList<>();
                    for (MetricAlarm alarm : defined) {
                        alarms.add(table.withState(alarm));
                    }
                    return alarms;
                });
    }

    /**
     * Sets the state of an alarm, until it is evaluated next; a change is told.
     *
     * @return whether there is such an alarm
     */
    boolean set(String name, StateValue state, String reason, @Nullable String data) {
        Optional<MetricAlarm> alarm =
                defined.stream().filter(a -> a.alarmName().equals(name)).findFirst();
        if (alarm.isEmpty()) {
            return false;
        }
        Optional<Change> change =
                store.transaction(
                        connection ->
                                change(
                                        new AlarmTable(connection),
                                        alarm.get(),
                                        state.toString(),
                                        reason,
                                        data));
        change.ifPresent(this::tell);
        return true;
    }

    /** Evaluates what is still to be evaluated, and then no more. */
    @Override
    public void close() {
        if (ticks != null) {
            ticks.cancel(false);
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                logger.warn("alarms were not evaluated within {} s", PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Evaluates all alarms if the last time is a minute ago. */
    void tick() {
        Instant now = clock.instant();
        if (!now.isBefore(evaluated.plus(EVERY))) {
            evaluated = now;
            evaluate(alarm -> true);
        }
    }

    private void evaluate(Predicate<MetricAlarm> which) {
        try {
            List<Change> changes =
                    store.transaction(
                            connection -> {
                                AlarmTable table = new AlarmTable(connection);
                                List<Change> all = new ArrayList<>();
                                for (MetricAlarm alarm : defined) {
                                    if (which.test(alarm)) {
                                        evaluate(table, alarm).ifPresent(all::add);
                                    }
                                }
                                return all;
                            });
            changes.forEach(this::tell);
        } catch (RuntimeException e) {
            logger.error("alarms were not evaluated: {}", e.getMessage(), e);
        }
    }

    private Optional<Change> evaluate(AlarmTable table, MetricAlarm alarm) throws SQLException {
        Instant now = clock.instant();
        Optional<AlarmEvaluation.Verdict> verdict =
                AlarmEvaluation.of(alarm, table.datapoints(alarm, now));
        if (verdict.isEmpty()) {
            return Optional.empty();
        }
        AlarmEvaluation.Verdict decided = verdict.get();
        return change(
                table,
                alarm,
                decided.state().toString(),
                decided.reason(),
                AlarmReason.data(alarm, decided.datapoints(), now));
    }

    private Optional<Change> change(
            AlarmTable table, MetricAlarm alarm, String state, String reason, @Nullable String data)
            throws SQLException {
        String before = table.withState(alarm).stateValueAsString();
        if (before.equals(state)) {
            return Optional.empty();
        }
        table.change(alarm, state, reason, data, clock.instant());
        return Optional.of(new Change(before, table.withState(alarm)));
    }

    private void tell(Change change) {
        MetricAlarm alarm = change.alarm();
        List<String> topics =
                switch (alarm.stateValue()) {
                    case OK -> alarm.okActions();
                    case ALARM -> alarm.alarmActions();
                    default -> alarm.insufficientDataActions();
                };
        StringBuilder sent = new StringBuilder();
        if (alarm.actionsEnabled()) {
            for (String topic : topics) {
                sent.append(" (").append(send(topic, change)).append(')');
            }
        }
        String line = "{} {}: {}{}";
        Object[] words = {alarm.stateValueAsString(), alarm.alarmName(), alarm.stateReason(), sent};
        if (alarm.stateValue() == StateValue.ALARM) {
            logger.warn(line, words);
        } else {
            logger.info(line, words);
        }
    }

    private String send(String topic, Change change) {
        try {
            return actions.deliver(AlarmMessage.of(topic, change.alarm(), change.before()))
                    .toString();
        } catch (RuntimeException e) {
            // as on AWS: the state has changed, whether or not the topic takes the message
            return "no message, " + e.getMessage();
        }
    }
}
