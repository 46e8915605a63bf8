package io.github.inframonitor.run;

import io.github.inframonitor.cost.RunCost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run as a person wants to see it. */
public final class RunTable {
    private final String bucket;
    private final String prefix;
    private final String table;
    private final String namespace;

    /**
     * @param bucket {@code cold.bucket}
     * @param prefix {@code cold.prefix}
     * @param table {@code hot.table}
     * @param namespace {@code cloudwatch.namespace}
     */
    public RunTable(String bucket, String prefix, String table, String namespace) {
        this.bucket = bucket;
        this.prefix = prefix;
        this.table = table;
        this.namespace = namespace;
    }

    /**
     * The table, a row a branch, a store and a service of AWS; and under it the total, what a month
     * of such runs costs, and where to look.
     */
    public String of(Run run, RunCost cost) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "run %s is %s\n\n", run.id(), run.status()));
        rows(text, "branch", run.branches());
        rows(text, "store", run.stores());
        text.append(cost.text()).append('\n');
        Duration took = Duration.between(run.startedAt(), Instant.now());
        text.append(
                String.format(
                        Locale.ROOT,
                        "  %d samples of %s in %d ms\n",
                        run.samples().size(),
                        run.resource(),
                        took.toMillis()));
        text.append(
                """
                S3          s3://%s/%s/dt=%s/%s.parquet
                DynamoDB    table %s, record R#%s
                CloudWatch  namespace %s
                """
                        .indent(2)
                        .formatted(
                                bucket,
                                prefix,
                                run.date(),
                                run.id(),
                                table,
                                run.pipelineId(),
                                namespace));
        return text.toString();
    }

    private static void rows(StringBuilder text, String heading, List<Outcome> outcomes) {
        text.append(row(heading, "status", "samples", "requests", "ms"));
        for (Outcome outcome : outcomes) {
            text.append(
                    row(
                            outcome.name(),
                            outcome.result().toString(),
                            outcome.samples(),
                            heading.equals("branch") ? "" : outcome.requests(),
                            outcome.took().toMillis()));
            note(text, outcome.error());
            if (outcome.dropped() > 0) {
                note(text, outcome.dropped() + " values left out: no store takes them");
            }
        }
        text.append('\n');
    }

    private static String row(
            String name, String status, Object samples, Object requests, Object ms) {
        return String.format(
                Locale.ROOT, "  %-12s %-10s %8s %9s %8s\n", name, status, samples, requests, ms);
    }

    private static void note(StringBuilder text, @Nullable String note) {
        if (note != null) {
            text.append("    ").append(note).append('\n');
        }
    }
}
