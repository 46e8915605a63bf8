package io.github.inframonitor.logs;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/**
 * What the routes ask S3 about log objects, where it takes more than a header.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html">ListObjects</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html">CopyObject</a>
 */
public final class LogObjects {
    private static final int PAGE = 1000;

    /** S3 copies some hundred MB a second, and answers when it is done: 5 GB take a while. */
    private static final Duration COPY = Duration.ofMinutes(5);

    private final String bucket;

    /**
     * @param bucket {@code cold.bucket}
     */
    public LogObjects(String bucket) {
        this.bucket = bucket;
    }

    /**
     * Asks for the next 1,000 of the objects that wait.
     *
     * @param after the key after which to go on; empty to begin
     */
    public ListObjectsRequest page(String after) {
        return ListObjectsRequest.builder()
                .bucket(bucket)
                .prefix(LogKey.INCOMING)
                .marker(after.isEmpty() ? null : after)
                .maxKeys(PAGE)
                .build();
    }

    /** The keys of a page; not those that only stand for a folder. */
    public List<String> keys(List<S3Object> page) {
        return page.stream().map(S3Object::key).filter(key -> !key.endsWith("/")).toList();
    }

    /** The key after which to go on; null if this was the last page. */
    public @Nullable String last(List<S3Object> page) {
        return page.size() < PAGE ? null : page.get(page.size() - 1).key();
    }

    /** Asks whether an object is there; of all keys that begin with a key it is the first. */
    public ListObjectsRequest only(String key) {
        return ListObjectsRequest.builder().bucket(bucket).prefix(key).maxKeys(1).build();
    }

    /**
     * Whether an object that S3 did not give is gone: then another process was faster, and that is
     * no failure. S3 does not say so itself to a role that may not list the whole bucket.
     *
     * @param found what is there of its key
     * @throws Exception the failure, if the object is still there
     */
    public String unlessGone(String key, List<S3Object> found, Exception failure) throws Exception {
        if (found.stream().anyMatch(object -> object.key().equals(key))) {
            throw failure;
        }
        return "done";
    }

    /**
     * Asks for a copy of exactly what was read: one that was put in its place meanwhile is another
     * object, and its turn comes. Its tags do not come along, which would take further permissions.
     */
    public CopyObjectRequest copy(ReadLog log, String to) {
        return CopyObjectRequest.builder()
                .sourceBucket(bucket)
                .sourceKey(log.key())
                .copySourceIfMatch('"' + log.eTag() + '"')
                .destinationBucket(bucket)
                .destinationKey(to)
                .taggingDirective(TaggingDirective.REPLACE)
                .overrideConfiguration(
                        override -> override.apiCallTimeout(COPY).apiCallAttemptTimeout(COPY))
                .build();
    }
}
