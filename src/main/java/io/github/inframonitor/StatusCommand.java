package io.github.inframonitor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.inframonitor.api.HttpPort;
import io.github.inframonitor.settings.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The command {@code status}: asks the process that runs by its API how it is. Exit status: 0 all
 * is well, 2 the last run was not complete or an alarm is on, 1 there was no answer.
 */
final class StatusCommand {
    private static final int RUNS = 10;
    private static final Duration WAIT = Duration.ofSeconds(10);

    private static final JsonMapper json = new JsonMapper();

    private final URI api;
    private final String token;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(WAIT).build();

    private StatusCommand(Settings settings) {
        this.api = URI.create(HttpPort.address(settings)).resolve("/api/");
        this.token = settings.get("http.token");
    }

    /**
     * Asks and prints.
     *
     * @param words nothing, or {@code --json} for one object with pipeline, runs and alarms
     */
    @SuppressWarnings("SystemOut")
    static int status(Settings settings, List<String> words) throws InterruptedException {
        if (!words.isEmpty() && !words.equals(List.of("--json"))) {
            System.err.println("usage: infra-monitor status [--json]");
            return Application.REFUSED;
        }
        StatusCommand command = new StatusCommand(settings);
        try {
            JsonNode pipeline = command.ask("pipeline");
            Instant week = Instant.parse(pipeline.path("now").asText()).minus(Duration.ofDays(7));
            ObjectNode all = json.createObjectNode();
            all.set("pipeline", pipeline);
            all.set("runs", command.ask("runs?limit=" + RUNS + "&from=" + week).path("runs"));
            all.setAll((ObjectNode) command.ask("alarms"));
            System.out.println(words.isEmpty() ? text(all) : all.toPrettyString());
            return isWell(all) ? Application.COMPLETE : Application.PARTIAL;
        } catch (IOException e) {
            System.err.printf(
                    "no answer from %s: %s; is a process running, and are http.host and http.port its?%n",
                    command.api,
                    e instanceof ConnectException ? "nothing listens there" : reason(e));
            return Application.FAILED;
        }
    }

    private static String reason(IOException e) {
        if (e instanceof ConnectException) {
            return "nothing listens there";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private JsonNode ask(String what) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(api.resolve(what)).timeout(WAIT);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> response =
                client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            String type = response.headers().firstValue("Content-Type").orElse("");
            throw new IOException(
                    type.contains("json")
                            ? json.readTree(response.body()).path("detail").asText()
                            : "status "
                                    + response.statusCode()
                                    + ", which is not of infra-monitor");
        }
        return json.readTree(response.body());
    }

    private static boolean isWell(JsonNode all) {
        JsonNode last = ended(all);
        boolean ran =
                last.isMissingNode()
                        || !List.of("PARTIAL", "FAILED").contains(text(last, "status"));
        return ran && elements(all.path("alarms")).noneMatch(a -> text(a, "state").equals("ALARM"));
    }

    /** The last run that is not going on. */
    private static JsonNode ended(JsonNode all) {
        return elements(all.path("runs"))
                .filter(run -> !text(run, "status").equals("RUNNING"))
                .findFirst()
                .orElse(json.missingNode());
    }

    private static String text(ObjectNode all) {
        JsonNode pipeline = all.path("pipeline");
        JsonNode spool = pipeline.path("spool");
        List<List<String>> runs =
                new ArrayList<>(List.of(List.of("RUN", "STATUS", "SAMPLES", "MS", "FAILED")));
        elements(all.path("runs"))
                .forEach(
                        run ->
                                runs.add(
                                        List.of(
                                                text(run, "id"),
                                                text(run, "status"),
                                                text(run, "samples"),
                                                text(run, "tookMillis"),
                                                failed(run))));
        List<List<String>> alarms = new ArrayList<>(List.of(List.of("ALARM", "STATE", "SINCE")));
        elements(all.path("alarms"))
                .forEach(
                        a ->
                                alarms.add(
                                        List.of(
                                                text(a, "name"),
                                                text(a, "state"),
                                                text(a, "since"))));
        String error = text(all, "error");
        return "pipeline %s, profile %s, schedule %s, next run %s%s%n%n%s%n%s%s%nspool: %s runs wait, %s of %s bytes"
                .formatted(
                        text(pipeline, "pipeline"),
                        text(pipeline, "profile"),
                        text(pipeline, "schedule"),
                        text(pipeline, "nextRun"),
                        pipeline.path("running").asBoolean() ? ", one is going on" : "",
                        table(runs),
                        table(alarms),
                        error.isEmpty() ? "" : "the alarms may be older: " + error + "\n",
                        text(spool, "runs"),
                        text(spool, "bytes"),
                        text(spool, "maxBytes"));
    }

    private static String failed(JsonNode run) {
        return Stream.concat(elements(run.path("branches")), elements(run.path("stores")))
                .filter(part -> !text(part, "result").equals("OK"))
                .map(part -> text(part, "name") + " (" + text(part, "error") + ")")
                .collect(Collectors.joining("; "));
    }

    private static String table(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        rows.forEach(
                row -> {
                    for (int i = 0; i < widths.length; i++) {
                        widths[i] = Math.max(widths[i], row.get(i).length());
                    }
                });
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(String.format("%-" + (widths[i] + 2) + "s", row.get(i)));
            }
            table.append(line.toString().stripTrailing()).append('\n');
        }
        return table.toString();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** A text of an answer on one line. */
    private static String text(JsonNode node, String name) {
        return node.path(name).asText().replaceAll("\\p{Cntrl}", " ");
    }
}
