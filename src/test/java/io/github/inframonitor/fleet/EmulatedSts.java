package io.github.inframonitor.fleet;

import static io.github.inframonitor.fleet.EmulatedListing.map;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** STS: who one is, and who one may be. */
final class EmulatedSts {
    private EmulatedSts() {}

    /** Gives keys that tell the account; they expire by the clock of the machine, as the SDK's. */
    static Map<String, Object> assumeRole(
            EmulatedFleet fleet, EmulatedTrouble trouble, JsonNode request) {
        String role = request.path("RoleArn").asText();
        if (!fleet.roles().contains(role)
                || !request.path("ExternalId").asText().equals(fleet.externalId())
                || trouble.isDenied(role.split(":")[4])) {
            throw new EmulatedRefusal(
                    403, "AccessDenied", "is not authorized to perform: sts:AssumeRole on " + role);
        }
        String session = request.path("RoleSessionName").asText();
        if (!session.matches("[\\w+=,.@-]{2,64}")) {
            throw EmulatedRefusal.invalid("ValidationError", "RoleSessionName: " + session);
        }
        String account = role.split(":")[4];
        Duration lifetime = Duration.ofSeconds(request.path("DurationSeconds").asLong(3600));
        return map(
                "Credentials",
                map(
                        "AccessKeyId",
                        EmulatedCaller.ASSUMED + account,
                        "SecretAccessKey",
                        "secret",
                        "SessionToken",
                        "token",
                        "Expiration",
                        Instant.now().plus(lifetime)),
                "AssumedRoleUser",
                map("AssumedRoleId", "AROA:" + session, "Arn", arn(account, session)));
    }

    static Map<String, Object> identity(String account) {
        return account.equals(EmulatedFleet.OWN)
                ? map(
                        "Arn",
                        "arn:aws:iam::" + account + ":user/own",
                        "UserId",
                        "AIDA",
                        "Account",
                        account)
                : map("Arn", arn(account, "s"), "UserId", "AROA:s", "Account", account);
    }

    private static String arn(String account, String session) {
        return "arn:aws:sts::" + account + ":assumed-role/infra-monitor/" + session;
    }
}
