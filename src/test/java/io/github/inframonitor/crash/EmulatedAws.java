package io.github.inframonitor.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.inframonitor.cloudwatch.CloudWatchDouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * S3, DynamoDB, CloudWatch and SNS at one loopback port, as far as the pipeline asks them, with a
 * ledger of what each of them has, and with trouble.
 */
final class EmulatedAws implements AutoCloseable {
    /** Longer than {@code aws.attempt-timeout} of the process. */
    private static final int PATIENCE_MILLIS = 1_300;

    private final Trouble trouble;
    private final Trap trap;
    private final Kept kept;
    private final EmulatedStores stores = new EmulatedStores();
    private final CloudWatchDouble cloudWatch = new CloudWatchDouble(0);
    private final HttpClient toCloudWatch = HttpClient.newHttpClient();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    /** Who knows what is or was in a spool. */
    interface Kept {
        boolean link(String runId) throws IOException;
    }

    EmulatedAws(Trouble trouble, Trap trap, Kept kept) throws IOException {
        this.trouble = trouble;
        this.trap = trap;
        this.kept = kept;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The objects of S3 by bucket and key. */
    Map<String, byte[]> objects() {
        return stores.objects();
    }

    /** How often each object was written. */
    Map<String, Integer> puts() {
        return stores.puts();
    }

    Table table() {
        return stores.table();
    }

    CloudWatchDouble cloudWatch() {
        return cloudWatch;
    }

    /**
     * What it was asked and does not know, or what was sent and not kept before: none if all is
     * well.
     */
    List<String> errors() {
        return errors;
    }

    private void serve(HttpExchange exchange) {
        try (exchange) {
            Asked asked = Asked.read(exchange);
            if (asked.isObject() && !kept.link(runId(asked.path()))) {
                errors.add("sent before it was kept: " + asked.path());
            }
            Trouble.Kind kind = trouble.next(asked);
            if (kind == Trouble.Kind.SILENT) {
                closed.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (kind == Trouble.Kind.SILENT
                    || kind == Trouble.Kind.CUT
                    || trap.step(Trap.Moment.ASKED)) {
                return;
            }
            if (kind == Trouble.Kind.ERROR || kind == Trouble.Kind.THROTTLED) {
                asked.service().failure(kind == Trouble.Kind.THROTTLED).to(exchange);
                return;
            }
            Answer answer = answer(asked, kind == Trouble.Kind.UNPROCESSED);
            if (kind == Trouble.Kind.LATE) {
                closed.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (kind != Trouble.Kind.CUT_WHEN_DONE && !trap.step(Trap.Moment.DONE)) {
                answer.to(exchange);
            }
        } catch (IOException e) {
            // whoever asked is dead, or gave up
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            errors.add(e.toString());
        }
    }

    private Answer answer(Asked asked, boolean partly) throws IOException, InterruptedException {
        return asked.service() == Asked.Service.CLOUDWATCH
                ? forwarded(asked)
                : stores.answer(asked, partly);
    }

    private Answer forwarded(Asked asked) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(cloudWatch.endpoint().resolve(asked.path()))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(asked.body()));
        for (String header : List.of("smithy-protocol", "Content-Encoding")) {
            if (asked.headers().containsKey(header)) {
                request.header(header, asked.headers().getFirst(header));
            }
        }
        HttpResponse<byte[]> response =
                toCloudWatch.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IllegalArgumentException("CloudWatch refused it");
        }
        return Answer.cbor(response.statusCode(), response.body());
    }

    static String runId(String path) {
        return path.replaceFirst(".*/", "").replaceFirst("\\.parquet$", "");
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
        cloudWatch.close();
    }
}
