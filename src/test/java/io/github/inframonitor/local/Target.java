package io.github.inframonitor.local;

import java.net.URI;
import java.util.UUID;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/**
 * What a contract is held against: the stand-in and, where {@code CONTRACT_ENDPOINT} names an
 * independent implementation of the same service, that one too. It is meant to be moto; where moto
 * is known to keep a rule otherwise than AWS does, the rule says so by {@link #deviates}.
 */
record Target<C>(String name, C client, boolean standIn) {

    static <C> Stream<Target<C>> of(C standIn, AwsClientBuilder<?, C> builder) {
        Target<C> first = new Target<>("stand-in", standIn, true);
        String endpoint = System.getenv("CONTRACT_ENDPOINT");
        if (endpoint == null || endpoint.isBlank()) {
            return Stream.of(first);
        }
        C client =
                builder.endpointOverride(URI.create(endpoint))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("contract", "contract")))
                        .build();
        return Stream.of(first, new Target<>(endpoint, client, false));
    }

    /**
     * Whether this target is the endpoint, which is known to deviate here. The test then asserts
     * the deviation, so that it fails and can be shortened once the endpoint keeps the rule.
     */
    boolean deviates(String how) {
        return !standIn && !how.isBlank();
    }

    /** A name that no earlier test has left anything under. */
    static String unique(String what) {
        return what + "-" + UUID.randomUUID();
    }

    @Override
    public String toString() {
        return name;
    }
}
