package io.github.inframonitor.crash;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Knows each run that was ever in the spool, however short: its name by the operating system's
 * word, and what was in its file by a hard link, made before S3 answers to the put of the run, and
 * whenever the process is dead.
 */
final class SpoolWatch implements AutoCloseable {
    private static final String RUN = ".run";

    private final Path spool;
    private final Path links;
    private final Trap trap;
    private final WatchService watch;
    private final Set<String> seen = new TreeSet<>();
    private final Set<Object> inodes = new HashSet<>();
    private final Map<String, Path> latest = new TreeMap<>();
    private final Map<String, Integer> versions = new HashMap<>();
    private boolean overflown;

    SpoolWatch(Path spool, Path links, Trap trap) throws IOException {
        this.spool = Files.createDirectories(spool);
        this.links = Files.createDirectories(links);
        this.trap = trap;
        watch = spool.getFileSystem().newWatchService();
        spool.register(watch, ENTRY_CREATE, ENTRY_DELETE);
        Thread thread = new Thread(this::watch, "spool-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            for (WatchKey key = watch.take(); ; key = watch.take()) {
                for (WatchEvent<?> event : key.pollEvents()) {
                    take(event);
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException e) {
            // it is over
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(WatchEvent<?> event) {
        synchronized (this) {
            if (event.kind() == OVERFLOW) {
                overflown = true;
                return;
            }
            String name = event.context().toString();
            if (event.kind() == ENTRY_CREATE && name.endsWith(RUN)) {
                seen.add(idOf(name));
            }
        }
        trap.step(Trap.Moment.SPOOLED);
    }

    /**
     * Keeps what is in the file of a run.
     *
     * @return whether it is or was ever there
     */
    synchronized boolean link(String runId) throws IOException {
        Path file = spool.resolve(runId + RUN);
        try {
            Object inode = Files.readAttributes(file, "unix:ino").get("ino");
            if (!inodes.contains(inode)) {
                int version = versions.merge(runId, 1, Integer::sum);
                Path link = links.resolve(runId + "." + version);
                Files.createLink(link, file);
                inodes.add(Files.readAttributes(link, "unix:ino").get("ino"));
                latest.put(runId, link);
            }
        } catch (NoSuchFileException e) {
            return latest.containsKey(runId);
        }
        return true;
    }

    /** The runs that are in the spool now, each of them kept. */
    synchronized List<String> linkAll() throws IOException {
        List<String> waiting =
                files().stream().filter(f -> f.endsWith(RUN)).map(SpoolWatch::idOf).toList();
        for (String runId : waiting) {
            link(runId);
        }
        return waiting;
    }

    /** The names of all files but the lock's. */
    List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("lock"))
                    .sorted()
                    .toList();
        }
    }

    /** The ids of all runs that were ever there. */
    synchronized Set<String> seen() {
        if (overflown) {
            throw new IllegalStateException("more happened in the spool than was told");
        }
        return new TreeSet<>(seen);
    }

    /** What was last in the file of each run. */
    synchronized Map<String, Path> kept() {
        return new TreeMap<>(latest);
    }

    /** How many runs were there twice, since they were done again. */
    synchronized long doneAgain() {
        return versions.values().stream().filter(version -> version > 1).count();
    }

    private static String idOf(String name) {
        return name.substring(0, name.length() - RUN.length());
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
