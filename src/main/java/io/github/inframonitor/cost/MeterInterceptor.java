package io.github.inframonitor.cost;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;

/** Tells the meter of every call of a client, which the SDK runs on the thread that called. */
final class MeterInterceptor implements ExecutionInterceptor {
    private static final ExecutionAttribute<Wire> WIRE =
            new ExecutionAttribute<>("io.github.inframonitor.cost.Wire");

    private final Meter meter;

    MeterInterceptor(Meter meter) {
        this.meter = meter;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution call, ExecutionAttributes attributes) {
        attributes.putAttribute(WIRE, new Wire());
    }

    @Override
    public void beforeTransmission(
            Context.BeforeTransmission attempt, ExecutionAttributes attributes) {
        attributes
                .getAttribute(WIRE)
                .sent(attempt.requestBody().flatMap(RequestBody::optionalContentLength).orElse(0L));
    }

    @Override
    public void afterTransmission(
            Context.AfterTransmission answer, ExecutionAttributes attributes) {
        attributes
                .getAttribute(WIRE)
                .received(
                        answer.httpResponse()
                                .firstMatchingHeader("Content-Length")
                                .map(Long::parseLong)
                                .orElse(0L));
    }

    @Override
    public void afterExecution(Context.AfterExecution call, ExecutionAttributes attributes) {
        meter.count(call.request(), call.response(), attributes.getAttribute(WIRE));
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution call, ExecutionAttributes attributes) {
        meter.count(call.request(), null, attributes.getAttribute(WIRE));
    }
}
