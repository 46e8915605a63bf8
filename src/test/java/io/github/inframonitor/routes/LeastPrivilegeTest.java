package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.analytics.AthenaQueries;
import io.github.inframonitor.aws.Destinations;
import io.github.inframonitor.run.Run;
import java.util.Map;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;

/** The roles as the template has them by default, each of a process of its own. */
class LeastPrivilegeTest extends PrivilegeTest {
    LeastPrivilegeTest() {
        super(Map.of("OneProcess", "false"));
    }

    @Test
    void theCollectorMayDoWhatItDoesAndNoMore() throws Exception {
        AdviceWith.adviceWith(context, "catch-up", false, a -> a.replaceFromWith("direct:tick"));
        start();

        Destinations.check(context);
        context.getRouteController().startRoute("catch-up");
        template.sendBody("direct:tick", null);
        assertThat(doRun().status()).isEqualTo(Run.Status.COMPLETE);
        faults().failNext(
                        "PutMetricData",
                        (CloudWatchException)
                                CloudWatchException.builder().statusCode(403).build());
        assertThat(doRun().status()).isEqualTo(Run.Status.PARTIAL);

        lookAtThePage();

        assertThat(messages()).hasSize(1);
        assertRoleFits("CollectorRole");
    }

    @Test
    void theLogProcessorMayDoWhatItDoesAndNoMore() throws Exception {
        start();
        putLogs();

        Destinations.check(context);
        processLogsBy("poll-logs");
        storeTwice();

        assertRoleFits("LogProcessorRole");
    }

    @Test
    void theReaderMayDoWhatItDoesAndNoMore() throws Exception {
        AdviceWith.adviceWith(context, "report", false, a -> a.replaceFromWith("direct:report"));
        start();

        Destinations.check(context);
        context.getRouteController().startRoute("report");
        template.sendBody("direct:report", null);
        // as the step stop-query does with a query that does not end in time
        context.getRegistry()
                .lookupByNameAndType("athenaQueries", AthenaQueries.class)
                .stop("00000000-0000-0000-0000-000000000000");

        assertThat(messages()).hasSize(1);
        assertRoleFits("ReaderRole");
    }
}
