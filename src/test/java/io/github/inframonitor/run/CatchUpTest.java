package io.github.inframonitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which firing is asked after, and when. */
class CatchUpTest {
    private static final Instant NINE = Instant.parse("2026-11-22T09:00:00Z");

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Set clock = new Set();

    @BeforeEach
    void startContext() {
        context.start();
    }

    @AfterEach
    void stopContext() {
        context.stop();
    }

    @Test
    void theLastFiringIsAskedAfterFromFiveSecondsOn() throws Exception {
        CatchUp catchUp = catchUp("0 0 0/3 * * ?");

        clock.now = NINE.plusSeconds(4);
        assertThat(catchUp.due(Instant.MIN, context))
                .isEqualTo(Date.from(NINE.minus(Duration.ofHours(3))));
        clock.now = NINE.plusSeconds(5);
        assertThat(catchUp.due(Instant.MIN, context)).isEqualTo(Date.from(NINE));
    }

    @Test
    void noneIsAskedAfterThatIsOlderThanADay() throws Exception {
        CatchUp catchUp = catchUp("0 0 9 22 11 ?");

        clock.now = NINE.plus(Duration.ofDays(1)).plusSeconds(4);
        assertThat(catchUp.due(Instant.MIN, context)).isEqualTo(Date.from(NINE));
        clock.now = NINE.plus(Duration.ofDays(1)).plusSeconds(5);
        assertThat(catchUp.due(Instant.MIN, context)).isNull();
    }

    @Test
    void whatWasDueLastIsToldWhetherItWasDoneOrNot() throws Exception {
        CatchUp catchUp = catchUp("0 0 9 22 11 ?");

        clock.now = NINE.minusMillis(1);
        assertThat(catchUp.lastDue()).isNull();
        clock.now = NINE;
        assertThat(catchUp.lastDue()).isEqualTo(NINE);
        clock.now = NINE.plus(Duration.ofHours(23));
        catchUp.missed(Date.from(NINE), new LastRecord(NINE, null));
        assertThat(catchUp.lastDue()).isEqualTo(NINE);
        clock.now = NINE.plus(Duration.ofDays(1));
        assertThat(catchUp.lastDue()).isNull();
    }

    @Test
    void aFiringThatIsSettledIsNotAskedAfterAgainThoughTheClockStepsBack() throws Exception {
        CatchUp catchUp = catchUp("0 0 0/3 * * ?");
        clock.now = NINE.plusSeconds(10);

        assertThat(catchUp.missed(Date.from(NINE), new LastRecord(NINE, null))).isFalse();

        assertThat(catchUp.due(Instant.MIN, context)).isNull();
        clock.now = NINE.minus(Duration.ofHours(2));
        assertThat(catchUp.due(Instant.MIN, context)).isNull();
        clock.now = NINE.plus(Duration.ofHours(30)); // and far ahead
        assertThat(catchUp.due(Instant.MIN, context))
                .isEqualTo(Date.from(NINE.plus(Duration.ofHours(27))));
    }

    @Test
    void aFiringThatAnotherHoldsIsNotAskedAfterUntilItsClaimRanOut() throws Exception {
        CatchUp catchUp = catchUp("0 0 0/3 * * ?");
        clock.now = NINE.plusSeconds(10);
        Instant until = NINE.plusSeconds(420);

        assertThat(catchUp.missed(Date.from(NINE), new LastRecord(NINE, until))).isFalse();

        clock.now = until;
        assertThat(catchUp.due(Instant.MIN, context)).isNull();
        clock.now = until.plusMillis(1);
        assertThat(catchUp.due(Instant.MIN, context)).isEqualTo(Date.from(NINE));
        assertThat(catchUp.missed(Date.from(NINE), new LastRecord(NINE, until))).isTrue();
    }

    @Test
    void whatCouldNotBeFoundOutIsAskedAgainInAMinute() throws Exception {
        CatchUp catchUp = catchUp("0 0 0/3 * * ?");
        clock.now = NINE.plusSeconds(10);

        assertThat(catchUp.askAgain()).isFalse();

        clock.now = NINE.plusSeconds(69);
        assertThat(catchUp.due(Instant.MIN, context)).isNull();
        clock.now = NINE.plusSeconds(70);
        assertThat(catchUp.due(Instant.MIN, context)).isEqualTo(Date.from(NINE));
    }

    @Test
    void nothingIsAskedAfterWhileARunGoesOn() throws Exception {
        CatchUp catchUp = catchUp("0 0 0/3 * * ?");
        clock.now = NINE.plusSeconds(10);
        context.getInflightRepository().addRoute("fire");
        var running = context.getEndpoint("direct:x").createExchange();

        context.getInflightRepository().add(running, "fire");
        assertThat(catchUp.due(Instant.MIN, context)).isNull();
        context.getInflightRepository().remove(running, "fire");
        assertThat(catchUp.due(Instant.MIN, context)).isEqualTo(Date.from(NINE));
    }

    private CatchUp catchUp(String cron) throws Exception {
        return new CatchUp(cron, clock);
    }

    /** A clock that a test sets. */
    private static final class Set extends Clock {
        private Instant now = NINE;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(@Nullable ZoneId zone) {
            return this;
        }
    }
}
