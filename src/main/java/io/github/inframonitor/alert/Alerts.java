package io.github.inframonitor.alert;

import io.github.inframonitor.aws.AwsErrors;
import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/**
 * Decides what people are told, and how often: a failure once, the same failure again only after
 * {@code alerts.repeat}, and its end once.
 */
public final class Alerts implements CamelContextAware {
    /** SNS takes subjects of fewer than 100 ASCII characters, without line breaks. */
    private static final int LONGEST_SUBJECT = 99;

    private final Duration repeat;
    private final OpenFailures openFailures;
    private final Clock clock;

    /**
     * @param repeat {@code alerts.repeat}, such as 6h
     * @param table {@code hot.table}, which keeps what is open
     */
    public Alerts(String repeat, String table) {
        this(TimeUtils.toDuration(repeat), new OpenFailures(table), Clock.systemUTC());
    }

    Alerts(Duration repeat, OpenFailures openFailures, Clock clock) {
        this.repeat = repeat;
        this.openFailures = openFailures;
        this.clock = clock;
    }

    /**
     * What to tell, if anything.
     *
     * @param what a {@link Run}, the {@link ServiceRun} of a log object, or the {@link Throwable}
     *     of what failed outside of any run
     */
    public @Nullable Alert about(Object what) {
        if (what instanceof ServiceRun object) {
            return aboutService(object);
        }
        return what instanceof Run run ? aboutRun(run) : aboutFailure((Throwable) what);
    }

    /** Takes note that people were told. */
    public void told(Alert alert) {
        openFailures.put(alert.pipelineId(), alert.open());
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        openFailures.setCamelContext(camelContext);
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return openFailures.getCamelContext();
    }

    private @Nullable Alert aboutRun(Run run) {
        OpenFailure open = openFailures.get(run.pipelineId());
        if (run.status() == Run.Status.COMPLETE) {
            return open.isOpen() ? recovered(run, run.pipelineId(), open) : null;
        }
        OpenFailure now = open(open, fingerprint(run));
        return now == null ? null : failed(run, run.pipelineId(), now);
    }

    /**
     * Good and bad objects of a service come in any order, so a good one ends a failure only after
     * {@code alerts.repeat} has passed: whatever comes, people get two messages in that time.
     */
    private @Nullable Alert aboutService(ServiceRun object) {
        Run run = object.run();
        OpenFailure open = openFailures.get(object.key());
        if (run.status() == Run.Status.COMPLETE) {
            boolean over = open.isOpen() && !clock.instant().isBefore(open.toldAt().plus(repeat));
            return over ? recovered(run, object.key(), open) : null;
        }
        OpenFailure now = open(open, fingerprint(run));
        return now == null ? null : failed(run, object.key(), now);
    }

    private @Nullable Alert aboutFailure(Throwable failure) {
        OpenFailure now = open(openFailures.get(""), AwsErrors.describe(failure));
        if (now == null) {
            return null;
        }
        String message =
                """
                infra-monitor failed outside of what belongs to one run:

                %s

                The log of the process has more, from %s on.
                """
                        .formatted(now.what(), now.since());
        return new Alert(subject("infra-monitor FAILED outside a run"), message, "", now);
    }

    /** What is open from now on; null if people know it well enough. */
    private @Nullable OpenFailure open(OpenFailure before, String what) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (!before.what().equals(what)) {
            return new OpenFailure(what, now, now);
        }
        boolean known = now.isBefore(before.toldAt().plus(repeat));
        return known ? null : new OpenFailure(what, before.since(), now);
    }

    /** What tells one failure from another: what failed and how, not the words of this time. */
    private static String fingerprint(Run run) {
        String failures =
                run.failures().stream()
                        .map(
                                failure ->
                                        "%s %s %s"
                                                .formatted(
                                                        failure.name(),
                                                        failure.result(),
                                                        String.valueOf(failure.error())
                                                                .replaceFirst(":.*", "")))
                        .collect(Collectors.joining("; "));
        return run.status() + ": " + failures;
    }

    /**
     * @param of what failed: a pipeline, or the logs of a service
     */
    private Alert failed(Run run, String of, OpenFailure open) {
        String message =
                """
                Run %s is %s.

                What failed:
                %s
                What was kept:
                - collected: %s, %d samples
                - stored in: %s

                This failure was first seen at %s. While it goes on it is told again every %s; its \
                end is told once.
                """
                        .formatted(
                                run.id(),
                                run.status(),
                                lines(run.failures()),
                                kept(run.branches()),
                                run.samples().size(),
                                kept(run.stores()),
                                open.since(),
                                TimeUtils.printDuration(repeat));
        String subject =
                "infra-monitor %s on %s: %s".formatted(run.status(), of, names(run.failures()));
        return new Alert(subject(subject), message, of, open);
    }

    private static Alert recovered(Run run, String of, OpenFailure open) {
        String message =
                """
                Run %s is COMPLETE: %d samples, every branch and every store.

                This ends what was first seen at %s:
                %s
                """
                        .formatted(run.id(), run.samples().size(), open.since(), open.what());
        return new Alert(
                subject("infra-monitor RECOVERED on " + of), message, of, OpenFailure.NONE);
    }

    private static String lines(List<Outcome> failures) {
        if (failures.isEmpty()) {
            return "- no branch failed, yet nothing was collected\n";
        }
        return failures.stream()
                .map(
                        failure ->
                                "- %s %s after %d ms: %s\n"
                                        .formatted(
                                                failure.name(),
                                                failure.result(),
                                                failure.took().toMillis(),
                                                failure.error()))
                .collect(Collectors.joining());
    }

    private static String kept(List<Outcome> outcomes) {
        String kept = names(outcomes.stream().filter(Outcome::ok).toList());
        return kept.isEmpty() ? "nothing" : kept;
    }

    private static String names(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::name).collect(Collectors.joining(", "));
    }

    private static String subject(String text) {
        String ascii = text.replaceAll("[^ -~]", "?");
        return ascii.length() <= LONGEST_SUBJECT ? ascii : ascii.substring(0, LONGEST_SUBJECT);
    }
}
