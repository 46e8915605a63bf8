package io.github.inframonitor.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What the routes rely on in S3. */
class S3ContractTest {
    private static List<Target<S3Client>> targets;

    @BeforeAll
    static void open(@TempDir Path dir) {
        targets =
                Target.of(
                                (S3Client) new LocalS3(dir, new Faults()),
                                S3Client.builder().forcePathStyle(true))
                        .toList();
    }

    static Stream<Target<S3Client>> targets() {
        return targets.stream();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void an_object_is_read_as_it_was_put(Target<S3Client> s3) {
        String bucket = bucket(s3);

        String eTag =
                put(s3, bucket, "raw/dt=2026-11-22/20261122T210000Z-web-7.parquet", "metrics");

        try (ResponseInputStream<GetObjectResponse> object =
                s3.client()
                        .getObject(
                                r ->
                                        r.bucket(bucket)
                                                .key(
                                                        "raw/dt=2026-11-22/20261122T210000Z-web-7.parquet"))) {
            assertThat(object).hasContent("metrics");
            assertThat(object.response().contentLength()).isEqualTo(7);
            assertThat(object.response().eTag()).isEqualTo(eTag);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        // md5 of "metrics"
        assertThat(eTag).isEqualTo("\"aa59d67c2123f094d0d6798ffe651c4d\"");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_stream_of_known_length_is_stored_whole(Target<S3Client> s3) {
        String bucket = bucket(s3);
        byte[] content = new byte[300_000];

        s3.client()
                .putObject(
                        r -> r.bucket(bucket).key("a"),
                        RequestBody.fromInputStream(
                                new ByteArrayInputStream(content), content.length));

        assertThat(s3.client().getObjectAsBytes(r -> r.bucket(bucket).key("a")).asByteArray())
                .isEqualTo(content);
        assertThat(s3.client().headObject(r -> r.bucket(bucket).key("a")).contentLength())
                .isEqualTo(300_000);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_second_put_of_a_key_replaces_the_object(Target<S3Client> s3) {
        String bucket = bucket(s3);
        put(s3, bucket, "a", "first");

        put(s3, bucket, "a", "second");

        assertThat(read(s3, bucket, "a")).isEqualTo("second");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_put_if_none_match_leaves_the_object_that_is_there(Target<S3Client> s3) {
        String bucket = bucket(s3);
        ThrowingCallable put =
                () ->
                        s3.client()
                                .putObject(
                                        r -> r.bucket(bucket).key("a").ifNoneMatch("*"),
                                        RequestBody.fromString("new"));
        assertThatCode(put).doesNotThrowAnyException();

        assertRefused(put, 412, "PreconditionFailed");

        assertThat(read(s3, bucket, "a")).isEqualTo("new");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_put_if_match_leaves_the_object_that_took_the_place_of_it(Target<S3Client> s3) {
        String bucket = bucket(s3);
        String first = put(s3, bucket, "a", "first");
        ThrowingCallable put =
                () ->
                        s3.client()
                                .putObject(
                                        r -> r.bucket(bucket).key("a").ifMatch(first),
                                        RequestBody.fromString("second"));
        assertThatCode(put).doesNotThrowAnyException();

        assertRefused(put, 412, "PreconditionFailed");

        assertThat(read(s3, bucket, "a")).isEqualTo("second");
        s3.client().deleteObject(r -> r.bucket(bucket).key("a"));
        assertRefused(put, 404, "NoSuchKey");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_missing_key_is_no_such_key(Target<S3Client> s3) {
        String bucket = bucket(s3);

        assertThatThrownBy(() -> read(s3, bucket, "none"))
                .isInstanceOfSatisfying(
                        NoSuchKeyException.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(404);
                            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NoSuchKey");
                        });
        assertThatThrownBy(() -> s3.client().headObject(r -> r.bucket(bucket).key("none")))
                .isInstanceOf(NoSuchKeyException.class);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_missing_bucket_is_no_such_bucket(Target<S3Client> s3) {
        String none = Target.unique("none");

        assertThatThrownBy(() -> put(s3, none, "a", "x")).isInstanceOf(NoSuchBucketException.class);
        assertThatThrownBy(() -> read(s3, none, "a")).isInstanceOf(NoSuchBucketException.class);
        assertThatThrownBy(() -> s3.client().headBucket(r -> r.bucket(none)))
                .isInstanceOfSatisfying(
                        NoSuchBucketException.class,
                        e -> {
                            // Camel's aws2-s3 looks for the status in there at its start
                            assertThat(e.awsErrorDetails().sdkHttpResponse().statusCode())
                                    .isEqualTo(404);
                        });
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_bucket_is_found_once_it_is_made(Target<S3Client> s3) {
        String bucket = bucket(s3);

        assertThatCode(() -> s3.client().headBucket(r -> r.bucket(bucket)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_bucket_cannot_be_made_twice(Target<S3Client> s3) {
        String bucket = bucket(s3);
        ThrowingCallable again = () -> s3.client().createBucket(r -> r.bucket(bucket));

        if (s3.deviates("us-east-1 alone answers 200 to the owner of a bucket")) {
            assertThatCode(again).doesNotThrowAnyException();
            return;
        }
        assertRefused(again, 409, "BucketAlreadyOwnedByYou");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_bucket_name_in_capitals_is_refused(Target<S3Client> s3) {
        // the SDK's client sees to this before it asks the service
        assertThatThrownBy(() -> s3.client().createBucket(r -> r.bucket("Infra_Monitor")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_key_has_at_most_1024_bytes(Target<S3Client> s3) {
        String bucket = bucket(s3);
        String longest = ("é".repeat(100) + "/").repeat(5) + "a".repeat(19);
        assertThat(longest.getBytes(UTF_8)).hasSize(1024);

        assertThatCode(() -> put(s3, bucket, longest, "x")).doesNotThrowAnyException();
        ThrowingCallable tooLong = () -> put(s3, bucket, longest + "a", "x");
        if (s3.deviates("counts characters and not bytes")) {
            assertThatCode(tooLong).doesNotThrowAnyException();
            return;
        }
        assertRefused(tooLong, 400, "KeyTooLongError");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void keys_are_listed_in_utf_8_order_under_a_prefix(Target<S3Client> s3) {
        String bucket = bucket(s3);
        for (String key : List.of("raw/b", "raw/a/1", "raw/a-", "other", "raw/Z", "raw/é")) {
            put(s3, bucket, key, key);
        }

        ListObjectsV2Response listed =
                s3.client().listObjectsV2(r -> r.bucket(bucket).prefix("raw/"));

        assertThat(listed.contents())
                .extracting(S3Object::key)
                .containsExactly("raw/Z", "raw/a-", "raw/a/1", "raw/b", "raw/é");
        assertThat(listed.keyCount()).isEqualTo(5);
        assertThat(listed.isTruncated()).isFalse();
        assertThat(listed.contents().get(0).size()).isEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_listing_goes_on_from_its_token(Target<S3Client> s3) {
        String bucket = bucket(s3);
        IntStream.range(0, 5).forEach(i -> put(s3, bucket, "k" + i, "x"));

        ListObjectsV2Response first = s3.client().listObjectsV2(r -> r.bucket(bucket).maxKeys(3));
        ListObjectsV2Response second =
                s3.client()
                        .listObjectsV2(
                                r ->
                                        r.bucket(bucket)
                                                .maxKeys(3)
                                                .continuationToken(first.nextContinuationToken()));

        assertThat(first.isTruncated()).isTrue();
        assertThat(first.contents()).extracting(S3Object::key).containsExactly("k0", "k1", "k2");
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.nextContinuationToken()).isNull();
        assertThat(second.contents()).extracting(S3Object::key).containsExactly("k3", "k4");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void the_first_form_of_a_listing_finds_the_same(Target<S3Client> s3) {
        String bucket = bucket(s3);
        put(s3, bucket, "logs/incoming/a", "x");
        put(s3, bucket, "logs/done/b", "x");

        assertThat(
                        s3.client()
                                .listObjects(
                                        r -> r.bucket(bucket).prefix("logs/incoming/").maxKeys(10))
                                .contents())
                .extracting(S3Object::key)
                .containsExactly("logs/incoming/a");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void an_object_is_copied_and_deleted(Target<S3Client> s3) {
        String bucket = bucket(s3);
        put(s3, bucket, "logs/incoming/a", "line");

        s3.client()
                .copyObject(
                        r ->
                                r.sourceBucket(bucket)
                                        .sourceKey("logs/incoming/a")
                                        .destinationBucket(bucket)
                                        .destinationKey("logs/done/a"));
        s3.client().deleteObject(r -> r.bucket(bucket).key("logs/incoming/a"));

        assertThat(read(s3, bucket, "logs/done/a")).isEqualTo("line");
        assertThat(s3.client().listObjectsV2(r -> r.bucket(bucket)).contents())
                .extracting(S3Object::key)
                .containsExactly("logs/done/a");
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_copy_of_what_was_replaced_is_refused(Target<S3Client> s3) {
        String bucket = bucket(s3);
        String before = put(s3, bucket, "a", "before");
        ThrowingCallable copy =
                () ->
                        s3.client()
                                .copyObject(
                                        r ->
                                                r.sourceBucket(bucket)
                                                        .sourceKey("a")
                                                        .copySourceIfMatch(before)
                                                        .destinationBucket(bucket)
                                                        .destinationKey("b"));
        assertThatCode(copy).doesNotThrowAnyException();
        put(s3, bucket, "a", "after");
        if (s3.deviates("does not look at the condition of a copy")) {
            assertThatCode(copy).doesNotThrowAnyException();
            return;
        }
        assertRefused(copy, 412, "PreconditionFailed");
        assertThat(read(s3, bucket, "b")).isEqualTo("before");
    }

    @Test
    void a_file_that_somebody_copies_into_the_folder_is_an_object_once_it_is_whole(
            @TempDir Path dir) throws IOException {
        LocalS3 s3 = new LocalS3(dir, new Faults());
        s3.ensureBucket("infra-monitor");
        Path file = dir.resolve("infra-monitor/logs/a");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "half");
        assertThat(s3.listObjectsV2(r -> r.bucket("infra-monitor")).contents()).isEmpty();

        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3)));
        assertThat(s3.listObjectsV2(r -> r.bucket("infra-monitor").prefix("logs/")).contents())
                .extracting(S3Object::key)
                .containsExactly("logs/a");
        assertThat(s3.listObjectsV2(r -> r.bucket("infra-monitor").prefix("no/")).contents())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void deleting_what_is_not_there_is_no_error(Target<S3Client> s3) {
        String bucket = bucket(s3);

        assertThatCode(() -> s3.client().deleteObject(r -> r.bucket(bucket).key("none")))
                .doesNotThrowAnyException();
    }

    private static String bucket(Target<S3Client> s3) {
        String bucket = Target.unique("cold");
        s3.client().createBucket(r -> r.bucket(bucket));
        return bucket;
    }

    private static String put(Target<S3Client> s3, String bucket, String key, String content) {
        return s3.client()
                .putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString(content))
                .eTag();
    }

    private static String read(Target<S3Client> s3, String bucket, String key) {
        return s3.client().getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String();
    }

    private static void assertRefused(ThrowingCallable call, int status, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(status);
                            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
                        });
    }
}
