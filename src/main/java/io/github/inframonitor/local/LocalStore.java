package io.github.inframonitor.local;

import io.github.inframonitor.settings.SettingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The directory in which the stand-ins keep their state, and the DuckDB database {@code
 * local.duckdb} in it. One process holds it at a time.
 *
 * <p>DuckDB loads a native library of some 60 MB, so the database is opened on a thread of its own
 * while the routes are being read; {@link #awaitReady} and the first transaction wait for it.
 */
public final class LocalStore implements AutoCloseable {
    private static final Pattern HOLDER = Pattern.compile("PID (\\d+)");
    // far behind the text in the lock file, so that Windows lets another process read the text
    private static final long LOCKED_BYTE = 1L << 20;

    private final Path dir;
    private final Path database;
    private final FileChannel lock;
    // one connection and one transaction at a time: simple, and DuckDB writes alone in any case
    private final ReentrantLock turn = new ReentrantLock();
    private final CompletableFuture<Connection> connection;
    private CompletableFuture<Connection> ready;

    /** What is done in one transaction. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T in(Connection connection) throws SQLException;
    }

    /**
     * Takes the directory, creating it when it is missing, and starts to open the database.
     *
     * @throws SettingException if the directory cannot be written or another process holds it
     */
    public LocalStore(Path dir) {
        this.dir = dir.toAbsolutePath().normalize();
        this.database = this.dir.resolve("local.duckdb");
        this.lock = lock();
        this.connection =
                CompletableFuture.supplyAsync(
                        this::open,
                        task -> {
                            Thread thread = new Thread(task, "local-store");
                            thread.setDaemon(true);
                            thread.start();
                        });
        this.ready = connection;
    }

    Path dir() {
        return dir;
    }

    /**
     * Waits until the database is open.
     *
     * @throws SettingException if it cannot be opened
     */
    public void awaitReady() {
        opened();
    }

    /** Runs work right after the database is opened and before any transaction. */
    synchronized void prepare(Work<@Nullable Void> work) {
        ready =
                ready.thenApply(
                        opened -> {
                            try {
                                run(opened, work);
                                return opened;
                            } catch (SQLException e) {
                                throw unopened(e);
                            }
                        });
    }

    /** Runs work in a transaction of its own; any exception rolls it back. */
    public <T extends @Nullable Object> T transaction(Work<T> work) {
        try {
            return run(opened(), work);
        } catch (SQLException e) {
            throw SdkClientException.create(database + ": " + firstLine(e), e);
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            // null when it never opened; whoever waited for it has been told why
            Connection open = connection.handle((opened, failure) -> opened).join();
            if (open != null) {
                open.close();
            }
            lock.close();
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("cannot close " + database, e);
        } finally {
            turn.unlock();
        }
    }

    private Connection opened() {
        CompletableFuture<Connection> current;
        synchronized (this) {
            current = ready;
        }
        try {
            return current.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private <T extends @Nullable Object> T run(Connection opened, Work<T> work)
            throws SQLException {
        turn.lock();
        try {
            T result = work.in(opened);
            opened.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            opened.rollback();
            throw e;
        } finally {
            turn.unlock();
        }
    }

    private FileChannel lock() {
        try {
            Files.createDirectories(dir);
            Path file = dir.resolve("local.lock");
            FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            if (!held(channel)) {
                String holder = Files.readString(file).strip();
                channel.close();
                throw inUseBy(holder);
            }
            channel.truncate(0);
            String self = Long.toString(ProcessHandle.current().pid());
            channel.write(ByteBuffer.wrap(self.getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (IOException e) {
            throw new SettingException(
                    "local.dir",
                    "cannot write to "
                            + dir
                            + " ("
                            + e.getClass().getSimpleName()
                            + ": "
                            + e.getMessage()
                            + "); name a directory that this user may write");
        }
    }

    private static boolean held(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock(LOCKED_BYTE, 1, false);
            return held != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private SettingException inUseBy(String holder) {
        return new SettingException(
                "local.dir",
                dir
                        + " is in use by process "
                        + (holder.isEmpty() ? "unknown" : holder)
                        + "; stop that process, or name another directory");
    }

    private Connection open() {
        Properties options = new Properties();
        options.setProperty("threads", "2");
        options.setProperty("memory_limit", "512MB");
        // nothing is fetched from the network, whatever the SQL asks for
        options.setProperty("autoinstall_known_extensions", "false");
        options.setProperty("autoload_known_extensions", "false");
        try {
            Connection opened = new DuckDBDriver().connect("jdbc:duckdb:" + database, options);
            opened.setAutoCommit(false);
            return opened;
        } catch (SQLException e) {
            release();
            throw unopened(e);
        }
    }

    private void release() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot release " + dir, e);
        }
    }

    private SettingException unopened(SQLException e) {
        String message = firstLine(e);
        Matcher holder = HOLDER.matcher(message);
        if (message.contains("lock") && holder.find()) {
            return inUseBy(holder.group(1));
        }
        return new SettingException(
                "local.dir",
                "cannot open "
                        + database
                        + " ("
                        + message
                        + "); move this file away and start again: what is lost is only the local"
                        + " copy of DynamoDB and CloudWatch, the objects under s3 stay");
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
