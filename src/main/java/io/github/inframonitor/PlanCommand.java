package io.github.inframonitor;

import io.github.inframonitor.plan.DryRun;
import io.github.inframonitor.plan.Plan;
import io.github.inframonitor.routes.RouteCheck;
import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.main.Main;

/**
 * Says what runs will find, ask of AWS and cost, before they do: {@code plan}; or reads once and
 * shows the samples: {@code plan --test}. Neither stores anything.
 */
final class PlanCommand {
    private PlanCommand() {}

    /**
     * What differs from a run.
     *
     * @param spool a directory of its own, since the pipeline may be running beside it
     */
    static Map<String, String> settings(Path spool, boolean read) {
        Map<String, String> settings = new HashMap<>();
        settings.put("camel.main.configuration-classes", DryRun.class.getName());
        settings.put("plan.read", Boolean.toString(read));
        settings.put("spool.dir", spool.toString());
        settings.put("retry.attempts", "0");
        settings.put("camel.main.auto-startup-exclude-pattern", Application.CONSUMERS);
        return settings;
    }

    /**
     * Plans.
     *
     * @param words after the command
     */
    @SuppressWarnings("SystemOut") // who asks reads it
    static int plan(Settings settings, List<String> words) throws Exception {
        boolean read = words.equals(List.of("--test"));
        if (!read && !words.isEmpty()) {
            System.err.println("usage: infra-monitor plan [--test]");
            return Application.REFUSED;
        }
        Path spool = Files.createTempDirectory("infra-monitor-plan");
        Main main = Application.camel(settings, settings(spool, read));
        try {
            main.start();
            RouteCheck.check(main.getCamelContext());
            Plan plan = Plan.of(main.getCamelContext(), Instant.now());
            System.out.print(read ? plan.samples() : plan.text());
            for (Outcome missing : plan.run().failures()) {
                System.err.println(missing.name() + " is not whole: " + missing.error());
            }
            return plan.run().failures().isEmpty() ? Application.COMPLETE : Application.PARTIAL;
        } finally {
            main.stop();
            delete(spool);
        }
    }

    private static void delete(Path spool) throws IOException {
        try (var files = Files.list(spool)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(spool);
    }
}
