package io.github.inframonitor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.github.inframonitor.cost.Meter;
import io.github.inframonitor.cost.ServiceUse;
import io.github.inframonitor.settings.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.component.aws2.ddb.Ddb2Constants;
import org.apache.camel.component.aws2.ddb.Ddb2Operations;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class LocalClientsTest {
    private static final String TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms";

    @TempDir Path dir;

    @Test
    void camel_components_find_the_stand_ins() throws Exception {
        Main main = main();
        MDC.clear(); // what a run before this on the thread of the tests left there
        main.start();
        try (var producer = main.getCamelContext().createProducerTemplate()) {
            var registry = main.getCamelContext().getRegistry();
            producer.sendBody("aws2-s3:cold?keyName=raw/a.txt", "metrics");
            producer.sendBody("aws2-sns:" + TOPIC + "?subject=hello", "world");
            producer.sendBodyAndHeader(
                    "aws2-cw:InfraMonitor?name=RunSuccess", "", "CamelAwsCwMetricValue", 1.0);
            producer.sendBodyAndHeaders(
                    "aws2-ddb:hot?enabledInitialDescribeTable=false",
                    "",
                    Map.of(
                            Ddb2Constants.OPERATION,
                            Ddb2Operations.PutItem,
                            Ddb2Constants.ITEM,
                            Map.of("pk", fromS("p"), "sk", fromS("s"))));

            assertThat(dir.resolve("s3/cold/raw/a.txt")).hasContent("metrics");
            assertThat(dir.resolve("sns/alarms")).isNotEmptyDirectory();
            assertThat(
                            registry.findSingleByType(CloudWatchClient.class)
                                    .listMetrics(r -> r.namespace("InfraMonitor"))
                                    .metrics())
                    .hasSize(1);
            assertThat(
                            registry.findSingleByType(DynamoDbClient.class)
                                    .query(
                                            r ->
                                                    r.tableName("hot")
                                                            .keyConditionExpression("pk = :p")
                                                            .expressionAttributeValues(
                                                                    Map.of(":p", fromS("p"))))
                                    .count())
                    .isOne();
            assertThat(registry.findSingleByType(Meter.class).of("").services())
                    .as("what was asked, and that a request made from a lambda is one")
                    .containsExactly(
                            new ServiceUse("CloudWatch", 2, 2, 1, 0, 0),
                            new ServiceUse("DynamoDB", 2, 2, 2, 0, 0),
                            new ServiceUse("S3", 2, 2, 1, 7, 0), // the endpoint's HeadBucket too
                            new ServiceUse("SNS", 1, 1, 1, 0, 0));
        } finally {
            main.stop();
        }
        // the context has let go of the directory
        try (LocalStore store = new LocalStore(dir)) {
            store.awaitReady();
        }
    }

    @Test
    void a_corrupt_database_keeps_the_context_from_starting() throws IOException {
        Files.writeString(dir.resolve("local.duckdb"), "no database");
        Main main = main();

        assertThatThrownBy(main::start).isInstanceOf(SettingException.class);

        main.stop();
    }

    private Main main() {
        Main main = new Main();
        main.addInitialProperty("camel.main.configuration-classes", LocalClients.class.getName());
        main.addInitialProperty("local.dir", dir.toString());
        main.addInitialProperty("cold.bucket", "cold");
        main.addInitialProperty("hot.table", "hot");
        main.addInitialProperty("cold.prefix", "metrics");
        main.addInitialProperty("athena.workgroup", "questions");
        main.addInitialProperty("athena.database", "cold");
        return main;
    }
}
