package io.github.inframonitor.fleet;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;

/**
 * One region of one account: what is discovered, read and throttled by itself, and may fail by
 * itself.
 *
 * @param account twelve digits
 * @param region such as {@code eu-west-1}
 * @param role ARN of the role to assume there; null for the credentials of this process
 */
public record Cell(String account, Region region, @Nullable String role) {
    /** {@code 123456789012/eu-west-1}. */
    @Override
    public String toString() {
        return account + "/" + region.id();
    }
}
