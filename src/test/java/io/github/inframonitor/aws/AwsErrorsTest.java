package io.github.inframonitor.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

class AwsErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "400, ValidationException, true",
        "403, AccessDenied, true",
        "404, NoSuchBucket, true",
        "400, ResourceNotFoundException, true",
        "400, ThrottlingException, false",
        "400, ProvisionedThroughputExceededException, false",
        "408, RequestTimeout, false",
        "412, PreconditionFailed, false",
        "429, TooManyRequestsException, false",
        "500, InternalError, false",
        "503, SlowDown, false"
    })
    void tellsARefusalFromWhatMayPass(int status, String code, boolean refusal) {
        assertThat(new AwsErrors().isRefusal(new IOException(error(status, code))))
                .isEqualTo(refusal);
    }

    @Test
    void whatIsNotOfAwsMayPass() {
        assertThat(new AwsErrors().isRefusal(new IOException("reset"))).isFalse();
        assertThat(new AwsErrors().isRefusal(null)).isFalse();
    }

    @Test
    void namesTheRemedyInOneLine() {
        assertThat(AwsErrors.describe(error(404, "NoSuchBucket")))
                .isEqualTo(
                        "S3 404 NoSuchBucket: said so; create the bucket or correct cold.bucket");
        assertThat(AwsErrors.describe(new IOException("two\n  lines")))
                .isEqualTo("IOException: two lines");
        assertThat(AwsErrors.describe(AwsServiceException.builder().statusCode(404).build()))
                .startsWith("AWS 404: ");
    }

    private static AwsServiceException error(int status, String code) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(
                        AwsErrorDetails.builder()
                                .serviceName("S3")
                                .errorCode(code)
                                .errorMessage("said so")
                                .build())
                .build();
    }
}
