package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.run.Run;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.junit.jupiter.api.Test;
import org.quartz.CronTrigger;

/** When runs are fired, and what they are called. */
class ScheduleRouteTest extends RouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("schedule.cron", "0 30 4 1 1 ? 2099", "collect.window", "20ms");
    }

    @Test
    void firesInUtcOneAtATimeAndMakesUpForNothing() throws Exception {
        start();
        context.getRouteController().startRoute("schedule");

        QuartzEndpoint endpoint = (QuartzEndpoint) context.getRoute("schedule").getEndpoint();
        CronTrigger trigger =
                (CronTrigger)
                        endpoint.getComponent().getScheduler().getTrigger(endpoint.getTriggerKey());

        assertThat(trigger.getCronExpression()).isEqualTo("0 30 4 1 1 ? 2099");
        assertThat(trigger.getNextFireTime()).isEqualTo(Instant.parse("2099-01-01T04:30:00Z"));
        assertThat(trigger.getMisfireInstruction())
                .isEqualTo(CronTrigger.MISFIRE_INSTRUCTION_DO_NOTHING);
        assertThat(endpoint.isStateful()).isTrue();
    }

    /** As it is when an edit makes the trigger anew just after it fired. */
    @Test
    void aFiringThatComesAgainIsNoSecondRun() throws Exception {
        AtomicInteger collected = new AtomicInteger();
        AdviceWith.adviceWith(context, "schedule", false, a -> a.replaceFromWith("direct:tick"));
        AdviceWith.adviceWith(
                context,
                "run",
                false,
                advice ->
                        advice.weaveById("to-collect")
                                .before()
                                .process(exchange -> collected.incrementAndGet()));
        start();
        context.getRouteController().startRoute("schedule");

        Object first = fire();
        Object again = fire();

        assertThat(first)
                .isInstanceOfSatisfying(
                        Run.class, run -> assertThat(run.status()).isEqualTo(Run.Status.COMPLETE));
        assertThat(again).isEqualTo("elsewhere");
        assertThat(collected).hasValue(1);
    }

    private Object fire() {
        return template.requestBodyAndHeader(
                "direct:tick", null, "scheduledFireTime", Date.from(TIME));
    }

    @Test
    void theScheduledTimeNotTheRealOneNamesTheRun() throws Exception {
        AdviceWith.adviceWith(
                context,
                "schedule",
                false,
                advice -> {
                    advice.replaceFromWith("direct:tick");
                    advice.weaveById("to-fire").replace().to("mock:run").id("to-fire");
                });
        MockEndpoint fired = getMockEndpoint("mock:run");
        fired.expectedMessageCount(1);
        start();
        context.getRouteController().startRoute("schedule");

        template.sendBodyAndHeader(
                "direct:tick", null, "scheduledFireTime", Date.from(TIME.plusMillis(7)));

        fired.assertIsSatisfied();
        Run run = fired.getExchanges().get(0).getMessage().getBody(Run.class);
        assertThat(run.id()).isEqualTo("20261122T210000Z-web-7");
        assertThat(run.scheduledTime()).isEqualTo(TIME);
    }
}
