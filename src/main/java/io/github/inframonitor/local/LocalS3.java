package io.github.inframonitor.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * S3 as a directory: a bucket is a folder, a key is the path of a file in it. The file is the whole
 * object: its bytes, size, time of change and MD5 (the {@code ETag}). Content type, user metadata,
 * tags, versions, encryption and storage class are accepted and not kept; multipart uploads, ranges
 * and delimiters are refused.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html">PutObject</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional
 *     writes</a>
 */
public final class LocalS3 implements S3Client {
    private final S3Folder folder;
    private final Faults faults;

    /**
     * @param root the directory of the buckets
     * @param faults faults on demand, of the operations' names, such as {@code PutObject}
     */
    public LocalS3(Path root, Faults faults) {
        this.folder = new S3Folder(root);
        this.faults = faults;
    }

    public Faults faults() {
        return faults;
    }

    /** Makes a bucket unless it is there. */
    void ensureBucket(String bucket) {
        folder.createBucket(bucket);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}

    @Override
    public CreateBucketResponse createBucket(CreateBucketRequest request) {
        before("CreateBucket");
        if (!folder.createBucket(request.bucket())) {
            throw ServiceErrors.error(
                    BucketAlreadyOwnedByYouException.builder(),
                    "S3",
                    "BucketAlreadyOwnedByYou",
                    409,
                    "Your previous request to create the named bucket succeeded and you already own"
                            + " it.");
        }
        return CreateBucketResponse.builder().location("/" + request.bucket()).build();
    }

    @Override
    public HeadBucketResponse headBucket(HeadBucketRequest request) {
        before("HeadBucket");
        folder.bucket(request.bucket());
        return HeadBucketResponse.builder().build();
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        before("PutObject");
        boolean onlyNew = onlyNew(request.ifNoneMatch());
        try (InputStream content = body.contentStreamProvider().newStream()) {
            long length = body.optionalContentLength().orElse(-1L);
            return PutObjectResponse.builder()
                    .eTag(
                            folder.put(
                                    request.bucket(),
                                    request.key(),
                                    content,
                                    length,
                                    onlyNew,
                                    request.ifMatch()))
                    .build();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public <T> T getObject(
            GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        before("GetObject");
        if (request.range() != null || request.partNumber() != null) {
            throw S3Folder.unsupported("a range or part of an object");
        }
        Path file = folder.existing(request.bucket(), request.key());
        try {
            GetObjectResponse response =
                    GetObjectResponse.builder()
                            .contentLength(Files.size(file))
                            .eTag(S3Folder.eTag(file))
                            .lastModified(modified(file))
                            .build();
            InputStream content = Files.newInputStream(file);
            T result = transformer.transform(response, AbortableInputStream.create(content));
            if (!transformer.needsConnectionLeftOpen()) {
                content.close();
            }
            return result;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw failed(e);
        }
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        before("HeadObject");
        Path file = folder.existing(request.bucket(), request.key());
        try {
            return HeadObjectResponse.builder()
                    .contentLength(Files.size(file))
                    .eTag(S3Folder.eTag(file))
                    .lastModified(modified(file))
                    .build();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public CopyObjectResponse copyObject(CopyObjectRequest request) {
        before("CopyObject");
        Path source = folder.existing(request.sourceBucket(), request.sourceKey());
        requireMatch(request.copySourceIfMatch(), source);
        boolean onlyNew = onlyNew(request.ifNoneMatch());
        try (InputStream content = Files.newInputStream(source)) {
            String eTag =
                    folder.put(
                            request.destinationBucket(),
                            request.destinationKey(),
                            content,
                            -1,
                            onlyNew,
                            null);
            return CopyObjectResponse.builder().copyObjectResult(r -> r.eTag(eTag)).build();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        before("DeleteObject");
        folder.delete(request.bucket(), request.key());
        return DeleteObjectResponse.builder().build();
    }

    /** The first form, which Camel's consumer calls; it pages by marker. */
    @Override
    public ListObjectsResponse listObjects(ListObjectsRequest request) {
        before("ListObjects");
        S3Folder.Page page =
                folder.list(
                        request.bucket(),
                        request.prefix(),
                        request.delimiter(),
                        request.marker(),
                        request.maxKeys());
        List<S3Object> contents =
                page.keys().stream().map(k -> object(request.bucket(), k)).toList();
        return ListObjectsResponse.builder()
                .name(request.bucket())
                .prefix(request.prefix())
                .contents(contents)
                .isTruncated(page.truncated())
                .nextMarker(page.next())
                .build();
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        before("ListObjectsV2");
        String token = request.continuationToken();
        S3Folder.Page page =
                folder.list(
                        request.bucket(),
                        request.prefix(),
                        request.delimiter(),
                        token == null ? request.startAfter() : S3Folder.fromToken(token),
                        request.maxKeys());
        List<S3Object> contents =
                page.keys().stream().map(k -> object(request.bucket(), k)).toList();
        return ListObjectsV2Response.builder()
                .name(request.bucket())
                .prefix(request.prefix())
                .contents(contents)
                .keyCount(contents.size())
                .isTruncated(page.truncated())
                .nextContinuationToken(S3Folder.toToken(page.next()))
                .build();
    }

    private S3Object object(String bucket, String key) {
        Path file = folder.existing(bucket, key);
        try {
            return S3Object.builder()
                    .key(key)
                    .size(Files.size(file))
                    .eTag(S3Folder.eTag(file))
                    .lastModified(modified(file))
                    .build();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void before(String operation) {
        faults.before(
                operation,
                () ->
                        ServiceErrors.error(
                                S3Exception.builder(),
                                "S3",
                                "SlowDown",
                                503,
                                "Please reduce your request rate."));
    }

    private static boolean onlyNew(String ifNoneMatch) {
        if (ifNoneMatch != null && !ifNoneMatch.equals("*")) {
            throw ServiceErrors.error(
                    S3Exception.builder(),
                    "S3",
                    "NotImplemented",
                    501,
                    "A header you provided implies functionality that is not implemented");
        }
        return ifNoneMatch != null;
    }

    private static void requireMatch(@Nullable String ifMatch, Path file) {
        try {
            if (ifMatch != null && !ifMatch.equals(S3Folder.eTag(file))) {
                throw S3Folder.preconditionFailed();
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static Instant modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }

    private static SdkClientException failed(Exception e) {
        return SdkClientException.create("local S3: " + e, e);
    }
}
