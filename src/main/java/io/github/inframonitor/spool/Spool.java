package io.github.inframonitor.spool;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Receipt;
import io.github.inframonitor.run.Run;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs that some store does not have yet, each in a file from before anything of it is sent
 * until every store acknowledged it. A process that dies leaves them to the next one. A run that is
 * underway in this process is not sent again.
 *
 * <p>An acknowledgement that is lost costs requests and does no other harm: the keys of every store
 * derive from the run.
 */
public final class Spool implements CamelContextAware {
    private static final Logger logger = LoggerFactory.getLogger(Spool.class);

    private final SpoolDirectory directory;
    private final List<String> stores;
    private final Set<String> underway = ConcurrentHashMap.newKeySet();
    private @Nullable CamelContext camelContext;

    /**
     * @param directory {@code spool.dir}
     * @param maxBytes {@code spool.max-bytes}
     * @param keep {@code spool.keep}: oldest or newest
     * @param stores the names of the stores that must have a run before its file goes, by commas
     */
    public Spool(String directory, long maxBytes, String keep, String stores) {
        this(
                new SpoolDirectory(Path.of(directory), maxBytes, keep.equals("newest")),
                List.of(stores.split(",")));
    }

    Spool(SpoolDirectory directory, List<String> stores) {
        this.directory = directory;
        this.stores = stores;
    }

    /**
     * Writes a run down before it is sent, and takes it as underway until it is settled. One that
     * is done again while some store does not have it takes the place of what it was.
     *
     * @return the run, with what it settled before and does not now
     * @throws SpoolException if it is not kept, or older ones are gone for it, or what it was
     *     cannot be read
     */
    public synchronized Run keep(Run run) throws SpoolException {
        underway.add(run.id());
        Run before = Files.exists(directory.run(run.id())) ? read(run.id()) : null;
        Run whole = before == null ? run : run.after(before);
        List<Path> dropped;
        try {
            dropped = directory.write(run.id(), file -> SpoolFile.write(whole, file), underway);
        } catch (IOException e) {
            throw failure("a run goes to the stores without being kept", e);
        }
        if (!dropped.isEmpty()) {
            logger.warn("dropped from the spool: {}", dropped);
            throw new SpoolException(
                    "spool.dir (%s) was full: the oldest runs in it, which some store does not have, went for newer ones; mend the store, or raise spool.max-bytes"
                            .formatted(directory.path()));
        }
        return whole;
    }

    /**
     * A run as it goes on after {@link #keep} failed: as it is kept, or with nothing that it
     * settles, since what it read of CloudWatch is there yet, and read again.
     */
    public Run asKept(Run run) {
        Run unkept = run.settling(List.of());
        try {
            Run kept = SpoolFile.read(directory.run(run.id()));
            return kept.startedAt().equals(run.startedAt()) ? kept : unkept;
        } catch (IOException e) {
            return unkept; // which people are told of already
        }
    }

    /**
     * One store has a run. Of a run that was not kept, as one of a log, no note is taken, nor of
     * one that was done again while the store took it.
     */
    public synchronized void acknowledge(String runId, String store, Receipt receipt) {
        if (!Files.exists(directory.run(runId))) {
            return;
        }
        Outcome outcome =
                new Outcome(
                        store,
                        Outcome.Result.OK,
                        receipt.samples(),
                        0,
                        receipt.requests(),
                        receipt.throttles(),
                        Duration.ZERO,
                        null);
        try {
            if (receipt.isOf(SpoolFile.startedAt(directory.run(runId)))) {
                directory.acknowledge(runId, store, file -> SpoolFile.write(outcome, file));
            }
        } catch (IOException e) {
            logger.warn("{} gets run {} once more: {}", store, runId, reason(e));
        }
    }

    /** A store does not get a run, and shall not: it would not take what is so old. */
    public void skip(String runId, String store) {
        acknowledge(runId, store, Receipt.open());
    }

    /** A run is no longer underway. If all stores have it, it goes. */
    public synchronized void settle(String runId) {
        if (isWhole(runId)) {
            try {
                directory.remove(runId);
            } catch (IOException e) {
                logger.warn("run {} stays in the spool: {}", runId, reason(e));
            }
        }
        underway.remove(runId);
    }

    /**
     * The oldest run that a store does not have.
     *
     * @param after the id of a run; those up to it do not count. Null for none
     * @return its id; null if there is none
     */
    public @Nullable String owed(String store, @Nullable String after) throws SpoolException {
        for (String runId : waiting()) {
            if ((after == null || runId.compareTo(after) > 0) && !has(store, runId)) {
                return runId;
            }
        }
        return null;
    }

    /** The ids of the runs that all stores have by now, oldest first. */
    public List<String> whole() throws SpoolException {
        return waiting().stream().filter(this::isWhole).toList();
    }

    /**
     * A run with its samples, and with how the stores went that have it. One that cannot be read is
     * set aside.
     *
     * @return null if it is gone
     */
    public @Nullable Run read(String runId) throws SpoolException {
        try {
            return SpoolFile.read(directory.run(runId)).stored(outcomes(runId));
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            throw failure("a run that waits in it is not sent", e);
        } catch (IOException | RuntimeException e) {
            SpoolException unreadable = setAside(runId, e);
            if (unreadable == null) {
                return null;
            }
            throw unreadable;
        }
    }

    /**
     * How the stores went that have a run. An acknowledgement that was not on the disk yet when the
     * machine went down is none: it may be empty, and the run is not to be set aside for it.
     */
    private List<Outcome> outcomes(String runId) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (String store : stores) {
            if (has(store, runId)) {
                Path file = directory.acknowledgement(runId, store);
                try {
                    outcomes.add(SpoolFile.read(file, Outcome.class));
                } catch (JsonProcessingException e) {
                    logger.warn("{} gets run {} once more: {} is cut short", store, runId, file);
                    Files.deleteIfExists(file);
                }
            }
        }
        return outcomes;
    }

    /**
     * Whether a run is older than what a store takes, by the clock of the registry if that has one.
     *
     * @param age such as 14d
     */
    public boolean isOlder(Run run, String age) {
        Clock given = requireNonNull(camelContext).getRegistry().findSingleByType(Clock.class);
        Clock clock = given == null ? Clock.systemUTC() : given;
        return run.scheduledTime().plus(TimeUtils.toDuration(age)).isBefore(clock.instant());
    }

    /**
     * How many runs some store does not have and that are not underway; NaN if it cannot be read.
     */
    public double waitingRuns() {
        try {
            return waiting().size();
        } catch (SpoolException e) {
            return Double.NaN;
        }
    }

    /** The size of all its files; NaN if it cannot be read. */
    public double bytes() {
        try {
            return directory.bytes();
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** How large they may be. */
    public double maxBytes() {
        return directory.maxBytes();
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }

    /**
     * @return null if another has set it aside: the queues of all stores may read it at once
     */
    private @Nullable SpoolException setAside(String runId, Exception e) {
        logger.error("{} cannot be read: {}", directory.run(runId), e.getMessage());
        try {
            directory.setAside(runId, reason(e));
            return new SpoolException(
                    "spool.dir (%s) held a run that cannot be read, which is set aside in its quarantine/: %s"
                            .formatted(directory.path(), reason(e)));
        } catch (NoSuchFileException again) {
            return null;
        } catch (IOException again) {
            return failure("a run that cannot be read stays where it is", again);
        }
    }

    private List<String> waiting() throws SpoolException {
        try {
            List<String> waiting = new ArrayList<>(directory.runs());
            waiting.removeAll(underway);
            return waiting;
        } catch (IOException e) {
            throw failure("the runs that wait in it are not sent", e);
        }
    }

    private boolean isWhole(String runId) {
        return stores.stream().allMatch(store -> has(store, runId));
    }

    private boolean has(String store, String runId) {
        return Files.exists(directory.acknowledgement(runId, store));
    }

    private SpoolException failure(String effect, IOException e) {
        return new SpoolException(
                "spool.dir (%s): %s: %s".formatted(directory.path(), effect, reason(e)));
    }

    /** Why, without the name of a file: people are told once of what is the same. */
    static String reason(Exception e) {
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return e instanceof FileSystemException
                ? e.getClass().getSimpleName()
                : String.valueOf(e.getMessage());
    }
}
