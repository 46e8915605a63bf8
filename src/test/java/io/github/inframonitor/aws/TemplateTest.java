package io.github.inframonitor.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The template read as CloudFormation would fill it in. */
class TemplateTest {

    @Test
    void defaultsAreFilledIn() {
        assertThat(Template.read().settings())
                .isEqualTo(
                        Map.of(
                                "aws.region", "us-east-1",
                                "cold.bucket", "infra-monitor-123456789012-us-east-1",
                                "cold.prefix", "metrics",
                                "hot.table", "infra-monitor",
                                "cloudwatch.namespace", "InfraMonitor",
                                "alarms.prefix", "infra-monitor-",
                                "alerts.topic-arn",
                                        "arn:aws:sns:us-east-1:123456789012:infra-monitor",
                                "athena.workgroup", "infra-monitor",
                                "athena.database", "infra_monitor"));
    }

    @Test
    void parametersReplaceTheDefaults() {
        Template template =
                Template.read(
                        Map.of(
                                "PipelineName", "web",
                                "LogQueue", "true",
                                "AWS::Partition", "aws-cn",
                                "AWS::AccountId", "000000000000",
                                "AWS::Region", "cn-north-1",
                                "AWS::URLSuffix", "amazonaws.com.cn"));

        assertThat(template.settings())
                .containsEntry(
                        "logs.queue-url",
                        "https://sqs.cn-north-1.amazonaws.com.cn/000000000000/web-logs")
                .containsEntry("alerts.topic-arn", "arn:aws-cn:sns:cn-north-1:000000000000:web");
    }

    @Test
    void aLiteralIsNotSubstituted() {
        assertThat(
                        Template.read()
                                .resource("SamplesTable")
                                .text("TableInput", "Parameters", "storage.location.template"))
                .isEqualTo("s3://infra-monitor-123456789012-us-east-1/metrics/dt=${dt}/");
    }

    @Test
    void whatHasNoValueIsLeftOut() {
        Template without = Template.read();
        Template with = Template.read(Map.of("LogQueue", "true"));

        assertThat(without.resource("Bucket").properties())
                .doesNotContainKey("NotificationConfiguration");
        assertThat(with.resource("Bucket").properties()).containsKey("NotificationConfiguration");
        assertThat(without.resources("AWS::SQS::Queue")).isEmpty();
        assertThat(with.resources("AWS::SQS::Queue"))
                .extracting(Resource::id)
                .containsExactly("LogsQueue", "LogsDeadLetters");
    }

    @Test
    void aListIsOneAndItsParts() {
        Template template = Template.read(Map.of("Fleet", "true", "FleetRoles", "arn:a,arn:b"));

        assertThat(template.settings()).containsEntry("fleet.roles", "arn:a,arn:b");
        assertThat(template.statements("CollectorRole"))
                .contains(
                        new Statement(
                                "TakeRoles",
                                true,
                                List.of("sts:AssumeRole"),
                                List.of("arn:a", "arn:b"),
                                Map.of()));
    }

    @Test
    void aRoleHasTheStatementsOfItsPolicies() {
        Template together = Template.read(Map.of("LogQueue", "true"));
        Template apart = Template.read(Map.of("LogQueue", "true", "OneProcess", "false"));

        assertThat(apart.statements("CollectorRole"))
                .contains(
                        new Statement(
                                "StoreMetrics",
                                true,
                                List.of("cloudwatch:PutMetricData"),
                                List.of("*"),
                                Map.of(
                                        "StringEquals",
                                        Map.of("cloudwatch:namespace", List.of("InfraMonitor")))));
        assertThat(sids(apart, "CollectorRole")).doesNotContain("TakeEvents", "Query");
        assertThat(sids(apart, "LogProcessorRole")).contains("TakeEvents");
        assertThat(sids(together, "CollectorRole")).contains("StoreHot", "TakeEvents", "Query");
    }

    @Test
    void whatTheTemplateDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> Template.read(Map.of("PeriodSecond", "60")))
                .hasMessage("the template has no parameter PeriodSecond");
        assertThatThrownBy(() -> Template.read().resource("LogsQueue"))
                .hasMessage("the template makes no LogsQueue");
        assertThatThrownBy(() -> Template.read().resource("Bucket").text("BucketNames"))
                .hasMessage("Bucket has no text BucketNames");
    }

    private static List<String> sids(Template template, String role) {
        return template.statements(role).stream().map(Statement::sid).toList();
    }
}
