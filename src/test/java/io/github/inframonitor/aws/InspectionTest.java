package io.github.inframonitor.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.inframonitor.aws.FakeAws.Answer;
import io.github.inframonitor.aws.FakeAws.Asked;
import io.github.inframonitor.settings.SettingException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the check says of whatever AWS answers. */
class InspectionTest {
    private static final String JSON = "application/x-amz-json-1.0";
    private static final String QUEUE =
            "https://sqs.eu-west-1.amazonaws.com/123456789012/infra-monitor-logs";
    private static final String CELLS = "https://sqs.eu-west-1.amazonaws.com/123456789012/cells";
    private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:ops";

    private final CamelContext context = new DefaultCamelContext();
    private final Map<String, Answer> answers = new HashMap<>();
    private final Properties settings = FakeAws.settings("10s");
    private FakeAws aws;

    @BeforeEach
    void open() throws IOException {
        aws = new FakeAws(asked -> answers.getOrDefault(name(asked), Answer.of(200, JSON, "{}")));
        settings.setProperty("cold.bucket", "bucket");
        settings.setProperty("cold.prefix", "metrics");
        settings.setProperty("hot.table", "table");
        settings.setProperty("alerts.topic-arn", TOPIC);
        settings.setProperty("cloudwatch.namespace", "InfraMonitor");
        settings.setProperty("athena.workgroup", "group");
        settings.setProperty("athena.database", "base");
        settings.setProperty("logs.queue-url", "");
        context.getPropertiesComponent().setInitialProperties(settings);
        aws.clients().configure(context);
        answers.put(
                "GetCallerIdentity",
                xml(
                        "GetCallerIdentity",
                        "<Arn>arn:aws:sts::123456789012:me</Arn><Account>123456789012</Account>"));
        answers.put("S3", Answer.of(200, "application/xml", ""));
        answers.put("S3 part", refuse(404, "application/xml", "NoSuchUpload"));
        answers.put(
                "DescribeTable",
                Answer.of(
                        200,
                        JSON,
                        table(
                                ",\"GlobalSecondaryIndexes\":[{\"IndexName\":\"gsi1\",\"KeySchema\":"
                                        + keys("gsi1")
                                        + "}]")));
        answers.put(
                "DescribeTimeToLive",
                Answer.of(
                        200,
                        JSON,
                        "{\"TimeToLiveDescription\":{\"AttributeName\":\"expires_at\",\"TimeToLiveStatus\":\"ENABLED\"}}"));
        answers.put("GetTopicAttributes", xml("GetTopicAttributes", "<Attributes/>"));
        answers.put("ListSubscriptionsByTopic", subscriptions(TOPIC + ":1"));
        answers.put("Publish", refuse(400, "text/xml", "InvalidParameter"));
        answers.put(
                "PutItem",
                Answer.of(400, JSON, "{\"__type\":\"x#ConditionalCheckFailedException\"}"));
        answers.put(
                "UpdateItem",
                Answer.of(400, JSON, "{\"__type\":\"x#ConditionalCheckFailedException\"}"));
        answers.put("PutMetricData", Answer.of(200, "application/cbor", "\u00a0"));
    }

    @AfterEach
    void close() {
        context.stop();
        aws.close();
    }

    @Test
    void allThereIsComplete() {
        DestinationReport report = DestinationReport.of(context);

        assertThat(report.complete()).as(report.text()).isTrue();
        assertThat(report.text())
                .startsWith("ok       credentials  arn:aws:sts::123456789012:me\n")
                .contains("ok       region       eu-west-1\n")
                .contains("ok       bucket       bucket\n")
                .contains("ok       table        table with its index gsi1\n")
                .contains("ok       ttl          expires_at\n")
                .contains("ok       subscription 1 confirmed\n")
                .contains("ok       workgroup    group\n")
                .contains("ok       permission   s3:PutObject on arn:aws:s3:::bucket/metrics/*\n")
                .contains("unknown  permission   sns:Publish on " + TOPIC)
                .doesNotContain("add to the policy");
    }

    @Test
    void aMissingBucketNamesItsSetting() {
        answers.put("S3", Answer.of(404, "application/xml", ""));

        assertThat(DestinationReport.of(context).firstMissing())
                .isEqualTo(
                        "cold.bucket: there is no bucket 'bucket' here; create it, or correct the"
                                + " setting");
    }

    @Test
    void aTableWithoutItsIndexIsNotTheTable() {
        answers.put("DescribeTable", Answer.of(200, JSON, table("")));

        assertThat(DestinationReport.of(context).firstMissing())
                .isEqualTo("hot.table: 'table' has no index gsi1; add it, on gsi1pk and gsi1sk");
    }

    @Test
    void aTableThatDeletesNothingIsTold() {
        answers.put(
                "DescribeTimeToLive",
                Answer.of(
                        200,
                        JSON,
                        "{\"TimeToLiveDescription\":{\"TimeToLiveStatus\":\"DISABLED\"}}"));

        assertThat(DestinationReport.of(context).firstMissing())
                .contains("enable TTL on expires_at");
    }

    @Test
    void aSubscriptionThatWaitsIsTold() {
        answers.put("ListSubscriptionsByTopic", subscriptions("PendingConfirmation"));

        assertThat(DestinationReport.of(context).firstMissing()).contains("waits to be confirmed");
    }

    @Test
    void aPermissionThatLacksIsAStatementToAdd() {
        answers.put("BatchWriteItem", Answer.refusal(JSON, "AccessDeniedException"));

        DestinationReport report = DestinationReport.of(context);

        assertThat(report.complete()).isFalse();
        assertThat(report.firstMissing()).startsWith("not allowed: dynamodb:BatchWriteItem on ");
        assertThat(report.text())
                .contains("add to the policy of the role:")
                .contains("\"dynamodb:BatchWriteItem\"")
                .contains("arn:aws:dynamodb:eu-west-1:123456789012:table\\/table");
    }

    @Test
    void whatMayNotBeAskedForIsUnknownAndStopsNobody() {
        answers.put("DescribeTable", Answer.refusal(JSON, "AccessDeniedException"));

        DestinationReport report = DestinationReport.of(context);

        assertThat(report.complete()).isTrue();
        assertThat(report.text())
                .contains("unknown  table        DynamoDb 400 AccessDeniedException")
                .contains("\"dynamodb:DescribeTable\"");
    }

    @Test
    void credentialsThatAwsDoesNotKnowEndItInOneLine() {
        answers.put("GetCallerIdentity", refuse(403, "text/xml", "InvalidClientTokenId"));

        assertThatThrownBy(() -> DestinationReport.of(context))
                .isInstanceOf(SettingException.class)
                .hasMessageMatching("credentials: [^\n]*; renew the credentials");
        assertThat(aws.asked()).hasSize(1);
    }

    @Test
    void aNetworkThatIsNotThereEndsItInOneLine() {
        aws.close();

        assertThatThrownBy(() -> DestinationReport.of(context))
                .isInstanceOf(SettingException.class)
                .hasMessageMatching("AWS: [^\n]*Connection refused[^\n]*");
    }

    @Test
    void aQueueIsAskedForWhereOneIsSet() {
        settings.setProperty("logs.queue-url", QUEUE);

        assertThat(DestinationReport.of(context).text())
                .contains("ok       queue        " + QUEUE + "\n")
                .contains("unknown  permission   sqs:ReceiveMessage, sqs:DeleteMessage on ");
    }

    @Test
    void whatSharesOutAFleetIsAskedForItsQueue() {
        settings.setProperty("collect.sources", "ec2,rds");
        settings.setProperty("dispatch", "sqs");
        settings.setProperty("dispatch.queue-url", CELLS);

        assertThat(DestinationReport.of(context).text())
                .contains("ok       queue        " + CELLS + "\n")
                .contains(
                        "unknown  permission   sqs:SendMessage, sqs:ReceiveMessage,"
                                + " sqs:ChangeMessageVisibility, sqs:DeleteMessage on"
                                + " arn:aws:sqs:eu-west-1:123456789012:cells: ");
    }

    @Test
    void whatReadsAFleetIsTriedInTheAccountOfTheProcess() {
        settings.setProperty("collect.sources", "ec2,rds");
        answers.put("GetMetricData", Answer.of(200, "application/cbor", "\u00a0"));
        answers.put("ListMetrics", Answer.of(200, "application/cbor", "\u00a0"));
        answers.put(
                "DescribeInstances",
                Answer.of(
                        412,
                        "text/xml",
                        "<Response><Errors><Error><Code>DryRunOperation</Code></Error></Errors></Response>"));
        answers.put("DescribeDBInstances", xml("DescribeDBInstances", "<DBInstances/>"));

        assertThat(DestinationReport.of(context).text())
                .contains(
                        "ok       permission   cloudwatch:GetMetricData, cloudwatch:ListMetrics,"
                                + " ec2:DescribeInstances, rds:DescribeDBInstances on *\n");

        answers.put(
                "DescribeInstances",
                Answer.of(
                        403,
                        "text/xml",
                        "<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>"));

        assertThat(DestinationReport.of(context).firstMissing())
                .isEqualTo("not allowed: ec2:DescribeInstances on *");
    }

    @Test
    void theRolesOfAFleetAreAssumed() {
        settings.setProperty("collect.sources", "ec2,rds");
        settings.setProperty("fleet.roles", "arn:aws:iam::222222222222:role/fleet");
        answers.put("AssumeRole", xml("AssumeRole", "<Credentials/>"));

        assertThat(DestinationReport.of(context).text())
                .contains(
                        "ok       permission   sts:AssumeRole on"
                                + " arn:aws:iam::222222222222:role/fleet\n");

        answers.put("AssumeRole", refuse(403, "text/xml", "AccessDenied"));

        assertThat(DestinationReport.of(context).firstMissing())
                .isEqualTo("not allowed: sts:AssumeRole on arn:aws:iam::222222222222:role/fleet");
    }

    @Test
    void aQueueOfCellsThatIsNotThereNamesItsSettingAndIsAReasonNotToStart() {
        settings.setProperty("collect.sources", "ec2,rds");
        settings.setProperty("dispatch", "sqs");
        settings.setProperty("dispatch.queue-url", CELLS);
        answers.put(
                "GetQueueAttributes",
                Answer.of(400, JSON, "{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\"}"));
        String missing = "dispatch.queue-url: there is no queue '" + CELLS + "' here; ";

        assertThat(DestinationReport.of(context).firstMissing()).startsWith(missing);
        assertThatThrownBy(() -> Destinations.check(context))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(missing);
    }

    @Test
    void aQueueThatIsNotThereNamesItsSetting() {
        settings.setProperty("logs.queue-url", QUEUE);
        answers.put(
                "GetQueueAttributes",
                Answer.of(400, JSON, "{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\"}"));

        assertThat(DestinationReport.of(context).firstMissing())
                .isEqualTo(
                        "logs.queue-url: there is no queue '"
                                + QUEUE
                                + "' here; create it, or correct the setting");
    }

    @Test
    void aQueueThatMayNotBeAskedForIsUnknown() {
        settings.setProperty("logs.queue-url", QUEUE);
        answers.put("GetQueueAttributes", Answer.refusal(JSON, "AccessDeniedException"));

        DestinationReport report = DestinationReport.of(context);

        assertThat(report.complete()).isTrue();
        assertThat(report.text())
                .contains("unknown  queue ")
                .contains("\"sqs:GetQueueAttributes\"");
    }

    /** The operation; S3 has none, and is told by what its path is. */
    private static String name(Asked asked) {
        if (!asked.path().startsWith("/bucket")) {
            return asked.operation();
        }
        return asked.path().contains("partNumber") ? "S3 part" : "S3";
    }

    private static Answer refuse(int status, String type, String code) {
        String error = "<Error><Code>" + code + "</Code><Message>no</Message></Error>";
        return Answer.of(
                status,
                type,
                type.equals("text/xml") ? "<ErrorResponse>" + error + "</ErrorResponse>" : error);
    }

    private static Answer xml(String operation, String result) {
        return Answer.of(
                200,
                "text/xml",
                "<%1$sResponse><%1$sResult>%2$s</%1$sResult></%1$sResponse>"
                        .formatted(operation, result));
    }

    private static Answer subscriptions(String arn) {
        return xml(
                "ListSubscriptionsByTopic",
                "<Subscriptions><member><SubscriptionArn>"
                        + arn
                        + "</SubscriptionArn></member></Subscriptions>");
    }

    private static String keys(String prefix) {
        String p = prefix.isEmpty() ? "" : prefix;
        return "[{\"AttributeName\":\"%spk\",\"KeyType\":\"HASH\"},{\"AttributeName\":\"%ssk\",\"KeyType\":\"RANGE\"}]"
                .formatted(p, p);
    }

    private static String table(String more) {
        return "{\"Table\":{\"TableName\":\"table\",\"KeySchema\":%s,\"AttributeDefinitions\":[%s]%s}}"
                .formatted(
                        keys(""),
                        "{\"AttributeName\":\"pk\",\"AttributeType\":\"S\"},{\"AttributeName\":\"sk\",\"AttributeType\":\"S\"},"
                                + "{\"AttributeName\":\"gsi1pk\",\"AttributeType\":\"S\"},{\"AttributeName\":\"gsi1sk\",\"AttributeType\":\"S\"}",
                        more);
    }
}
