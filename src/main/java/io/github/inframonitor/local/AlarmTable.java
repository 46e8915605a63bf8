package io.github.inframonitor.local;

import io.github.inframonitor.local.AlarmEvaluation.Datapoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** The states of alarms in DuckDB, and the datapoints that decide them. */
final class AlarmTable {
    static final String DEFINITION =
            """
            create table if not exists cloudwatch_alarms(name varchar, definition varchar,
                configured bigint, state varchar, reason varchar, reason_data varchar,
                updated bigint)""";

    private final Connection connection;

    AlarmTable(Connection connection) {
        this.connection = connection;
    }

    /**
     * Creates an alarm, or overwrites its definition and leaves its state, as PutMetricAlarm does.
     */
    void define(MetricAlarm alarm, Instant now) throws SQLException {
        String definition = alarm.toString();
        int known =
                update(
                        "update cloudwatch_alarms set definition = ?,"
                                + " configured = if(definition = ?, configured, ?) where name = ?",
                        definition,
                        definition,
                        now.toEpochMilli(),
                        alarm.alarmName());
        if (known == 0) {
            update(
                    "insert into cloudwatch_alarms values (?, ?, ?, ?, ?, null, ?)",
                    alarm.alarmName(),
                    definition,
                    now.toEpochMilli(),
                    StateValue.INSUFFICIENT_DATA.toString(),
                    AlarmReason.UNCHECKED,
                    now.toEpochMilli());
        }
    }

    /** An alarm with the state that it is in. */
    MetricAlarm withState(MetricAlarm alarm) throws SQLException {
        try (PreparedStatement select =
                prepared(
                        "select configured, state, reason, reason_data, updated"
                                + " from cloudwatch_alarms where name = ?",
                        alarm.alarmName())) {
            ResultSet row = select.executeQuery();
            if (!row.next()) {
                throw new SQLException("the alarm " + alarm.alarmName() + " was never defined");
            }
            Instant updated = Instant.ofEpochMilli(row.getLong(5));
            return alarm.toBuilder()
                    .alarmConfigurationUpdatedTimestamp(Instant.ofEpochMilli(row.getLong(1)))
                    .stateValue(row.getString(2))
                    .stateReason(row.getString(3))
                    .stateReasonData(row.getString(4))
                    .stateUpdatedTimestamp(updated)
                    .stateTransitionedTimestamp(updated)
                    .build();
        }
    }

    void change(MetricAlarm alarm, String state, String reason, @Nullable String data, Instant now)
            throws SQLException {
        update(
                "update cloudwatch_alarms set state = ?, reason = ?, reason_data = ?, updated = ?"
                        + " where name = ?",
                state,
                reason,
                data,
                now.toEpochMilli(),
                alarm.alarmName());
    }

    /**
     * The datapoints of the periods that an alarm looks at. The window slides: its newest period
     * ends with the current minute, or the current period where that is shorter.
     */
    List<Datapoint> datapoints(MetricAlarm alarm, Instant now) throws SQLException {
        long period = alarm.period() * 1000L;
        long step = Math.min(period, 60_000);
        long end = (Math.floorDiv(now.toEpochMilli(), step) + 1) * step;
        String sql =
                "select (? - 1 - time) // ? as age, sum(sample_count), "
                        + MetricTable.statistic(alarm.statisticAsString())
                        + " from cloudwatch_datapoints where namespace = ? and name = ?"
                        + " and dimensions = ? and time >= ? and time < ?"
                        + (alarm.unit() == null ? "" : " and unit = ?")
                        + " group by age";
        List<Object> values =
                new ArrayList<>(
                        List.of(
                                end,
                                period,
                                alarm.namespace(),
                                alarm.metricName(),
                                MetricTable.json(alarm.dimensions()),
                                end - AlarmEvaluation.range(alarm) * period,
                                end));
        if (alarm.unit() != null) {
            values.add(alarm.unitAsString());
        }
        List<Datapoint> datapoints = new ArrayList<>();
        try (PreparedStatement select = prepared(sql, values.toArray())) {
            ResultSet rows = select.executeQuery();
            while (rows.next()) {
                int age = rows.getInt(1);
                Instant start = Instant.ofEpochMilli(end - (age + 1) * period);
                datapoints.add(new Datapoint(age, start, rows.getDouble(2), rows.getDouble(3)));
            }
        }
        return datapoints;
    }

    private int update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement update = prepared(sql, values)) {
            return update.executeUpdate();
        }
    }

    private PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
