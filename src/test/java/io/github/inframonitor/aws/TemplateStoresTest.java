package io.github.inframonitor.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the template promises of the stores, which the emulator of the tests ignores. */
class TemplateStoresTest {
    private static final Path FILE = Path.of("src/main/cloudformation/infra-monitor.yaml");

    private final Template template = Template.read(Map.of("LogQueue", "true"));

    @Test
    void theBucketIsNobodyElses() {
        Resource bucket = template.resource("Bucket");

        assertThat(bucket.retained()).isTrue();
        assertThat(bucket.properties().get("PublicAccessBlockConfiguration"))
                .isEqualTo(
                        Map.of(
                                "BlockPublicAcls", "true",
                                "BlockPublicPolicy", "true",
                                "IgnorePublicAcls", "true",
                                "RestrictPublicBuckets", "true"));
        assertThat(bucket.properties().get("BucketEncryption").toString()).contains("AES256");
        Statement onlyByTls =
                Statement.of(
                        TemplateYaml.map(
                                template.resource("BucketPolicy")
                                        .list("PolicyDocument", "Statement")
                                        .get(0)));
        String arn = "arn:aws:s3:::" + bucket.text("BucketName");
        assertThat(onlyByTls)
                .isEqualTo(
                        new Statement(
                                "OnlyByTls",
                                false,
                                List.of("s3:*"),
                                List.of(arn, arn + "/*"),
                                Map.of("Bool", Map.of("aws:SecureTransport", List.of("false")))));
    }

    /** S3 moves nothing below 128 KB, so no rule may seem to. */
    @Test
    void whatMovesToInfrequentAccessIsLargeAndAMonthOld() {
        assertThat(rules())
                .filteredOn(rule -> rule.containsKey("Transitions"))
                .hasSize(2)
                .allSatisfy(
                        rule -> assertThat(rule).containsEntry("ObjectSizeGreaterThan", "131072"))
                .extracting(rule -> rule.get("Transitions"))
                .containsOnly(
                        List.of(Map.of("StorageClass", "STANDARD_IA", "TransitionInDays", "30")));
    }

    @Test
    void onlyResultsAndLogsThatWereProcessedAreDeleted() {
        assertThat(rules())
                .filteredOn(rule -> rule.containsKey("ExpirationInDays"))
                .extracting(rule -> rule.get("Prefix"), rule -> rule.get("ExpirationInDays"))
                .containsExactlyInAnyOrder(
                        tuple("logs/processed/", "90"),
                        tuple("logs/failed/", "90"),
                        tuple("athena-results/", "7"));
        assertThat(rules())
                .filteredOn(rule -> rule.containsKey("AbortIncompleteMultipartUpload"))
                .singleElement()
                .satisfies(rule -> assertThat(rule).doesNotContainKey("Prefix"));
    }

    @Test
    void theQueueIsToldOfIncomingLogsOnly() {
        Resource queue = template.resource("LogsQueue");
        String arn = "arn:aws:sqs:us-east-1:123456789012:" + queue.text("QueueName");

        assertThat(
                        template.resource("Bucket")
                                .list("NotificationConfiguration", "QueueConfigurations"))
                .isEqualTo(
                        List.of(
                                Map.of(
                                        "Event",
                                        "s3:ObjectCreated:*",
                                        "Queue",
                                        arn,
                                        "Filter",
                                        Map.of(
                                                "S3Key",
                                                Map.of(
                                                        "Rules",
                                                        List.of(
                                                                Map.of(
                                                                        "Name",
                                                                        "prefix",
                                                                        "Value",
                                                                        "logs/incoming/")))))));
        assertThat(queue.text("RedrivePolicy", "deadLetterTargetArn")).isEqualTo(arn + "-dead");
        assertThat(template.resource("LogsDeadLetters").text("QueueName"))
                .isEqualTo(queue.text("QueueName") + "-dead");
        Statement fromTheBucket =
                Statement.of(
                        TemplateYaml.map(
                                template.resource("LogsQueuePolicy")
                                        .list("PolicyDocument", "Statement")
                                        .get(0)));
        assertThat(fromTheBucket.resources()).containsExactly(arn);
        assertThat(fromTheBucket.conditions())
                .isEqualTo(
                        Map.of(
                                "StringEquals",
                                Map.of("aws:SourceAccount", List.of("123456789012")),
                                "ArnEquals",
                                Map.of(
                                        "aws:SourceArn",
                                        List.of(
                                                "arn:aws:s3:::"
                                                        + template.settings()
                                                                .get("cold.bucket")))));
    }

    @Test
    void aCellThatFiveProcessesCouldNotDoIsSetAside() {
        Template dispatching = Template.read(Map.of("DispatchQueue", "true"));
        Resource queue = dispatching.resource("CellsQueue");

        assertThat(queue.text("RedrivePolicy", "maxReceiveCount")).isEqualTo("5");
        assertThat(queue.text("RedrivePolicy", "deadLetterTargetArn"))
                .isEqualTo("arn:aws:sqs:us-east-1:123456789012:infra-monitor-cells-dead");
        assertThat(dispatching.resource("CellsDeadLetters").text("QueueName"))
                .isEqualTo("infra-monitor-cells-dead");
        assertThat(dispatching.settings())
                .containsEntry(
                        "dispatch.queue-url",
                        "https://sqs.us-east-1.amazonaws.com/123456789012/infra-monitor-cells");
        assertThat(template.resources("AWS::SQS::Queue"))
                .extracting(Resource::id)
                .doesNotContain("CellsQueue", "CellsDeadLetters");
    }

    @Test
    void theTableOutlivesTheStackAndIsRestorableIfAsked() {
        assertThat(template.resource("Table").retained()).isTrue();
        assertThat(pointInTimeRecovery(template)).isEqualTo("false");
        assertThat(pointInTimeRecovery(Template.read(Map.of("PointInTimeRecovery", "true"))))
                .isEqualTo("true");
    }

    @Test
    void theWorkgroupBoundsEveryQuery() {
        Resource workgroup = template.resource("WorkGroup");

        assertThat(workgroup.text("WorkGroupConfiguration", "EnforceWorkGroupConfiguration"))
                .isEqualTo("true");
        assertThat(workgroup.number("WorkGroupConfiguration", "BytesScannedCutoffPerQuery"))
                .isEqualTo(1 << 30);
        assertThat(
                        workgroup.text(
                                "WorkGroupConfiguration", "ResultConfiguration", "OutputLocation"))
                .isEqualTo("s3://" + template.settings().get("cold.bucket") + "/athena-results/");
    }

    /** CloudFormation takes more only from a bucket, which an empty account does not have. */
    @Test
    void theTemplateIsSmallEnoughToBeDeployedAsItIs() throws Exception {
        assertThat(Files.size(FILE)).isLessThan(51_200);
    }

    private List<Map<String, Object>> rules() {
        return template.resource("Bucket").list("LifecycleConfiguration", "Rules").stream()
                .map(TemplateYaml::map)
                .toList();
    }

    private static String pointInTimeRecovery(Template template) {
        return template.resource("Table")
                .text("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled");
    }
}
