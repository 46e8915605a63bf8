package io.github.inframonitor.aws;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What an error means: whether it may pass by waiting, and what a person can do about it. */
public final class AwsErrors {
    /** How the SDK begins a message that goes on for a screen. */
    private static final String NO_CREDENTIALS = "Unable to load credentials";

    /**
     * Statuses of requests that came too early, too often, or for what was replaced meanwhile: all
     * else below 500 is a refusal.
     */
    private static final Set<Integer> MAY_PASS = Set.of(408, 409, 412, 425, 429);

    private static final Set<String> DENIED =
            Set.of(
                    "AccessDenied",
                    "AccessDeniedException",
                    "AuthorizationError",
                    "UnauthorizedOperation");

    /** Refusals that no policy cures, most of them a 403 too. */
    private static final Set<String> BAD_CREDENTIALS =
            Set.of(
                    "ExpiredToken",
                    "ExpiredTokenException",
                    "InvalidAccessKeyId",
                    "InvalidClientTokenId",
                    "SignatureDoesNotMatch",
                    "UnrecognizedClientException");

    /**
     * Whether AWS refused the request for what it is (access denied, validation, no such bucket or
     * table), so that to send it again is of no use. A throttle is no refusal though its status is
     * 400.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html">DynamoDB
     *     errors</a>
     */
    public boolean isRefusal(@Nullable Throwable thrown) {
        AwsServiceException error = find(thrown);
        return error != null
                && error.statusCode() >= 400
                && error.statusCode() < 500
                && !error.isThrottlingException()
                && !error.isClockSkewException()
                && !MAY_PASS.contains(error.statusCode());
    }

    /** What happened and, for a refusal, what to change: one line, with no stack trace. */
    public static String describe(Throwable thrown) {
        AwsServiceException error = find(thrown);
        if (error == null) {
            Throwable cause = root(thrown);
            if (String.valueOf(cause.getMessage()).startsWith(NO_CREDENTIALS)) {
                return "no AWS credentials are found; give the process a role, a profile, or"
                        + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
            }
            return oneLine(cause.getClass().getSimpleName() + ": " + cause.getMessage());
        }
        AwsErrorDetails details = error.awsErrorDetails();
        if (details == null || details.errorCode() == null) {
            return oneLine("AWS " + error.statusCode() + ": " + error.getMessage() + remedy(error));
        }
        return oneLine(
                "%s %d %s: %s%s"
                        .formatted(
                                details.serviceName(),
                                error.statusCode(),
                                details.errorCode(),
                                details.errorMessage(),
                                remedy(error)));
    }

    private static String remedy(AwsServiceException error) {
        AwsErrorDetails details = error.awsErrorDetails();
        String code = details == null ? "" : String.valueOf(details.errorCode());
        return switch (code) {
            case "NoSuchBucket" -> "; create the bucket or correct cold.bucket";
            case "ResourceNotFoundException" -> "; create the table or correct hot.table";
            case "NotFound", "NotFoundException" ->
                    "; create the topic or correct alerts.topic-arn";
            default -> {
                if (BAD_CREDENTIALS.contains(code)) {
                    yield "; renew the credentials";
                }
                yield isDenied(error) ? allow(error) : "";
            }
        };
    }

    /** Whether a policy lacks something; a HEAD says so by its status alone. */
    static boolean isDenied(AwsServiceException error) {
        AwsErrorDetails details = error.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        return DENIED.contains(String.valueOf(code))
                || (error.statusCode() == 403
                        && !error.isClockSkewException()
                        && !BAD_CREDENTIALS.contains(String.valueOf(code)));
    }

    /** AWS's message often does not name the action, S3's never, and a HEAD has no message. */
    private static String allow(AwsServiceException error) {
        AwsCall call = FailedCall.of(error);
        if (call == null) {
            return "; allow this action in the policy of the role that infra-monitor runs with";
        }
        String setting = call.setting().isEmpty() ? "" : " (" + call.setting() + ")";
        return "; the role that infra-monitor runs with must be allowed %s on %s%s"
                .formatted(call.action(), call.resource(), setting);
    }

    private static @Nullable AwsServiceException find(@Nullable Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof AwsServiceException error) {
                return error;
            }
        }
        return null;
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
