package io.github.inframonitor.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.inframonitor.aws.FakeAws.Answer;
import io.github.inframonitor.cost.Meter;
import io.github.inframonitor.cost.ServiceUse;
import io.github.inframonitor.cost.Use;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the clients of production ask is counted, each attempt and each byte. */
class SdkClientsMeterTest {
    private static final Answer UNAVAILABLE = Answer.of(503, "text/plain", "");

    private final CamelContext context = new DefaultCamelContext();
    private FakeAws aws;
    private S3Client s3;
    private Meter meter;

    @BeforeEach
    void open() throws IOException {
        aws = new FakeAws(asked -> Answer.of(200, "text/plain", ""));
        context.getPropertiesComponent().setInitialProperties(FakeAws.settings("10s"));
        aws.clients().configure(context);
        s3 = context.getRegistry().findSingleByType(S3Client.class);
        meter = context.getRegistry().findSingleByType(Meter.class);
        MDC.put("run", "a-run");
    }

    @AfterEach
    void close() {
        MDC.remove("run");
        context.stop();
        aws.close();
    }

    @Test
    void aPutThatSucceedsAtTheSecondAttemptIsOneCallOfTwo() {
        aws.next(UNAVAILABLE);

        put();

        assertThat(meter.of("a-run"))
                .isEqualTo(
                        new Use(
                                List.of(new ServiceUse("S3", 1, 2, 1, 20, 0)),
                                new TreeMap<>(Map.of("S3 PutObject", 1L)),
                                Map.of("s3.put", 1.0, "s3.byte", 10.0),
                                0,
                                0));
    }

    @Test
    void whatFailedIsCountedAndNotBilled() {
        aws.next(UNAVAILABLE, UNAVAILABLE, UNAVAILABLE);

        assertThatThrownBy(this::put).isInstanceOf(S3Exception.class);

        assertThat(meter.of("a-run"))
                .isEqualTo(
                        new Use(
                                List.of(new ServiceUse("S3", 1, 3, 0, 30, 0)),
                                new TreeMap<>(Map.of("S3 PutObject", 1L)),
                                Map.of(),
                                0,
                                0));
    }

    @Test
    void whatComesInIsCountedToo() {
        aws.next(Answer.of(200, "text/plain", "twelve bytes"));

        s3.getObjectAsBytes(get -> get.bucket("bucket").key("key"));

        assertThat(meter.of("a-run").services())
                .containsExactly(new ServiceUse("S3", 1, 1, 1, 0, 12));
    }

    @Test
    void whatIsAskedOutsideOfARunIsNoRuns() {
        MDC.remove("run");

        put();

        assertThat(meter.of("a-run")).isEqualTo(meter.of("no-such-run"));
        assertThat(meter.of("").services()).hasSize(1);
    }

    private void put() {
        s3.putObject(p -> p.bucket("bucket").key("key"), RequestBody.fromString("0123456789"));
    }
}
