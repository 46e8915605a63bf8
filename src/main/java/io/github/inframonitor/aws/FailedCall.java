package io.github.inframonitor.aws;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;

/**
 * Which call an error of the SDK is the answer to, which the error itself does not tell: it travels
 * along as suppressed.
 */
public final class FailedCall extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient AwsCall call;

    private FailedCall(AwsCall call) {
        super(call.action() + " on " + call.resource(), null, false, false);
        this.call = call;
    }

    /** Notes on an error what the request was; of several notes the first counts. */
    public static void note(Throwable error, SdkRequest request) {
        if (of(error) == null) {
            error.addSuppressed(new FailedCall(AwsCall.of(request)));
        }
    }

    /** The setting that names what an error is about; empty where none does. */
    static String setting(Throwable error) {
        AwsCall call = of(error);
        return call == null ? "" : call.setting();
    }

    /** What was noted on an error. */
    static @Nullable AwsCall of(Throwable error) {
        for (Throwable suppressed : error.getSuppressed()) {
            if (suppressed instanceof FailedCall failed) {
                return failed.call;
            }
        }
        return null;
    }
}
