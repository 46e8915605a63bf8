package io.github.inframonitor.local;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Errors as the SDK would make them of AWS's answers: with code, message and HTTP status. */
final class ServiceErrors {
    private ServiceErrors() {}

    /**
     * @param builder of the exception's class, which the SDK chooses by the code
     * @param code AWS's error code, such as {@code NoSuchKey}
     */
    static AwsServiceException error(
            AwsServiceException.Builder builder,
            String service,
            String code,
            int status,
            String message) {
        AwsErrorDetails details =
                AwsErrorDetails.builder()
                        .serviceName(service)
                        .errorCode(code)
                        .errorMessage(message)
                        // Camel's aws2-s3 reads the status from here and not from the exception
                        .sdkHttpResponse(SdkHttpResponse.builder().statusCode(status).build())
                        .build();
        return builder.awsErrorDetails(details).statusCode(status).requestId("local").build();
    }
}
