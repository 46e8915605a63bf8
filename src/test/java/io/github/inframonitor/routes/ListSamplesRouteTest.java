package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** The samples of the hot table: one by one, as lines of a chart, and what they are of. */
class ListSamplesRouteTest extends ApiRouteTest {
    private static final String HOUR = "from=2026-11-22T20:30:00Z&to=2026-11-22T21:30:00Z";

    @Test
    void aSampleIsToldWithAllThatItIs() {
        start();
        store(of(sample("i-1", "ec2", "used_percent", TIME, 42.5)));

        Answer expected =
                Answer.of(
                        """
                        {"samples": [{"time": "2026-11-22T21:00:00.000Z", "resource": "i-1",
                          "resourceType": "ec2", "region": "eu-west-1", "account": "123456789012",
                          "type": "disk", "name": "used_percent", "unit": "Percent",
                          "dimensions": {"mount": "/"}, "value": 42.5}]}
                        """);
        assertThat(get("list-samples", "type=disk&" + HOUR)).isEqualTo(expected);
        assertThat(get("list-samples", "resource=i-1&name=used_percent&" + HOUR))
                .isEqualTo(expected);
        assertThat(get("list-samples", "type=disk&resource=i-1&name=used_percent&" + HOUR))
                .isEqualTo(expected);
        assertThat(get("list-samples", "type=disk&resource=i-2&" + HOUR))
                .isEqualTo(Answer.of("{\"samples\": []}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"type=disk", "resource=i-1&name=used_percent"})
    void pagesHaveEachSampleOfTheTimeOnceInItsOrder(String of) {
        start();
        List<Sample> samples = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int minute = 0; minute < 60; minute += 5) {
            Instant time = Instant.parse("2026-11-22T20:30:00Z").plusSeconds(minute * 60L);
            samples.add(sample("i-1", "ec2", "used_percent", time, minute));
            expected.add(minute + ".0");
        }
        store(of(samples.toArray(Sample[]::new)));

        List<String> values = new ArrayList<>();
        String token = "";
        int pages = 0;
        do {
            JsonNode page = get("list-samples", of + "&limit=5&" + HOUR + token).body();
            page.path("samples").forEach(sample -> values.add(sample.path("value").asText()));
            token = page.has("next") ? "&token=" + page.path("next").asText() : "";
            pages++;
        } while (!token.isEmpty());

        assertThat(values).isEqualTo(expected);
        assertThat(pages).isEqualTo(3);
    }

    /** Each day of a thousand years would be a request to DynamoDB. */
    @Test
    void aTokenOfBeforeTheTimeThatIsAskedForIsNoWayBeyondIt() {
        start();
        store(of(sample("i-1", "ec2", "used_percent", TIME, 42.5)));
        Answer expected = get("list-samples", "type=disk&" + HOUR);
        // 1000-01-01T00:00:00.000Z#i
        String query = "type=disk&token=MTAwMC0wMS0wMVQwMDowMDowMC4wMDBaI2k&" + HOUR;

        assertThat(get("list-samples", query)).isEqualTo(expected);
        assertThat(expected.body().path("samples")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | type | type is missing, or resource and name are",
                "resource=i-1 | type | type is missing, or resource and name are",
                "name=used_percent | type | type is missing, or resource and name are",
                "type=disk&token=eA | token | token must be the next of an answer to this question",
                // 2026-99-99T00:00:00.000Z#i
                "type=disk&token=MjAyNi05OS05OVQwMDowMDowMC4wMDBaI2k | token | token must be the next"
                        + " of an answer to this question",
                "type=disk&points=3 | points | 'points' is no parameter here; there are [type,"
                        + " resource, name, from, to, limit, token]",
                "resource=a&name=%0a | name | name must have 1 to 255 characters, and no # among"
                        + " them",
            })
    void aQueryOfSamplesThatWillNotDoIsToldWhatItLacks(
            String query, String parameter, String detail) {
        start();

        assertThat(get("list-samples", query)).isEqualTo(Answer.wrong(parameter, detail));
    }

    @Test
    void aChartHasOneLineASeriesAndNoValueWhereThereIsNone() {
        start();
        store(
                of(
                        sample("i-1", "ec2", "used_percent", TIME, 10),
                        sample("i-1", "ec2", "used_percent", TIME.plusSeconds(60), 20),
                        sample("i-1", "ec2", "used_percent", TIME.plusSeconds(900), 30),
                        sample("h-1", "host", "used_percent", TIME.plusSeconds(910), 5)));

        assertThat(chart("&statistic=maximum")).isEqualTo(expectedChart("[20.0, 30.0]"));
        assertThat(chart("&statistic=minimum")).isEqualTo(expectedChart("[10.0, 30.0]"));
        assertThat(chart("&statistic=average")).isEqualTo(expectedChart("[15.0, 30.0]"));
        // by the keys of what is there, instead of the index
        assertThat(chart("&name=used_percent&statistic=average"))
                .isEqualTo(expectedChart("[15.0, 30.0]"));
        assertThat(
                        get("read-series", "type=cpu&name=used_percent&points=4&" + HOUR)
                                .body()
                                .path("series"))
                .isEmpty();
        assertThat(get("read-series", "type=disk&resource=x&" + HOUR))
                .isEqualTo(
                        Answer.of(
                                """
                                {"from": "2026-11-22T20:30:00Z", "to": "2026-11-22T21:30:00Z",
                                 "stepSeconds": 8, "times": [], "series": [], "truncated": false}
                                """));
    }

    private Answer chart(String statistic) {
        return get("read-series", "type=disk&points=4&" + HOUR + statistic);
    }

    /** Steps of a quarter of an hour, of which the third and the fourth have values. */
    private static Answer expectedChart(String values) {
        return Answer.of(
                """
                {"from": "2026-11-22T20:30:00Z", "to": "2026-11-22T21:30:00Z", "stepSeconds": 900,
                 "times": [%d, %d], "series": [
                  {"resource": "h-1", "resourceType": "host", "name": "used_percent",
                   "unit": "Percent", "dimensions": {"mount": "/"}, "values": [null, 5.0]},
                  {"resource": "i-1", "resourceType": "ec2", "region": "eu-west-1",
                   "account": "123456789012", "name": "used_percent", "unit": "Percent",
                   "dimensions": {"mount": "/"}, "values": %s}],
                 "truncated": false}
                """
                        .formatted(TIME.getEpochSecond(), TIME.getEpochSecond() + 900, values));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | type | type is missing",
                "type=disk&points=2001 | points | points must be a number from 1 to 2000",
                "type=disk&statistic=median | statistic | statistic must be one of maximum, average,"
                        + " minimum",
            })
    void aQueryOfAChartThatWillNotDoIsToldWhatItLacks(
            String query, String parameter, String detail) {
        start();

        assertThat(get("read-series", query)).isEqualTo(Answer.wrong(parameter, detail));
    }

    @Test
    void resourcesAreListedOneTypeAfterTheOther() {
        start();
        store(
                of(
                        sample("db-1", "rds", "used_percent", TIME, 1),
                        sample("h-1", "host", "used_percent", TIME, 1),
                        sample("i-1", "ec2", "used_percent", TIME, 1),
                        sample("i-2", "ec2", "used_percent", TIME.plusSeconds(1), 1)));

        assertThat(get("list-resources", "type=ec2"))
                .isEqualTo(
                        Answer.of(
                                """
                                {"resources": [
                                  {"resource": "i-1", "resourceType": "ec2",
                                   "region": "eu-west-1", "account": "123456789012",
                                   "lastSeen": "2026-11-22T21:00:00.000Z"},
                                  {"resource": "i-2", "resourceType": "ec2",
                                   "region": "eu-west-1", "account": "123456789012",
                                   "lastSeen": "2026-11-22T21:00:01.000Z"}]}
                                """));
        for (int limit = 1; limit <= 5; limit++) {
            assertThat(resources(limit))
                    .as("pages of " + limit)
                    .containsExactly("h-1", "i-1", "i-2", "db-1");
        }
        assertThat(get("list-resources", "type=rds&token=eA"))
                .isEqualTo(
                        Answer.wrong(
                                "token", "token must be the next of an answer to this question"));
    }

    private List<String> resources(int limit) {
        List<String> names = new ArrayList<>();
        Set<String> tokens = new HashSet<>();
        String token = "";
        do {
            assertThat(tokens.add(token)).isTrue();
            JsonNode page = get("list-resources", "limit=" + limit + token).body();
            assertThat(page.path("resources").size()).isLessThanOrEqualTo(limit);
            page.path("resources").forEach(of -> names.add(of.path("resource").asText()));
            token = page.has("next") ? "&token=" + page.path("next").asText() : "";
        } while (!token.isEmpty());
        return names;
    }

    @Test
    void whileDynamoDbIsDownThereIsNoAnswer() {
        start();
        Answer unavailable = Answer.problem(503, "Service Unavailable", null, DOWN);

        failNextReads();
        assertThat(get("list-samples", "type=disk&" + HOUR)).isEqualTo(unavailable);
        failNextReads();
        assertThat(get("list-samples", "resource=a&name=b&" + HOUR)).isEqualTo(unavailable);
        failNextReads();
        assertThat(get("read-series", "type=disk&" + HOUR)).isEqualTo(unavailable);
        failNextReads();
        assertThat(get("list-resources", "")).isEqualTo(unavailable);
        // and is answered again after it
        assertThat(get("list-resources", "")).isEqualTo(Answer.of("{\"resources\": []}"));
    }

    private static Run of(Sample... samples) {
        return new Run(TIME, "web-7", "web-7", TIME, List.of(samples), List.of(), List.of());
    }

    private static Sample sample(
            String resource, String resourceType, String name, Instant time, double value) {
        boolean cloud = !resourceType.equals("host");
        return new Sample(
                time,
                resource,
                resourceType,
                cloud ? "eu-west-1" : null,
                cloud ? "123456789012" : null,
                "disk",
                name,
                value,
                StandardUnit.PERCENT,
                new TreeMap<>(Map.of("mount", "/")));
    }
}
