package io.github.inframonitor.logs;

import io.github.inframonitor.aws.AwsErrors;
import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.Abortable;

/**
 * Reads log objects as streams: whatever the size of an object, what is held is a line and the sums
 * of its minutes.
 *
 * <p>What an object says becomes a run whose identity is what it holds, {@code logs-} and the hash
 * of its key and eTag, at its first minute: so an object that comes twice writes the same keys.
 */
public final class LogReader implements CamelContextAware {
    private static final Logger logger = LoggerFactory.getLogger(LogReader.class);

    private static final String BRANCH = "logs";

    private final Limits limits;
    private @Nullable CamelContext camelContext;

    public LogReader() {
        this(Limits.DEFAULT);
    }

    LogReader(Limits limits) {
        this.limits = limits;
    }

    /** The lines of an object, summed up. */
    private static final class Summary {
        private final SortedMap<Instant, Minute> minutes = new TreeMap<>();
        private final Malformed malformed = new Malformed();
        private long lines;
    }

    /**
     * Reads an object to its end and closes it.
     *
     * @param key of the object, below {@code logs/incoming/}
     * @param eTag of what is read
     * @param object its content, plain or gzip
     * @return what it says, or why it cannot be processed
     * @throws java.io.UncheckedIOException if the object could not be read to its end, which may
     *     pass
     */
    public ReadLog read(String key, String eTag, InputStream object) throws IOException {
        Instant startedAt = clock().instant();
        long started = System.nanoTime();
        LogKey logKey = new LogKey(key);
        Summary summary = new Summary();
        String reason = "";
        try (object) {
            if (!logKey.isTestFile()) {
                summarise(logKey, object, summary);
            }
        } catch (UnreadableLogException e) {
            abort(object);
            reason = String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            abort(object);
            throw e;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        String tag = eTag.replace("\"", ""); // a route's parameter loses its quotes anyway
        String identity = logKey.identity(tag);
        Run run =
                reason.isEmpty()
                        ? collected(logKey, identity, startedAt, summary, took)
                        : failed(logKey, identity, startedAt, key + ": " + reason, took);
        return new ReadLog(
                key,
                tag,
                run,
                reason.isEmpty() ? "" : reasonText(key, reason, summary),
                logKey.processed(),
                logKey.failed());
    }

    /**
     * The run of an object that AWS refuses, so that it stays where it is.
     *
     * @param key of the object; null if it is the whole of {@code logs/incoming/}
     */
    public Run refused(@Nullable String key, Throwable failure) {
        LogKey logKey = new LogKey(key == null ? LogKey.INCOMING : key);
        String error = logKey.key() + ": " + AwsErrors.describe(failure);
        return failed(logKey, LogKey.NO_SERVICE, clock().instant(), error, Duration.ZERO);
    }

    private void summarise(LogKey key, InputStream object, Summary summary) throws IOException {
        if (!key.hasService()) {
            throw new UnreadableLogException(
                    "it is of no service; put it to logs/incoming/<service>/, with a service of up"
                            + " to 64 letters, digits, dots, dashes or underscores");
        }
        LogFormat format = key.format();
        Lines lines = new Lines(Unpacked.open(object, limits), limits.lineBytes());
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (!line.isBlank()) {
                LogLine read =
                        lines.isCut()
                                ? null
                                : (format == null ? LogFormat.of(line) : format).parse(line);
                add(line, read, summary);
            }
        }
        if (summary.lines > 0 && summary.minutes.isEmpty()) {
            throw new UnreadableLogException(
                    "none of its %d lines is JSON, an ALB's or a combined access log"
                            .formatted(summary.lines));
        }
        if (summary.malformed.count() > 0) {
            logger.warn(
                    "{} of {} lines of {} could not be read, such as\n{}",
                    summary.malformed.count(),
                    summary.lines,
                    key.key(),
                    summary.malformed.examples());
        }
    }

    private void add(String line, @Nullable LogLine read, Summary summary) {
        summary.lines++;
        if (read == null) {
            summary.malformed.add(line);
            return;
        }
        summary.minutes
                .computeIfAbsent(read.time().truncatedTo(ChronoUnit.MINUTES), m -> new Minute())
                .add(read);
        if (summary.minutes.size() > limits.minutes()) {
            throw new UnreadableLogException(
                    "it is of more than %d minutes; split it".formatted(limits.minutes()));
        }
    }

    private static Run collected(
            LogKey key, String identity, Instant startedAt, Summary summary, Duration took) {
        SortedMap<String, String> dimensions = new TreeMap<>();
        dimensions.put("object", identity);
        List<Sample> samples = new ArrayList<>();
        summary.minutes.forEach(
                (time, minute) -> minute.samples(time, key.service(), dimensions, samples::add));
        Instant first = summary.minutes.isEmpty() ? startedAt : summary.minutes.firstKey();
        Outcome outcome =
                new Outcome(BRANCH, Outcome.Result.OK, samples.size(), 0, 0, 0, took, null);
        return run(key, identity, first, startedAt, samples, outcome);
    }

    private static Run failed(
            LogKey key, String identity, Instant startedAt, String why, Duration took) {
        // up to the colon it is the same of every object, and people are told once
        String error = "a log object cannot be processed: " + why;
        Outcome outcome = new Outcome(BRANCH, Outcome.Result.FAILED, 0, 0, 0, 0, took, error);
        return run(key, identity, startedAt, startedAt, List.of(), outcome);
    }

    private static Run run(
            LogKey key,
            String identity,
            Instant time,
            Instant startedAt,
            List<Sample> samples,
            Outcome outcome) {
        return new Run(
                time.truncatedTo(ChronoUnit.SECONDS),
                "logs-" + identity,
                key.service(),
                startedAt,
                samples,
                List.of(outcome),
                List.of());
    }

    private static String reasonText(String key, String reason, Summary summary) {
        String text = "%s cannot be processed: %s\n".formatted(key, reason);
        return summary.malformed.count() == 0
                ? text
                : text
                        + "%d of the %d lines until then could not be read, such as\n%s"
                                .formatted(
                                        summary.malformed.count(),
                                        summary.lines,
                                        summary.malformed.examples());
    }

    /** Closing a stream of the SDK would read all the rest of it first. */
    private static void abort(InputStream object) {
        if (object instanceof Abortable abortable) {
            abortable.abort();
        }
    }

    /** A clock in the registry is a test's, as it is to the stand-ins. */
    private Clock clock() {
        Clock given =
                camelContext == null
                        ? null
                        : camelContext.getRegistry().findSingleByType(Clock.class);
        return given == null ? Clock.systemUTC() : given;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }
}
