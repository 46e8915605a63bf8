package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.junit.jupiter.api.Test;
import org.quartz.CronTrigger;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** The daily report: what a person reads in it, and what is left of it when something fails. */
class ReportRouteTest extends RouteTest {
    private static final Duration DAY = Duration.ofDays(1);

    @Override
    Map<String, String> settings() {
        return Map.of("report.cron", "0 30 4 1 1 ? 2099", "athena.poll", "20ms");
    }

    @Test
    void saysWhatAPersonWantsToKnowOfYesterday() throws Exception {
        startFiredByHand();
        storeTwoWeeks();

        fire();

        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith("Subject: infra-monitor report for 2026-11-21\n")
                .doesNotContain("Attribute ")
                .endsWith(
                        """

                        What the samples say, all times in UTC.

                        The resources that used most CPU, memory, disk and network, and when each was highest.
                        (top-consumers from=yesterday to=yesterday top=5)

                        type  name           place  resource  average  highest  highest_at
                        cpu   usage_percent      1  web-7        40.0     40.0  2026-11-21 21:00:00
                        disk  used_percent       1  web-7        91.0     91.0  2026-11-21 21:00:00

                        Each resource's use of CPU, memory, disk and network over seven days, against the seven before.
                        (week-over-week from=yesterday-13 to=yesterday)

                        type  name           resource  week_before  this_week  change_percent
                        cpu   usage_percent  web-7            20.0       40.0           100.0
                        disk  used_percent   web-7            81.0       88.0             8.6

                        When each disk will be full if it goes on filling as it did, by linear regression.
                        (disk-full-forecast from=yesterday-29 to=yesterday days=30)

                        resource  mount  used_percent  percent_per_day  days_left  full_on
                        web-7     /              91.0              1.0        9.0  2026-11-30

                        The share of each day's runs in which each branch gave samples of a host.
                        (branch-reliability from=yesterday to=yesterday)

                        day         branch  runs  with_samples  reliability_percent
                        2026-11-21  cpu        1             1                100.0
                        2026-11-21  disk       1             1                100.0

                        Each day's lines, errors and latency by service, from its logs.
                        (log-error-rates from=yesterday to=yesterday)

                        None.
                        """);
    }

    @Test
    void aQueryThatFailsCostsOnlyItsSection() throws Exception {
        startFiredByHand();
        storeTwoWeeks();
        faults().failNext("GetQueryExecution", new IllegalStateException("no route to host"));
        faults().failNext("GetQueryExecution", new IllegalStateException("no route to host"));
        faults().failNext("GetQueryExecution", new IllegalStateException("no route to host"));
        faults().failNext("GetQueryExecution", new IllegalStateException("no route to host"));

        fire();

        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith(
                        "Subject: infra-monitor report for 2026-11-21, 1 of its sections missing\n")
                .contains(
                        """
                        (top-consumers from=yesterday to=yesterday top=5)

                        Not answered: IllegalStateException: no route to host

                        """)
                .contains("web-7            20.0       40.0           100.0\n")
                .contains("None.\n");
    }

    @Test
    void whatCannotBeSentIsLoggedAndLoopsNowhere() throws Exception {
        startFiredByHand();
        faults().failNext("Publish", new IllegalStateException("no route to host"));

        Exchange fired = fire();

        assertThat(fired.getException()).isNull();
        assertThat(messages()).isEmpty();

        fire();
        assertThat(messages()).hasSize(1);
    }

    @Test
    void isNotSentUnlessItIsTurnedOn() {
        start();

        assertThat(context.getRouteController().getRouteStatus("report"))
                .isEqualTo(ServiceStatus.Stopped);
        assertThat(context.resolvePropertyPlaceholders("{{report.enabled}}")).isEqualTo("false");
    }

    @Test
    void firesInUtcOneAtATimeAndMakesUpForNothing() throws Exception {
        start();
        context.getRouteController().startRoute("report");

        QuartzEndpoint endpoint = (QuartzEndpoint) context.getRoute("report").getEndpoint();
        CronTrigger trigger =
                (CronTrigger)
                        endpoint.getComponent().getScheduler().getTrigger(endpoint.getTriggerKey());

        assertThat(trigger.getNextFireTime()).isEqualTo(Instant.parse("2099-01-01T04:30:00Z"));
        assertThat(trigger.getMisfireInstruction())
                .isEqualTo(CronTrigger.MISFIRE_INSTRUCTION_DO_NOTHING);
        assertThat(endpoint.isStateful()).isTrue();
    }

    private void startFiredByHand() throws Exception {
        AdviceWith.adviceWith(
                context, "report", false, advice -> advice.replaceFromWith("direct:tick"));
        start();
        context.getRouteController().startRoute("report");
    }

    private Exchange fire() {
        return template.send(
                "direct:tick",
                exchange -> exchange.getMessage().setHeader("scheduledFireTime", Date.from(TIME)));
    }

    /** A run a day up to yesterday: CPU at 20, then 40; a disk that fills by one percent a day. */
    private void storeTwoWeeks() {
        for (int age = 1; age <= 14; age++) {
            Instant time = TIME.minus(DAY.multipliedBy(age));
            List<Sample> samples = new ArrayList<>();
            samples.add(sample(time, "cpu", "usage_percent", age <= 7 ? 40 : 20, Map.of()));
            samples.add(sample(time, "disk", "used_percent", 92 - age, Map.of("mount", "/")));
            send(
                    "store-cold",
                    new Run(time, "web-7", "web-7", time, samples, List.of(), List.of()));
        }
    }

    private static Sample sample(
            Instant time, String type, String name, double value, Map<String, String> dimensions) {
        return new Sample(
                time,
                "web-7",
                "host",
                null,
                null,
                type,
                name,
                value,
                StandardUnit.PERCENT,
                new TreeMap<>(dimensions));
    }
}
