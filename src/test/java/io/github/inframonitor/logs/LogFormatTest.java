package io.github.inframonitor.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Lines in the formats as their writers have them, and whatever else comes. */
class LogFormatTest {
    private static final double NONE = Double.NaN;

    private static final String ALB =
            """
            https 2026-11-22T20:15:01.123456Z app/web/50dc6c495c0c9188 203.0.113.9:2817 10.0.0.1:80 \
            0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/ HTTP/1.1" \
            "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:\
            123456789012:targetgroup/web/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" \
            "www.example.com" "-" 1 2026-11-22T20:15:00.952000Z "forward" "-" "-" "10.0.0.1:80" \
            "200" "-" "-" TID_1234abcd""";

    private static final String COMBINED =
            """
            203.0.113.9 - ana [22/Nov/2026:21:15:01 +0100] "GET /a%20b HTTP/1.1" 502 157 "-" \
            "Mozilla/5.0 (X11; Linux x86_64)\"""";

    private static LogLine line(int status, boolean error, double millis) {
        return new LogLine(Instant.parse("2026-11-22T20:15:01Z"), status, error, millis);
    }

    private static LogLine parse(String line) {
        return LogFormat.of(line).parse(line);
    }

    @Example
    void readsALoadBalancersLine() {
        Instant time = Instant.parse("2026-11-22T20:15:01.123456Z");
        assertThat(parse(ALB)).isEqualTo(new LogLine(time, 200, false, 171));
    }

    @Example
    void aLoadBalancersLineWithoutATargetHasNoLatency() {
        String line = ALB.replace("0.086 0.048 0.037 200 200", "-1 -1 -1 504 -");
        Instant time = Instant.parse("2026-11-22T20:15:01.123456Z");
        assertThat(parse(line)).isEqualTo(new LogLine(time, 504, true, NONE));
        assertThat(parse(ALB.replace("0.037 200 200", "0.037 - -")).status()).isZero();
    }

    @Example
    void aLineThatIsCutOffIsNone() {
        for (int length = 0; length < ALB.indexOf('"'); length++) {
            assertThat(parse(ALB.substring(0, length))).isNull();
        }
        for (int length = 0; length < COMBINED.indexOf(" 502") + 4; length++) {
            assertThat(parse(COMBINED.substring(0, length))).isNull();
        }
    }

    @Example
    void readsTheCombinedTheCommonAndTheVirtualHostsFormat() {
        assertThat(parse(COMBINED)).isEqualTo(line(502, true, NONE));
        assertThat(parse(COMBINED.replaceFirst(" \"-\" .*", ""))).isEqualTo(line(502, true, NONE));
        assertThat(parse("www.example.com:443 " + COMBINED)).isEqualTo(line(502, true, NONE));
    }

    @Example
    void takesALatencyOfSecondsAtTheEndOfALine() {
        assertThat(parse(COMBINED + " 0.250")).isEqualTo(line(502, true, 250));
        assertThat(parse(COMBINED + " rt=0.250")).isEqualTo(line(502, true, 250));
        assertThat(parse(COMBINED + " \"0.250\"")).isEqualTo(line(502, true, 250));
        assertThat(parse(COMBINED + " 250")).isEqualTo(line(502, true, NONE)); // of what?
    }

    @Example
    void aQuoteInARequestDoesNotEndIt() {
        String line = COMBINED.replace("/a%20b", "/\\\" 200 9");
        assertThat(parse(line)).isEqualTo(line(502, true, NONE));
    }

    @Example
    void aTimeThatIsNoneIsNoLine() {
        assertThat(parse(COMBINED.replace("22/Nov", "31/Feb"))).isNull();
        assertThat(parse(COMBINED.replace("22/Nov/2026", "22/Nov/1970"))).isNull();
        assertThat(parse("{\"time\":\"9999-01-01T00:00:00Z\"}")).isNull();
        assertThat(parse("{\"time\":1e300}")).isNull();
    }

    @Example
    void readsJson() {
        assertThat(
                        parse(
                                """
                                {"ctx":{"status":500},"time":"2026-11-22T21:15:01+01:00",\
                                "level":"info","status":404,"duration_ms":12.5,"msg":"a \\"b\\""}"""))
                .isEqualTo(line(404, false, 12.5));
        assertThat(parse("{\"ts\":1795378501,\"severity\":\"CRITICAL\"}"))
                .isEqualTo(line(0, true, NONE));
        assertThat(parse("{\"timestamp\":1795378501000,\"level\":50,\"request_time\":\"0.5\"}"))
                .isEqualTo(line(0, true, 500));
        assertThat(parse("{\"@timestamp\":\"2026-11-22 20:15:01Z\",\"status\":\"ok\"}"))
                .isEqualTo(line(0, false, NONE));
    }

    @Example
    void jsonThatIsNotOneObjectOrHasNoTimeIsNone() {
        assertThat(parse("{\"level\":\"info\"}")).isNull();
        assertThat(parse("{\"time\":\"2026-11-22T20:15:01Z\"} x")).isNull();
        assertThat(parse("{\"time\":\"2026-11-22T20:15:01Z\"")).isNull();
        assertThat(parse("{\"a\":" + "[".repeat(100_000))).isNull();
        assertThat(parse("{\"time\":" + "9".repeat(5000) + "}")).isNull();
    }

    @Property
    void noLineThrows(@ForAll String line) {
        for (LogFormat format : LogFormat.values()) {
            format.parse(line);
        }
        parse(line);
    }

    /** Lines that are nearly right: what a fuzzer of plain text never comes to. */
    @Property
    void noDamagedLineThrowsAndWhatIsReadIsPossible(
            @ForAll("lines") String line,
            @ForAll @IntRange(max = 500) int at,
            @ForAll @IntRange(max = 20) int length,
            @ForAll("damage") String damage) {
        int from = Math.min(at, line.length());
        int to = Math.min(from + length, line.length());
        String damaged = line.substring(0, from) + damage + line.substring(to);

        LogLine read = parse(damaged);

        if (read != null) {
            assertThat(read.time())
                    .isBetween(
                            Instant.parse("2000-01-01T00:00:00Z"),
                            Instant.parse("2099-12-31T23:59:59.999999999Z"));
            assertThat(read.status()).isBetween(0, 999);
            assertThat(read.latencyMillis())
                    .satisfiesAnyOf(
                            millis -> assertThat(millis).isNaN(),
                            millis -> assertThat(millis).isBetween(0.0, 1e9));
        }
    }

    @Property
    void whatIsWrittenIsRead(
            @ForAll @LongRange(min = 946684800L, max = 4102444799L) long second,
            @ForAll @IntRange(min = 100, max = 599) int status,
            @ForAll @IntRange(min = 1, max = 999_999) int millis) {
        Instant time = Instant.ofEpochSecond(second);
        LogLine expected = LogLine.of(time, status, false, millis);
        String combinedTime =
                DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH)
                        .format(OffsetDateTime.ofInstant(time, ZoneOffset.ofHours(-7)));
        String seconds = "%d.%03d".formatted(millis / 1000, millis % 1000);

        assertThat(
                        parse(
                                "{\"time\":\"%s\",\"status\":%d,\"latency_ms\":%d}"
                                        .formatted(time, status, millis)))
                .isEqualTo(expected);
        assertThat(
                        parse(
                                "::1 - - [%s] \"GET / HTTP/2\" %d 0 \"-\" \"-\" %s"
                                        .formatted(combinedTime, status, seconds)))
                .usingRecursiveComparison()
                .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-6 ? 0 : 1, Double.class)
                .isEqualTo(expected);
    }

    @Provide
    Arbitrary<String> lines() {
        return Arbitraries.of(
                ALB,
                COMBINED + " 0.250",
                "{\"time\":\"2026-11-22T20:15:01Z\",\"status\":404,\"level\":50,\"latency_ms\":1}");
    }

    @Provide
    Arbitrary<String> damage() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(8),
                Arbitraries.of(
                        "\"",
                        "\\",
                        "[",
                        "]",
                        "}",
                        " ",
                        "-",
                        "-1",
                        "1e999",
                        "NaN",
                        "Infinity",
                        "\n",
                        "9".repeat(400),
                        "\ud800"));
    }
}
