package io.github.inframonitor.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Buckets and objects as folders and files.
 *
 * <p>S3 takes keys that are no path of their own ({@code a//b}, {@code ../a}, {@code a} beside
 * {@code a/b}); those are refused here, never written elsewhere.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html">Object
 *     keys</a>: at most 1,024 bytes of UTF-8
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">Bucket
 *     naming rules</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html">ListObjectsV2</a>:
 *     at most 1,000 keys a page, in UTF-8 order
 */
final class S3Folder {
    private static final int MAX_KEY_BYTES = 1024;
    private static final int MAX_PAGE = 1000;

    /** How long a file that somebody else wrote must have stood unchanged to be an object. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final Path root;

    /** What was put here lately, by when: whole, though it changed just now. */
    private final Map<Path, Instant> placed = new ConcurrentHashMap<>();

    // no bucket can have this name, so what stands here is never listed
    private final Path uploads;

    record Page(List<String> keys, boolean truncated) {
        @Nullable String next() {
            return truncated ? keys.get(keys.size() - 1) : null;
        }
    }

    S3Folder(Path root) {
        this.root = root;
        this.uploads = root.resolve(".uploads");
    }

    /** Returns false if there is such a bucket already. */
    synchronized boolean createBucket(String bucket) {
        // the SDK refuses such a name itself, and so it does not look like an answer of S3
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException(
                    "Bucket name should be 3 to 63 lower-case letters, digits, dots or hyphens: "
                            + bucket);
        }
        Path folder = root.resolve(bucket);
        if (Files.isDirectory(folder)) {
            return false;
        }
        try {
            Files.createDirectories(folder);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path bucket(String bucket) {
        Path folder = root.resolve(bucket);
        if (!root.equals(folder.getParent()) || !Files.isDirectory(folder)) {
            throw ServiceErrors.error(
                    NoSuchBucketException.builder(),
                    "S3",
                    "NoSuchBucket",
                    404,
                    "The specified bucket does not exist");
        }
        return folder;
    }

    Path existing(String bucket, String key) {
        Path file = file(bucket, key);
        if (!Files.isRegularFile(file)) {
            throw noSuchKey();
        }
        return file;
    }

    private static AwsServiceException noSuchKey() {
        return ServiceErrors.error(
                NoSuchKeyException.builder(),
                "S3",
                "NoSuchKey",
                404,
                "The specified key does not exist.");
    }

    /**
     * Stores an object: first beside the buckets and then by one rename, so nobody reads half of
     * it.
     *
     * @param length what the request says of it, or -1
     * @param ifMatch the ETag of what it takes the place of; null for whatever is there
     * @return the ETag
     */
    String put(
            String bucket,
            String key,
            InputStream content,
            long length,
            boolean onlyNew,
            @Nullable String ifMatch)
            throws IOException {
        Path file = file(bucket, key);
        Files.createDirectories(uploads);
        Path upload = uploads.resolve(UUID.randomUUID().toString());
        try {
            MessageDigest md5 = md5();
            long copied = Files.copy(new DigestInputStream(content, md5), upload);
            if (length >= 0 && copied != length) {
                throw error(
                        400,
                        "IncompleteBody",
                        "You did not provide the number of bytes specified by the Content-Length"
                                + " HTTP header");
            }
            place(upload, file, onlyNew, ifMatch);
            return quoted(md5);
        } finally {
            Files.deleteIfExists(upload);
        }
    }

    private synchronized void place(
            Path upload, Path file, boolean onlyNew, @Nullable String ifMatch) throws IOException {
        if (ifMatch != null && !Files.isRegularFile(file)) {
            throw noSuchKey();
        }
        if ((onlyNew && Files.isRegularFile(file))
                || (ifMatch != null && !ifMatch.equals(eTag(file)))) {
            throw preconditionFailed();
        }
        if (Files.isDirectory(file) || !makeFolder(file.getParent())) {
            throw unsupported("a key that is also the folder of another");
        }
        Files.move(
                upload, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Instant settled = Instant.now().minus(SETTLED);
        placed.values().removeIf(time -> time.isBefore(settled));
        placed.put(file, Instant.now());
    }

    /**
     * S3 shows an object when it is whole. What was put here is; what a person copies into the
     * folder counts as being uploaded until it has stood unchanged for a while.
     */
    private boolean isWhole(Path file) {
        try {
            Instant changed = Files.getLastModifiedTime(file).toInstant();
            return placed.containsKey(file) || changed.isBefore(Instant.now().minus(SETTLED));
        } catch (IOException e) {
            return false; // deleted or moved since it was found
        }
    }

    private static boolean makeFolder(@Nullable Path folder) throws IOException {
        for (Path above = folder; above != null; above = above.getParent()) {
            if (Files.isRegularFile(above)) {
                return false;
            }
        }
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return true;
    }

    /** Deletes an object, and the folders that stand empty without it. */
    synchronized void delete(String bucket, String key) {
        Path file = file(bucket, key);
        Path top = bucket(bucket);
        try {
            if (Files.isRegularFile(file)) {
                Files.delete(file);
            }
            Path folder = file.getParent();
            while (folder != null && !folder.equals(top) && isEmpty(folder)) {
                Files.delete(folder);
                folder = folder.getParent();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Page list(
            String bucket,
            @Nullable String prefix,
            @Nullable String delimiter,
            @Nullable String after,
            @Nullable Integer max) {
        if (delimiter != null && !delimiter.isEmpty()) {
            throw unsupported("a delimiter");
        }
        int size = max == null ? MAX_PAGE : Math.min(max, MAX_PAGE);
        Path top = bucket(bucket);
        String from = prefix == null ? "" : prefix;
        try (Stream<Path> files = Files.walk(folder(top, from))) {
            List<String> keys =
                    files.filter(Files::isRegularFile)
                            .filter(this::isWhole)
                            .map(file -> key(top, file))
                            .filter(key -> key.startsWith(from))
                            .filter(key -> after == null || compare(key, after) > 0)
                            .sorted(S3Folder::compare)
                            .limit(size + 1L)
                            .toList();
            boolean truncated = size > 0 && keys.size() > size;
            return new Page(keys.subList(0, Math.min(size, keys.size())), truncated);
        } catch (NoSuchFileException e) {
            return new Page(List.of(), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The deepest folder that holds all keys with a prefix: a bucket need not be walked whole. */
    private static Path folder(Path top, String prefix) {
        int slash = prefix.lastIndexOf('/');
        String path = prefix.substring(0, Math.max(0, slash));
        return isPath(path) ? top.resolve(path) : top;
    }

    static @Nullable String toToken(@Nullable String key) {
        return key == null
                ? null
                : Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    static String fromToken(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw error(400, "InvalidArgument", "The continuation token provided is incorrect");
        }
    }

    static String eTag(Path file) throws IOException {
        MessageDigest md5 = md5();
        try (InputStream content = new DigestInputStream(Files.newInputStream(file), md5)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        return quoted(md5);
    }

    static SdkClientException unsupported(String what) {
        return SdkClientException.create(
                "the local stand-in for S3 cannot do this: " + what + "; AWS can");
    }

    private Path file(String bucket, String key) {
        Path folder = bucket(bucket);
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_KEY_BYTES) {
            throw error(400, "KeyTooLongError", "Your key is too long");
        }
        try {
            if (isPath(key)) {
                return folder.resolve(key);
            }
        } catch (InvalidPathException e) {
            // such as a key with a NUL; told below
        }
        throw unsupported("a key that is no path, '" + key + "'");
    }

    private static boolean isPath(String key) {
        return !key.isEmpty()
                && key.indexOf('\\') < 0
                && Arrays.stream(key.split("/", -1))
                        .noneMatch(s -> s.isEmpty() || s.equals(".") || s.equals(".."));
    }

    private static String key(Path bucket, Path file) {
        return bucket.relativize(file).toString().replace('\\', '/');
    }

    private static int compare(String a, String b) {
        return Arrays.compareUnsigned(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String quoted(MessageDigest md5) {
        return '"' + HexFormat.of().formatHex(md5.digest()) + '"';
    }

    static AwsServiceException preconditionFailed() {
        return error(
                412,
                "PreconditionFailed",
                "At least one of the pre-conditions you specified did not hold");
    }

    private static AwsServiceException error(int status, String code, String message) {
        return ServiceErrors.error(S3Exception.builder(), "S3", code, status, message);
    }
}
