package io.github.inframonitor.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.inframonitor.bench.Figures;
import io.github.inframonitor.hot.HotItems;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.sample.Sample;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * What a page and scripts ask of the API, side by side and without a pause, of seven days of a
 * hundred resources: of the stand-in, and of a table in memory, so that what is left is ours.
 */
class ApiLoadBench {
    private static final int RESOURCES = 100;
    private static final int CLIENTS = 8;
    private static final Duration LASTS =
            Duration.ofSeconds(Integer.getInteger("bench.seconds", 30));
    private static final Instant END = Instant.now().truncatedTo(ChronoUnit.HOURS);
    private static final Instant BEGIN = END.minus(7, ChronoUnit.DAYS);
    private static final List<String> TYPES = List.of("cpu", "memory", "disk", "network");

    private static final HttpClient http = HttpClient.newHttpClient();

    @TempDir Path folder;

    private final Figures figures =
            new Figures(
                    "api",
                    "store",
                    "data",
                    "read",
                    "requests",
                    "a second",
                    "p50 ms",
                    "p99 ms",
                    "refused");

    @Test
    void mixedReads() throws Exception {
        List<Sample> threeHours = new ArrayList<>();
        for (String type : TYPES) {
            threeHours.addAll(samples(type, Duration.ofHours(3), 5));
        }
        List<Sample> fiveMinutes = samples("cpu", Duration.ofMinutes(5), 1);
        for (boolean inMemory : List.of(true, false)) {
            for (List<Sample> data : List.of(threeHours, fiveMinutes)) {
                Path of = folder.resolve(inMemory + "-" + data.size());
                String what = data == threeHours ? "3 h, 20 series" : "5 min, 1 series";
                try (LiveApi api = new LiveApi(of, Map.of("alarms.poll", "1h"))) {
                    store(api, data, inMemory);
                    measure(api, inMemory ? "in memory" : "stand-in", what);
                }
            }
        }
        figures.tell();
    }

    private static List<Sample> samples(String type, Duration every, int names) {
        Random random = new Random(42); // always the same
        List<Sample> samples = new ArrayList<>();
        for (Instant time = BEGIN; time.isBefore(END); time = time.plus(every)) {
            for (int resource = 0; resource < RESOURCES; resource++) {
                for (int name = 0; name < names; name++) {
                    samples.add(
                            new Sample(
                                    time,
                                    "i-%04d".formatted(resource),
                                    "ec2",
                                    "eu-west-1",
                                    "123456789012",
                                    type,
                                    "measure" + name + "_percent",
                                    random.nextInt(10_000) / 100.0,
                                    StandardUnit.PERCENT,
                                    new TreeMap<>()));
                }
            }
        }
        return samples;
    }

    private static void store(LiveApi api, List<Sample> samples, boolean inMemory) {
        Run run = api.doRun(); // and its record
        if (inMemory) {
            InstantTable table = new InstantTable();
            HotItems.of(samples).forEach(table::put);
            api.bean(DynamoDbClient.class)
                    .queryPaginator(
                            query ->
                                    query.tableName("infra-monitor")
                                            .keyConditionExpression("pk = :pk")
                                            .expressionAttributeValues(
                                                    Map.of(
                                                            ":pk",
                                                            software.amazon.awssdk.services.dynamodb
                                                                    .model.AttributeValue.fromS(
                                                                    "R#web-7"))))
                    .items()
                    .forEach(table::put);
            api.context().getRegistry().bind("DynamoDbClient", DynamoDbClient.class, table);
        } else {
            for (int from = 0; from < samples.size(); from += 20_000) {
                List<Sample> some = samples.subList(from, Math.min(samples.size(), from + 20_000));
                api.send(
                        "store-hot",
                        new Run(run.scheduledTime(), "x", "x", END, some, List.of(), List.of()));
            }
        }
    }

    private record Took(int kind, long nanos, boolean answered) {}

    private void measure(LiveApi api, String store, String data) throws Exception {
        String week = "&from=" + BEGIN + "&to=" + END;
        String day = "&from=" + END.minus(1, ChronoUnit.DAYS) + "&to=" + END;
        // each as often as it is named here
        List<String> reads =
                List.of(
                        "series?type=cpu&name=measure0_percent" + day,
                        "series?type=cpu&name=measure0_percent" + week,
                        "series?type=cpu&resource=i-0042" + week,
                        "samples?resource=i-0042&name=measure0_percent" + week,
                        "samples?type=cpu" + day,
                        "runs?limit=50",
                        "resources",
                        "alarms",
                        "pipeline",
                        "runs");
        load(api, reads, LASTS.dividedBy(3)); // what runs often is compiled first
        long started = System.nanoTime();
        List<Took> all = load(api, reads, LASTS);
        double seconds = (System.nanoTime() - started) / 1e9;
        row(store, data, "all", all, seconds);
        for (int kind = 0; kind < 5; kind++) {
            int of = kind;
            row(
                    store,
                    data,
                    reads.get(kind)
                            .replaceFirst(
                                    "&from.*", kind == 0 || kind == 4 ? ", a day" : ", a week"),
                    all.stream().filter(took -> took.kind() == of).toList(),
                    seconds);
        }
    }

    private void row(String store, String data, String read, List<Took> all, double seconds) {
        long[] nanos =
                all.stream().filter(Took::answered).mapToLong(Took::nanos).sorted().toArray();
        figures.row(
                store,
                data,
                read,
                nanos.length,
                Math.round(nanos.length / seconds * 10) / 10.0,
                millis(nanos, 50),
                millis(nanos, 99),
                all.size() - nanos.length);
    }

    private static double millis(long[] nanos, int percentile) {
        int index = Math.max(0, (int) Math.ceil(nanos.length * percentile / 100.0) - 1);
        return nanos.length == 0 ? Double.NaN : nanos[index] / 1e6;
    }

    private static List<Took> load(LiveApi api, List<String> reads, Duration lasts)
            throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            long end = System.nanoTime() + lasts.toNanos();
            List<Callable<List<Took>>> tasks = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                Random random = new Random(client);
                tasks.add(
                        () -> {
                            List<Took> took = new ArrayList<>();
                            while (System.nanoTime() < end) {
                                int kind = random.nextInt(reads.size());
                                long begun = System.nanoTime();
                                boolean answered = ask(api, reads.get(kind));
                                took.add(new Took(kind, System.nanoTime() - begun, answered));
                            }
                            return took;
                        });
            }
            List<Took> all = new ArrayList<>();
            for (Future<List<Took>> took : clients.invokeAll(tasks)) {
                all.addAll(took.get());
            }
            return all;
        } finally {
            clients.shutdownNow();
        }
    }

    /** False if there was no turn for it: of large reads a few are underway at once. */
    private static boolean ask(LiveApi api, String read) throws Exception {
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + api.port + "/api/" + read))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 503);
        assertThat(answer.body()).doesNotContain("\"truncated\":true");
        return answer.statusCode() == 200;
    }
}
