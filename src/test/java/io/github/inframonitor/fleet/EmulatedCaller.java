package io.github.inframonitor.fleet;

import com.sun.net.httpserver.Headers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who asks which service, by the signature of the request, which is not checked.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html">the
 *     credential scope</a>
 */
record EmulatedCaller(String service, EmulatedCell cell) {
    /** What the access keys begin with that a role was assumed by; the account follows. */
    static final String ASSUMED = "ASIA";

    private static final Pattern CREDENTIAL =
            Pattern.compile("Credential=([^/,]+)/\\d+/([^/,]+)/([^/,]+)/aws4_request");

    /**
     * @return null if it is not signed
     */
    static EmulatedCaller of(Headers headers) {
        String signature = headers.getFirst("Authorization");
        if (signature == null) {
            return null;
        }
        Matcher credential = CREDENTIAL.matcher(signature);
        if (!credential.find()) {
            throw new IllegalArgumentException(signature);
        }
        String key = credential.group(1);
        boolean assumed = key.matches(ASSUMED + "\\d{12}");
        if (assumed && headers.getFirst("X-Amz-Security-Token") == null) {
            throw new IllegalArgumentException("no session token with " + key);
        }
        return new EmulatedCaller(
                credential.group(3),
                new EmulatedCell(
                        assumed ? key.substring(ASSUMED.length()) : EmulatedFleet.OWN,
                        credential.group(2)));
    }
}
