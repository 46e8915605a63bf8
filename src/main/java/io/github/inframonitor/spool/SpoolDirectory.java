package io.github.inframonitor.spool;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.apache.camel.util.FileUtil;

/**
 * The files of the spool, and the bytes that they may be: {@code <run id>.run} for each run, beside
 * it {@code <run id>.<store>.ack} for each store that has it, and under {@code quarantine/} the
 * runs that cannot be read.
 */
final class SpoolDirectory {
    private static final String RUN = ".run";
    private static final String TEMPORARY = ".tmp";
    private static final String ACKNOWLEDGED = ".ack";

    private final Path path;
    private final Path quarantine;
    private final long maxBytes;
    private final boolean keepNewest;

    /**
     * @param keepNewest whether the oldest runs go when it is full; else a new one is not taken
     */
    SpoolDirectory(Path path, long maxBytes, boolean keepNewest) {
        this.path = path;
        this.quarantine = path.resolve("quarantine");
        this.maxBytes = maxBytes;
        this.keepNewest = keepNewest;
    }

    /** What writes a file. */
    interface Writer {
        void to(Path file) throws IOException;
    }

    Path path() {
        return path;
    }

    Path run(String runId) {
        return path.resolve(runId + RUN);
    }

    Path acknowledgement(String runId, String store) {
        return path.resolve(runId + "." + store + ACKNOWLEDGED);
    }

    /** Makes the directory if need be, for its owner alone. */
    static void create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(directory);
        if (File.separatorChar == '/') {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Removes what a process left half written, or half removed, that died. */
    static void clean(Path directory) throws IOException {
        for (Path file : files(directory, TEMPORARY)) {
            Files.deleteIfExists(file);
        }
        for (Path file : files(directory, ACKNOWLEDGED)) {
            if (!Files.exists(directory.resolve(runOf(file) + RUN))) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The ids of all runs, oldest first: they begin with their time. */
    List<String> runs() throws IOException {
        return files(path, RUN).stream().map(SpoolDirectory::idOf).toList();
    }

    private static String idOf(Path run) {
        return FileUtil.stripExt(run.getFileName().toString(), true);
    }

    /**
     * Writes the file of a run, whole or not at all.
     *
     * @param spared runs that do not go when it is full
     * @return the files that went since it was full
     */
    List<Path> write(String runId, Writer run, Set<String> spared) throws IOException {
        create(path);
        Path temporary = path.resolve(runId + RUN + TEMPORARY);
        try {
            run.to(temporary);
            removeAcknowledgements(runId); // they are of what the run was before it was done again
            return moveIn(temporary, runId, spared);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /** Takes note that a store has a run, in one step. */
    void acknowledge(String runId, String store, Writer outcome) throws IOException {
        Path file = acknowledgement(runId, store);
        Path temporary = path.resolve(file.getFileName() + TEMPORARY);
        outcome.to(temporary);
        Files.move(temporary, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    /** Removes a run: itself first, since an acknowledgement without it does no harm. */
    void remove(String runId) throws IOException {
        Files.deleteIfExists(run(runId));
        removeAcknowledgements(runId);
    }

    private void removeAcknowledgements(String runId) throws IOException {
        for (Path file : files(path, ACKNOWLEDGED)) {
            if (runOf(file).equals(runId)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The id of the run that an acknowledgement is of. */
    private static String runOf(Path acknowledgement) {
        String name = FileUtil.stripExt(acknowledgement.getFileName().toString(), true);
        return FileUtil.stripExt(name, true);
    }

    /** Moves a run that cannot be read out of the way, with the reason beside it. */
    void setAside(String runId, String reason) throws IOException {
        create(quarantine);
        Files.writeString(quarantine.resolve(runId + ".reason"), reason + "\n");
        Files.move(run(runId), quarantine.resolve(runId + RUN), ATOMIC_MOVE, REPLACE_EXISTING);
        remove(runId);
    }

    /** One at a time, so that two runs do not take the same room. */
    private synchronized List<Path> moveIn(Path temporary, String runId, Set<String> spared)
            throws IOException {
        List<Path> dropped = new ArrayList<>();
        Deque<Path> oldest = new ArrayDeque<>();
        if (keepNewest) {
            oldest.addAll(files(quarantine, ""));
            oldest.addAll(files(path, RUN));
            oldest.removeIf(file -> spared.contains(idOf(file)));
        }
        while (bytes() > maxBytes) {
            if (oldest.isEmpty()) {
                throw new FileSystemException(
                        path.toString(),
                        null,
                        "full of what some store does not have; mend the store, or raise spool.max-bytes ("
                                + maxBytes
                                + ")");
            }
            Path next = oldest.removeFirst();
            Files.deleteIfExists(next);
            removeAcknowledgements(idOf(next));
            dropped.add(next);
        }
        Files.move(temporary, run(runId), ATOMIC_MOVE, REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(path)) {
            names.force(true); // the new name is on the disk, too
        }
        return dropped;
    }

    long maxBytes() {
        return maxBytes;
    }

    long bytes() throws IOException {
        long bytes = 0;
        for (Path directory : List.of(path, quarantine)) {
            for (Path file : files(directory, "")) {
                bytes += file.toFile().length(); // 0 if it went meanwhile
            }
        }
        return bytes;
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }
}
