package io.github.inframonitor.spool;

import io.github.inframonitor.aws.AwsErrors;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * What a store made of a run that it was sent again, as a circuit breaker wants to know it: a
 * failure that may pass is thrown. A refusal is the body and no more, since the service that
 * refuses is neither down nor asked too fast.
 *
 * <p>For {@code enrich}: a store's route that handled its failure would end this one without a
 * word, so it gets an exchange of its own.
 */
public final class StoreAnswer implements AggregationStrategy {
    private final AwsErrors errors = new AwsErrors();

    @Override
    public Exchange aggregate(Exchange asked, Exchange answer) {
        Throwable failure = answer.getException();
        if (failure == null && answer.getMessage().getBody() instanceof Throwable handled) {
            failure = handled;
        }
        if (failure == null || errors.isRefusal(failure)) {
            asked.getMessage().setBody(answer.getMessage().getBody());
        } else {
            asked.setException(failure);
        }
        return asked;
    }
}
