package io.github.inframonitor.aws;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Notes on every error of a client which call it is the answer to. */
final class FailureNotes implements ExecutionInterceptor {
    /** Not by modifyException, after which S3's own interceptor may put another in its place. */
    @Override
    public void onExecutionFailure(Context.FailedExecution failed, ExecutionAttributes attributes) {
        FailedCall.note(failed.exception(), failed.request());
    }
}
