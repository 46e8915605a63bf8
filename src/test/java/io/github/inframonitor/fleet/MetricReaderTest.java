package io.github.inframonitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.aws.AwsClients;
import io.github.inframonitor.run.Reading;
import io.github.inframonitor.run.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** What becomes of answers that are not whole, by a CloudWatch that is scripted. */
class MetricReaderTest {
    private static final Instant FROM = Instant.parse("2026-11-22T20:00:00Z");
    private static final Watermark WATERMARK =
            new Watermark("key", FROM, Instant.parse("2026-11-22T20:02:00Z"));

    private final List<GetMetricDataRequest> asked = new ArrayList<>();
    private final List<GetMetricDataResponse> answers = new ArrayList<>();

    @Test
    void aSeriesThatIsCutByAPageIsOne() {
        answers.add(
                GetMetricDataResponse.builder()
                        .metricDataResults(result("m0", StatusCode.PARTIAL_DATA, 0, 1))
                        .nextToken("more")
                        .build());
        answers.add(
                GetMetricDataResponse.builder()
                        .metricDataResults(
                                result("m0", StatusCode.COMPLETE, 2),
                                result("m1", StatusCode.COMPLETE, 0, 1, 2))
                        .build());

        Reading reading = read(Duration.ZERO);

        assertThat(asked).extracting(GetMetricDataRequest::nextToken).containsExactly(null, "more");
        assertThat(values(reading))
                .containsExactly("i-0 0.0", "i-0 1.0", "i-0 2.0", "i-1 0.0", "i-1 1.0", "i-1 2.0");
        assertThat(reading.watermarks()).containsExactly(WATERMARK);
        assertThat(reading.unread()).isEmpty();
        assertThat(reading.missing()).isEmpty();
    }

    @Test
    void aSeriesThatIsGivenInPartIsAskedForAgainAloneAndItsPointsAreThereOnce() {
        answers.add(
                answer(
                        result("m0", StatusCode.PARTIAL_DATA, 0, 1),
                        result("m1", StatusCode.COMPLETE, 0, 1, 2)));
        answers.add(answer(result("m0", StatusCode.COMPLETE, 0, 1, 2)));

        Reading reading = read(Duration.ZERO);

        assertThat(asked.get(1).metricDataQueries())
                .singleElement()
                .satisfies(query -> assertThat(query.id()).isEqualTo("m0"));
        assertThat(values(reading))
                .containsExactly("i-0 0.0", "i-0 1.0", "i-0 2.0", "i-1 0.0", "i-1 1.0", "i-1 2.0");
        assertThat(reading.unread()).isEmpty();
    }

    @Test
    void whatIsNotGivenInTheEndIsMissingAndItsWatermarkStays() {
        for (int i = 0; i < 3; i++) {
            answers.add(
                    answer(
                            result("m0", StatusCode.INTERNAL_ERROR, 0),
                            result("m1", StatusCode.COMPLETE, 0)));
        }

        Reading reading = read(Duration.ZERO);

        assertThat(asked).hasSize(3);
        assertThat(values(reading)).containsExactly("i-0 0.0", "i-1 0.0");
        assertThat(reading.unread()).containsExactly("key");
        assertThat(reading.missing())
                .containsExactly(
                        "CloudWatch gave 1 of 2 metrics in part or not at all (InternalError), such as"
                                + " CPUUtilization of i-0; they are read again");
    }

    @Test
    void oneThatNeverComesDoesNotKeepTheOthersForEver() {
        for (int i = 0; i < 3; i++) {
            answers.add(
                    answer(
                            result("m0", StatusCode.FORBIDDEN),
                            result("m1", StatusCode.COMPLETE, 0)));
        }

        Reading reading = read(Duration.ofMinutes(5));

        assertThat(reading.unread()).isEmpty();
        assertThat(reading.missing())
                .containsExactly(
                        "nothing of 2 metrics of AWS/EC2 between 2026-11-22T19:55:00Z and"
                                + " 2026-11-22T20:00:00Z was read, and is not: fleet.backfill-max allows no more",
                        "CloudWatch gave 1 of 2 metrics in part or not at all (Forbidden), such as"
                                + " CPUUtilization of i-0; they are left out, after fleet.backfill-max");
    }

    @Test
    void aPointOutsideOfTheWindowOrThatNoStoreTakesIsLeftOut() {
        answers.add(
                answer(
                        result("m0", StatusCode.COMPLETE, -1, 0, 5),
                        MetricDataResult.builder()
                                .id("m1")
                                .statusCode(StatusCode.COMPLETE)
                                .timestamps(FROM)
                                .values(Double.NaN)
                                .build()));

        Reading reading = read(Duration.ZERO);

        assertThat(values(reading)).containsExactly("i-0 0.0");
        assertThat(reading.dropped()).isEqualTo(1);
    }

    /** Of a large fleet there are millions. */
    @Test
    void samplesOfOneTimeShareIt() {
        answers.add(
                answer(result("m0", StatusCode.COMPLETE, 3), result("m1", StatusCode.COMPLETE, 3)));

        Reading reading = read(Duration.ZERO);

        assertThat(reading.samples().get(0).time())
                .isEqualTo(FROM.plusSeconds(180))
                .isSameAs(reading.samples().get(1).time());
    }

    private Reading read(Duration skipped) {
        DefaultCamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("awsClients", AwsClients.class, new ScriptedClients(context));
        Fleet fleet = new Fleet("eu-west-1", "", "", 5, 50);
        fleet.setCamelContext(context);
        context.getRegistry().bind("fleet", Fleet.class, fleet);
        MetricReader reader = new MetricReader();
        reader.setCamelContext(context);
        return reader.read(
                new Batch(
                        new Cell("111122223333", Region.EU_WEST_1, null),
                        "ec2",
                        "cpu",
                        new Window(FROM, WATERMARK.time(), FROM.plusSeconds(300), skipped),
                        List.of(query("i-0"), query("i-1")),
                        Set.of(WATERMARK)));
    }

    private final class ScriptedClients extends AwsClients {
        ScriptedClients(CamelContext context) {
            super(context, builder -> {});
        }

        @Override
        @SuppressWarnings("unchecked")
        public synchronized <
                        C extends SdkAutoCloseable,
                        B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>>
                C make(B builder, Region region, AwsCredentialsProvider credentials) {
            return (C)
                    new CloudWatchClient() {
                        @Override
                        public GetMetricDataResponse getMetricData(GetMetricDataRequest request) {
                            asked.add(request);
                            return answers.remove(0);
                        }

                        @Override
                        public String serviceName() {
                            return "monitoring";
                        }

                        @Override
                        public void close() {}
                    };
        }
    }

    private static GetMetricDataResponse answer(MetricDataResult... results) {
        return GetMetricDataResponse.builder().metricDataResults(results).build();
    }

    /** The points of these minutes, each with its minute as its value. */
    private static MetricDataResult result(String id, StatusCode status, int... minutes) {
        return MetricDataResult.builder()
                .id(id)
                .statusCode(status)
                .timestamps(IntStream.of(minutes).mapToObj(m -> FROM.plusSeconds(60L * m)).toList())
                .values(IntStream.of(minutes).mapToObj(m -> (double) m).toList())
                .build();
    }

    private static Query query(String instance) {
        return new Query(
                MetricTable.parse("AWS/EC2 CPUUtilization InstanceId Average 1m 2m usage_percent")
                        .get(0),
                instance,
                List.of(Dimension.builder().name("InstanceId").value(instance).build()),
                new TreeMap<>(),
                "key");
    }

    private static List<String> values(Reading reading) {
        return reading.samples().stream()
                .map(sample -> sample.resource() + " " + sample.value())
                .toList();
    }
}
