package io.github.inframonitor.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.inframonitor.analytics.QuestionException;
import io.github.inframonitor.aws.AwsErrors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Bodies of answers that tell of a problem.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
public final class Problems {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final Logger logger = LoggerFactory.getLogger(Problems.class);

    private static final Map<Integer, String> TITLES =
            Map.of(
                    400, "Bad Request",
                    401, "Unauthorized",
                    403, "Forbidden",
                    404, "Not Found",
                    405, "Method Not Allowed",
                    406, "Not Acceptable",
                    409, "Conflict",
                    413, "Content Too Large",
                    415, "Unsupported Media Type",
                    503, "Service Unavailable");

    /**
     * The problem that an exception is to a client. What is our own fault is logged, and not told.
     */
    public Map<String, Object> of(Throwable thrown) {
        for (Throwable cause : ObjectHelper.createExceptionIterable(thrown)) {
            Map<String, Object> problem = known(cause);
            if (problem != null) {
                return problem;
            }
        }
        logger.error("a request could not be answered", thrown);
        return body(500, null, "the log of the process says why");
    }

    private static @Nullable Map<String, Object> known(Throwable thrown) {
        if (thrown instanceof ProblemException problem) {
            return body(problem.status(), problem.parameter(), message(problem));
        }
        if (thrown instanceof QuestionException) {
            return body(400, "parameters", message(thrown));
        }
        if (thrown instanceof NotAcceptableException) {
            return body(406, null, message(thrown));
        }
        if (thrown instanceof SdkException) {
            return body(503, null, "AWS gives no answer: " + AwsErrors.describe(thrown));
        }
        if (thrown instanceof JsonProcessingException) {
            return body(400, "body", "the body is no JSON");
        }
        return null;
    }

    static Map<String, Object> body(int status, @Nullable String parameter, String detail) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", TITLES.getOrDefault(status, "Internal Server Error"));
        body.put("status", status);
        body.put("detail", detail);
        if (parameter != null) {
            body.put("parameter", parameter);
        }
        return body;
    }

    private static String message(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }
}
