package io.github.inframonitor.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes a directory as the kubelet writes the mount of a ConfigMap: the files into a new
 * directory, which the link {@code ..data} is then made to name in one step; what is seen are links
 * through it.
 *
 * @see <a
 *     href="https://github.com/kubernetes/kubernetes/blob/master/pkg/volume/util/atomic_writer.go">AtomicWriter</a>
 */
final class Kubelet {
    private final Path mount;
    private int written;

    Kubelet(Path mount) {
        this.mount = mount;
    }

    /** Brings a new version of the whole ConfigMap. */
    void write(Map<String, String> data) throws IOException {
        written++;
        Path current = mount.resolve("..data");
        Path old = Files.exists(current) ? current.toRealPath() : null;
        Path fresh = mount.resolve("..2026_11_24_10_00_00.%09d".formatted(written));
        Files.createDirectory(fresh);
        for (Map.Entry<String, String> file : data.entrySet()) {
            Files.writeString(fresh.resolve(file.getKey()), file.getValue());
        }
        Path next = mount.resolve("..data_tmp");
        Files.createSymbolicLink(next, fresh.getFileName());
        Files.move(next, current, StandardCopyOption.ATOMIC_MOVE);
        for (String name : data.keySet()) {
            Path link = mount.resolve(name);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of("..data", name));
            }
        }
        for (Path link : list(mount)) {
            String name = link.getFileName().toString();
            if (!name.startsWith("..") && !data.containsKey(name)) {
                Files.delete(link);
            }
        }
        if (old != null) {
            for (Path file : list(old)) {
                Files.delete(file);
            }
            Files.delete(old);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
