package io.github.inframonitor.spool;

import io.github.inframonitor.settings.SettingException;
import io.github.inframonitor.settings.Settings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two processes from one spool: each would send again what the other is about to send. The
 * lock is the operating system's, and ends with the process however that ends.
 */
public final class SpoolLock {
    private final FileChannel channel;

    private SpoolLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the spool for this process.
     *
     * @throws SettingException if it cannot be written, or another process has it
     */
    public static SpoolLock take(Settings settings) {
        Path path = Path.of(settings.get("spool.dir"));
        try {
            SpoolDirectory.create(path);
            FileChannel channel =
                    FileChannel.open(
                            path.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new SettingException(
                        "spool.dir",
                        "another process uses '" + path + "'; give each a directory of its own");
            }
            SpoolDirectory.clean(path);
            return new SpoolLock(channel);
        } catch (IOException e) {
            throw new SettingException(
                    "spool.dir",
                    "'%s' cannot be written (%s); name a directory that this user may write"
                            .formatted(path, Spool.reason(e)));
        }
    }

    /** Lets others have it. */
    public void close() throws IOException {
        channel.close();
    }
}
