package io.github.inframonitor.aws;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Whether the role may do what it needs, statement by statement, as far as harmless calls tell. */
final class Permissions {
    private final NeededPolicy policy;
    private final Attempts attempts;

    Permissions(NeededPolicy policy, Attempts attempts) {
        this.policy = policy;
        this.attempts = attempts;
    }

    /**
     * What is found of each statement: that something of it is denied, or else what is allowed and
     * what is not known. The check's own are no part of it, since their calls are made.
     */
    List<Finding> findings() {
        return policy.statements().stream()
                .filter(statement -> !statement.sid().startsWith("AskFor"))
                .flatMap(statement -> findings(statement).stream())
                .toList();
    }

    private List<Finding> findings(Statement statement) {
        List<String> allowed = new ArrayList<>();
        List<String> denied = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String action : statement.actions()) {
            Finding.State state = Finding.State.OK;
            for (String resource : statement.resources()) {
                Finding.State of = attempt(action, resource, statement);
                state = of.compareTo(state) > 0 ? of : state;
            }
            switch (state) {
                case OK -> allowed.add(action);
                case MISSING -> denied.add(action);
                case UNKNOWN -> unknown.add(action);
            }
        }
        String on = " on " + String.join(", ", statement.resources());
        if (!denied.isEmpty()) {
            return List.of(
                    Finding.denied(
                            "permission",
                            "not allowed: " + String.join(", ", denied) + on,
                            statement));
        }
        List<Finding> findings = new ArrayList<>();
        if (!allowed.isEmpty()) {
            findings.add(Finding.ok("permission", String.join(", ", allowed) + on));
        }
        if (!unknown.isEmpty()) {
            findings.add(
                    Finding.unknown(
                            "permission",
                            String.join(", ", unknown)
                                    + on
                                    + ": no harmless call tells for certain"));
        }
        return findings;
    }

    private Finding.State attempt(String action, String resource, Statement statement) {
        @Nullable Runnable call = attempts.at(action, resource, statement);
        if (call == null) {
            return Finding.State.UNKNOWN;
        }
        try {
            call.run();
        } catch (AwsServiceException e) {
            if (AwsErrors.isDenied(e)) {
                return Finding.State.MISSING;
            }
            if (e.statusCode() >= 500 || new NothingThere(e).found()) {
                return Finding.State.UNKNOWN;
            }
        } catch (SdkException e) {
            return Finding.State.UNKNOWN;
        }
        return Attempts.isProof(action) ? Finding.State.OK : Finding.State.UNKNOWN;
    }
}
