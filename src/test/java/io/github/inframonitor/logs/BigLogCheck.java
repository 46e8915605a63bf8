package io.github.inframonitor.logs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.io.InputStream;
import java.time.Instant;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/**
 * Objects as large as they come, made while they are read, in the heap of a small container: {@code
 * ./mvnw -Pbig-logs surefire:test} after the tests were compiled. It prints what it took.
 */
class BigLogCheck {
    private static final long GIB = 1024L * 1024 * 1024;
    private static final long START = Instant.parse("2026-11-22T00:00:00Z").getEpochSecond();

    @Test
    void aGibibyteIsReadInTheHeapOfASmallContainer() throws Exception {
        // a line each millisecond: latencies from 1 to 1,000 ms, every tenth a 500
        Generated object =
                new Generated(
                        GIB,
                        i ->
                                ("{\"ts\":%d,\"status\":%d,\"latency_ms\":%d,\"message\":\"GET"
                                                + " /a/path/of/some/length?and=a&query=string HTTP/1.1"
                                                + " served to curl/8.5.0\"}\n")
                                        .formatted(
                                                (START * 1000) + i,
                                                i % 10 == 0 ? 500 : 200,
                                                i % 1000 + 1));

        Run run = read("logs/incoming/web/big.log", object);

        assertThat(sum(run, "line_count")).isEqualTo(object.lines);
        assertThat(sum(run, "status_5xx_count")).isEqualTo((object.lines + 9) / 10);
        assertThat(run.samples())
                .filteredOn(sample -> sample.name().equals("latency_p99_milliseconds"))
                .allSatisfy(sample -> assertThat(sample.value()).isCloseTo(990, withPercentage(2)));
    }

    @Test
    void theMostMinutesWithTheWidestLatenciesFitToo() throws Exception {
        int minutes = Limits.DEFAULT.minutes();
        Generated object =
                new Generated(
                        GIB / 4,
                        i ->
                                "{\"ts\":%d,\"latency_ms\":%s}\n"
                                        .formatted(
                                                START + i % minutes * 60,
                                                Math.exp(
                                                        (i / minutes * 7919 % 3000) / 100.0 - 10)));

        Run run = read("logs/incoming/web/wide.log", object);

        assertThat(sum(run, "line_count")).isEqualTo(object.lines);
        assertThat(run.samples()).hasSize(minutes * 5);
    }

    @SuppressWarnings("SystemOut") // the figure is what it is run for
    private static Run read(String key, Generated object) throws Exception {
        Runtime runtime = Runtime.getRuntime();
        assertThat(runtime.maxMemory()).as("-Xmx, as -Pbig-logs sets it").isLessThan(GIB / 3);
        long started = System.nanoTime();
        Run run = new LogReader().read(key, "e", object).run();
        long millis = (System.nanoTime() - started) / 1_000_000;
        System.gc();
        System.out.printf(
                "%s: %d bytes, %d lines, %d samples in %d ms; %d MiB of %d are in use%n",
                key,
                object.bytes,
                object.lines,
                run.samples().size(),
                millis,
                (runtime.totalMemory() - runtime.freeMemory()) >> 20,
                runtime.maxMemory() >> 20);
        return run;
    }

    private static double sum(Run run, String name) {
        return run.samples().stream()
                .filter(sample -> sample.name().equals(name))
                .mapToDouble(Sample::value)
                .sum();
    }

    /** Lines, made one by one, until there are so many bytes. */
    private static final class Generated extends InputStream {
        private final long size;
        private final LongFunction<String> line;
        private byte[] current = {};
        private int position;
        private long lines;
        private long bytes;

        Generated(long size, LongFunction<String> line) {
            this.size = size;
            this.line = line;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (position == current.length) {
                if (bytes >= size) {
                    return -1;
                }
                current = line.apply(lines++).getBytes(US_ASCII);
                position = 0;
            }
            int count = Math.min(length, current.length - position);
            System.arraycopy(current, position, into, offset, count);
            position += count;
            bytes += count;
            return count;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }
    }
}
