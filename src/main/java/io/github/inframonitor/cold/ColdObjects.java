package io.github.inframonitor.cold;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Objects that are there when a run is done again. The aws2-s3 component puts one if none is there,
 * and not in the place of a certain one.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional
 *     writes</a>
 */
public final class ColdObjects implements CamelContextAware {
    private final String bucket;
    private final ParquetEncoder encoder = new ParquetEncoder();
    private @Nullable CamelContext camelContext;

    /**
     * @param bucket {@code cold.bucket}
     */
    public ColdObjects(String bucket) {
        this.bucket = bucket;
    }

    /**
     * Puts an object in the place of the one that is there, with those of its rows that the new one
     * has not.
     *
     * @throws software.amazon.awssdk.services.s3.model.S3Exception with the status 412 if another
     *     took its place meanwhile
     */
    public void add(ColdObject object, String key) throws IOException {
        ResponseBytes<GetObjectResponse> there =
                client().getObjectAsBytes(get -> get.bucket(bucket).key(key));
        byte[] both = encoder.join(object, there.asByteArrayUnsafe());
        client().putObject(
                        put ->
                                put.bucket(bucket)
                                        .key(key)
                                        .contentType(there.response().contentType())
                                        .ifMatch(there.response().eTag()),
                        RequestBody.fromBytes(both));
    }

    private S3Client client() {
        return requireNonNull(
                requireNonNull(camelContext).getRegistry().findSingleByType(S3Client.class));
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }

    @Override
    public @Nullable CamelContext getCamelContext() {
        return camelContext;
    }
}
