package io.github.inframonitor.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may take the roles of the template. */
class TemplateRolesTest {
    /** An account's root is whoever in it has the permission: the collector, by its policy. */
    @Test
    void theRoleOfAFleetIsTakenByTheCollectorsAccountThatKnowsItsExternalId() {
        Resource role =
                Template.ofFleetRole(Map.of("CollectorAccount", "111111111111", "ExternalId", "x1"))
                        .resource("FleetRole");

        assertThat(role.list("AssumeRolePolicyDocument", "Statement"))
                .isEqualTo(
                        List.of(
                                Map.of(
                                        "Effect",
                                        "Allow",
                                        "Principal",
                                        Map.of("AWS", "arn:aws:iam::111111111111:root"),
                                        "Action",
                                        "sts:AssumeRole",
                                        "Condition",
                                        Map.of("StringEquals", Map.of("sts:ExternalId", "x1")))));
    }

    @Test
    void onlyWhatReadsAFleetMay() {
        assertThat(sids(Map.of())).doesNotContain("ReadFleet", "TakeRoles", "ShareCells");
        assertThat(sids(Map.of("Fleet", "true"))).contains("ReadFleet").doesNotContain("TakeRoles");
        assertThat(sids(Map.of("Fleet", "true", "FleetRoles", "arn:a")))
                .contains("TakeRoles")
                .doesNotContain("ReadFleet");
        assertThat(sids(Map.of("FleetRoles", "arn:a"))).doesNotContain("ReadFleet", "TakeRoles");
    }

    private static List<String> sids(Map<String, String> parameters) {
        return Template.read(parameters).statements("CollectorRole").stream()
                .map(Statement::sid)
                .toList();
    }

    private final Template template = Template.read();

    @ParameterizedTest
    @ValueSource(strings = {"CollectorRole", "LogProcessorRole", "ReaderRole"})
    void aRoleIsTakenByItsServiceAccountOrItsInstance(String role) throws Exception {
        String account =
                switch (role) {
                    case "CollectorRole" -> "infra-monitor";
                    case "LogProcessorRole" -> "infra-monitor-logs";
                    default -> "infra-monitor-reader";
                };
        String provider = "oidc.eks.us-east-1.amazonaws.com/id/AB";
        Template irsa = Template.read(Map.of("Identity", "irsa", "OidcProvider", provider));
        Template pods =
                Template.read(Map.of("Identity", "pod-identity", "ClusterName", "production"));

        JsonNode federated =
                new ObjectMapper()
                        .readTree(irsa.resource(role).text("AssumeRolePolicyDocument"))
                        .at("/Statement/0");
        assertThat(federated.at("/Principal/Federated").asText())
                .isEqualTo("arn:aws:iam::123456789012:oidc-provider/" + provider);
        assertThat(federated.at("/Condition/StringEquals").toString())
                .isEqualTo(
                        "{\"%s:sub\":\"system:serviceaccount:infra-monitor:%s\",\"%s:aud\":\"sts.amazonaws.com\"}"
                                .formatted(provider, account, provider));
        assertThat(pods.resource(role).properties().get("AssumeRolePolicyDocument").toString())
                .contains("pods.eks.amazonaws.com", "sts:TagSession", "=" + account + "}");
        assertThat(pods.resources("AWS::EKS::PodIdentityAssociation"))
                .extracting(
                        association -> association.text("ServiceAccount"),
                        association -> association.text("RoleArn"))
                .contains(tuple(account, "arn:aws:iam::123456789012:role/" + role));
        assertThat(template.resource(role).properties().get("AssumeRolePolicyDocument").toString())
                .contains("ec2.amazonaws.com");
        assertThat(template.resources("AWS::IAM::InstanceProfile"))
                .extracting(profile -> profile.list("Roles").get(0).toString())
                .contains(role);
    }
}
