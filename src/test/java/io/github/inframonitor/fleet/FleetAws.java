package io.github.inframonitor.fleet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.inframonitor.cloudwatch.PutDatapoints;
import io.github.inframonitor.crash.Answer;
import io.github.inframonitor.crash.Asked;
import io.github.inframonitor.crash.EmulatedStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * AWS at one loopback port, with a fleet in it that is computed: STS, EC2, RDS and CloudWatch, by
 * the account and region that a request is signed for, and S3, DynamoDB, SNS and SQS to store to.
 *
 * <p>Its main serves another process; what is not signed is not for AWS but for the double itself:
 * {@link EmulatedControl}.
 */
public final class FleetAws implements AutoCloseable {
    static {
        // an answer is not held back until the one before it is acknowledged
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
    }

    private final EmulatedFleet fleet;
    private final EmulatedTrouble trouble = new EmulatedTrouble();
    private final EmulatedClock clock = new EmulatedClock(Instant.parse("2026-11-22T21:00:00Z"));
    private final EmulatedCalls calls = new EmulatedCalls();
    private final EmulatedStores stores = new EmulatedStores();
    private final EmulatedQueues queues = new EmulatedQueues();
    private final PutDatapoints datapoints = new PutDatapoints();
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private volatile Predicate<String> watcher = what -> false;
    private final EmulatedControl control = new EmulatedControl(this);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final EmulatedServices services;
    private final HttpServer server;

    public FleetAws(EmulatedFleet fleet) throws IOException {
        this(fleet, 0);
    }

    /**
     * @param port to listen at, on this machine only; 0 for a free one
     */
    public FleetAws(EmulatedFleet fleet, int port) throws IOException {
        this.fleet = fleet;
        this.services = new EmulatedServices(this, complaints);
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /**
     * @param arguments the settings of the fleet, the trouble and the clock, and {@code port}
     */
    @SuppressWarnings("SystemOut") // whoever started it reads it
    public static void main(String[] arguments) throws IOException {
        String[] fleet = Arrays.stream(arguments).filter(EmulatedFleet::has).toArray(String[]::new);
        int port = 0;
        List<String> others = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("port=")) {
                port = Integer.parseInt(argument.substring("port=".length()));
            } else if (!EmulatedFleet.has(argument)) {
                others.add(argument);
            }
        }
        FleetAws aws = new FleetAws(EmulatedFleet.of(fleet), port);
        others.forEach(aws.control::set);
        System.out.println(aws.endpoint().getPort()); // until the process is ended
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public EmulatedFleet fleet() {
        return fleet;
    }

    /**
     * What EC2 and RDS list from now on, of another number of instances, say; CloudWatch has the
     * metrics of {@link #fleet} all the time.
     */
    public void list(EmulatedFleet listed) {
        services.list(listed);
    }

    public EmulatedTrouble trouble() {
        return trouble;
    }

    public EmulatedClock clock() {
        return clock;
    }

    public EmulatedCalls calls() {
        return calls;
    }

    /** S3, DynamoDB and SNS. */
    public EmulatedStores stores() {
        return stores;
    }

    public EmulatedQueues queues() {
        return queues;
    }

    /** What was put by PutMetricData. */
    public PutDatapoints datapoints() {
        return datapoints;
    }

    /** When a datapoint is there to be read. */
    public Instant arrival(EmulatedPoint point) {
        EmulatedSeries series = point.series();
        long second = point.time().getEpochSecond();
        long hash = series.hash(point.statistic(), point.period());
        return Instant.ofEpochSecond(
                series.end(point.period(), second) + trouble.delay(hash, second));
    }

    /**
     * Who is told of each request before it is done, as {@code asked s3:PUT}, and when it is done,
     * as {@code done s3:PUT}; those for which this is true are cut off then.
     */
    public void watch(Predicate<String> watcher) {
        this.watcher = watcher;
    }

    /** What nobody should ask: what is invalid, not played, or worse than it could be. */
    public List<String> complaints() {
        synchronized (complaints) {
            return List.copyOf(complaints);
        }
    }

    private void serve(HttpExchange exchange) {
        long began = System.nanoTime();
        try (exchange) {
            Asked asked = Asked.read(exchange);
            EmulatedCaller caller = EmulatedCaller.of(asked.headers());
            String what = caller == null ? "" : caller.service() + ":" + operation(asked);
            Answer answer;
            if (caller != null && watcher.test("asked " + what)) {
                return;
            }
            if (caller == null) {
                answer = control.answer(exchange.getRequestURI());
            } else if (caller.service().matches("s3|dynamodb|sns|sqs")) {
                answer = stored(caller, asked);
            } else {
                answer = services.answer(caller, asked, began);
            }
            if (caller == null || !(watcher.test("done " + what) || trouble.strikes("cut"))) {
                answer.to(exchange);
            }
        } catch (IOException e) {
            // whoever asked is dead, or gave up
        } catch (RuntimeException e) {
            complaints.add(e.toString());
        }
    }

    private Answer stored(EmulatedCaller caller, Asked asked) throws IOException {
        boolean failing = trouble.strikes("store-failing");
        boolean throttled = !failing && trouble.strikes("store-throttled");
        calls.count(caller.service(), operation(asked), caller.cell(), 0, failing || throttled);
        if (failing || throttled) {
            return asked.service().failure(throttled);
        }
        return caller.service().equals("sqs")
                ? queues.answer(asked, endpoint().toString())
                : stores.answer(asked, trouble.strikes("store-unprocessed"));
    }

    private static String operation(Asked asked) {
        return switch (asked.service()) {
            case DYNAMODB -> asked.target();
            case S3 -> asked.method();
            case CLOUDWATCH -> asked.path().replaceFirst(".*/", "");
            case SNS -> asked.text().replaceFirst("(?s).*\\bAction=(\\w+).*", "$1");
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
