package io.github.inframonitor.logs;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key of a log object: {@code logs/incoming/<service>/...}, and where the object goes from
 * there. A folder {@code json}, {@code alb} or {@code combined} right below the service says what
 * its lines are; without one each line is looked at.
 *
 * @param key the whole key
 */
record LogKey(String key) {
    static final String INCOMING = "logs/incoming/";

    private static final Pattern PARTS = Pattern.compile(INCOMING + "([A-Za-z0-9._-]{1,64})/(.+)");
    private static final Pattern FORMAT = Pattern.compile("(json|alb|combined)/.+");

    /** What a load balancer writes to see whether it may write; it is no log. */
    private static final String TEST_FILE = "ELBAccessLogTestFile";

    /** Stands for the service where a key has none that could be one. */
    static final String NO_SERVICE = "unknown";

    String service() {
        Matcher parts = PARTS.matcher(key);
        return parts.matches() ? parts.group(1) : NO_SERVICE;
    }

    boolean hasService() {
        return PARTS.matcher(key).matches();
    }

    boolean isTestFile() {
        return key.endsWith("/" + TEST_FILE);
    }

    /** What the prefix says of the lines; null to look at each. */
    @Nullable LogFormat format() {
        Matcher parts = PARTS.matcher(key);
        Matcher format = FORMAT.matcher(parts.matches() ? parts.group(2) : "");
        return format.matches()
                ? LogFormat.valueOf(format.group(1).toUpperCase(Locale.ROOT))
                : null;
    }

    String processed() {
        return key.replaceFirst("^logs/incoming/", "logs/processed/");
    }

    String failed() {
        return key.replaceFirst("^logs/incoming/", "logs/failed/");
    }

    /**
     * Identity of what an object holds under its key: the first 12 hex digits of the SHA-256 of
     * both. The same object, put again, has the same.
     */
    String identity(String eTag) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest((key + "\n" + eTag).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
