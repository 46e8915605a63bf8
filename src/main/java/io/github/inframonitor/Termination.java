package io.github.inframonitor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the run in flight finish when the process is told to end (SIGTERM, as Kubernetes and systemd
 * send it, or SIGINT), and has it end with the status of its work. The JVM by itself would end with
 * 143 whatever its work came to.
 */
final class Termination {
    /** For what stops after the routes: clients, and the store of the stand-ins. */
    private static final Duration MORE = Duration.ofSeconds(5);

    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final Duration timeout;
    private final Runnable ask;

    private Termination(Duration timeout, Runnable ask) {
        this.timeout = timeout;
        this.ask = ask;
    }

    /**
     * @param timeout how long the work has to end once it was asked to
     * @param ask asks the work to end
     */
    static Termination of(Duration timeout, Runnable ask) {
        Termination termination = new Termination(timeout, ask);
        Runtime.getRuntime().addShutdownHook(new Thread(termination::terminate, "Termination"));
        return termination;
    }

    /** The work has ended; returns the status, for the process to exit with. */
    int ended(int status) {
        end.complete(status);
        return status;
    }

    private void terminate() {
        if (end.isDone()) {
            return; // by itself, and this is the exit after it
        }
        Logger logger = LoggerFactory.getLogger(Termination.class);
        logger.info("told to end: a run in flight has {} s to finish", timeout.toSeconds());
        ask.run();
        int status = Application.FAILED;
        try {
            status = end.get(timeout.plus(MORE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            logger.error("not finished within shutdown.timeout, and cut off");
        } catch (ExecutionException | InterruptedException e) {
            logger.error("cut off: {}", e.getMessage());
        }
        // not exit, which waits for this very thread
        Runtime.getRuntime().halt(status);
    }
}
