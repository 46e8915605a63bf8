package io.github.inframonitor.plan;

import io.github.inframonitor.sample.Sample;
import java.util.List;
import java.util.Locale;

/** A plan, and samples, as a person wants to see them. */
final class PlanText {
    private PlanText() {}

    static String of(Plan plan) {
        StringBuilder text = new StringBuilder();
        text.append(row("found", "resources", "series", "points a run"));
        plan.found()
                .forEach(
                        (place, found) ->
                                text.append(
                                        row(
                                                place,
                                                found.resources(),
                                                found.series(),
                                                found.points())));
        text.append('\n').append(row("calls", "a run", "", ""));
        plan.calls()
                .forEach((operation, times) -> text.append(row(operation, number(times), "", "")));
        text.append('\n').append(row("a run", "", "", ""));
        text.append(
                row(
                        "metrics asked for",
                        number(plan.each().billed("cloudwatch.metric-read")),
                        "",
                        ""));
        text.append(row("items written", number(items(plan)), "", ""));
        text.append(row("write units", number(plan.each().billed("dynamodb.write")), "", ""));
        text.append('\n').append(row("a month", "dollars", "", ""));
        plan.month()
                .dollars()
                .forEach(
                        (service, dollars) ->
                                text.append(
                                        row(
                                                service,
                                                String.format(Locale.ROOT, "%.2f", dollars),
                                                "",
                                                "")));
        text.append(
                row("together", String.format(Locale.ROOT, "%.2f", plan.month().total()), "", ""));
        text.append(
                String.format(
                        Locale.ROOT,
                        "\n%d runs a month; prices of %s, in routes/prices.properties\n",
                        plan.month().runs(),
                        plan.month().pricesOf()));
        return text.toString();
    }

    private static long items(Plan plan) {
        return plan.each().services().stream()
                .filter(use -> use.service().equals("DynamoDB"))
                .mapToLong(use -> use.items())
                .sum();
    }

    /** A line a sample. */
    static String of(List<Sample> samples) {
        StringBuilder text = new StringBuilder();
        for (Sample sample : samples) {
            text.append(sample.time())
                    .append(' ')
                    .append(sample.resourceType())
                    .append(' ')
                    .append(sample.resource())
                    .append(' ')
                    .append(sample.type())
                    .append(' ')
                    .append(sample.name())
                    .append(' ')
                    .append(sample.value())
                    .append(' ')
                    .append(sample.series())
                    .append('\n');
        }
        return text.toString();
    }

    private static String number(double number) {
        return number == Math.rint(number)
                ? Long.toString(Math.round(number))
                : String.format(Locale.ROOT, "%.2f", number);
    }

    private static String row(Object name, Object one, Object two, Object three) {
        return String.format(Locale.ROOT, "%-40s %12s %8s %13s", name, one, two, three)
                        .stripTrailing()
                + "\n";
    }
}
