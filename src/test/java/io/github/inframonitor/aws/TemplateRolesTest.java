package io.github.inframonitor.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may take the roles of the template. */
class TemplateRolesTest {
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
