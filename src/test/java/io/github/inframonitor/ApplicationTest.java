package io.github.inframonitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process as its user starts it: what it prints, and the status it exits with. */
class ApplicationTest extends ProcessTest {
    @Test
    void aRunOnceStoresPrintsItsTableAndExitsWith0() throws Exception {
        LocalDate yesterday = yesterday();

        Ended run = start("-Drun.once=true", "-Drun.scheduled-time=" + yesterday + "T21:00:00Z");

        assertThat(run.output())
                .contains("is COMPLETE")
                .containsPattern("cpu +OK +\\d+")
                .containsPattern("metrics +OK +\\d+ +1 ")
                .containsPattern("S3 +1 +1 +1 +\\d+ +0\\n")
                .containsPattern("240 runs like this cost \\$0\\.0\\d+ a month on AWS")
                .contains("DynamoDB    table infra-monitor");
        assertThat(run.status()).isZero();
        assertThat(folder.resolve("local/s3/infra-monitor/metrics/dt=" + yesterday))
                .isDirectoryContaining("glob:**T210000Z-*.parquet");
    }

    @Test
    void aBranchThatFailsByAnEditLeavesAPartialRunAMessageAndStatus2() throws Exception {
        fail("collect-disk-host");

        Ended run = start("-Drun.once=true", "-Dretry.delay=1");

        assertThat(run.output())
                .contains("is PARTIAL")
                .contains("disk         FAILED")
                .contains("IOException: broken by a test");
        assertThat(run.status()).isEqualTo(2);
        try (Stream<Path> messages = Files.list(folder.resolve("local/sns/infra-monitor"))) {
            assertThat(messages.filter(file -> !ofAlarm(file)))
                    .singleElement()
                    .asString()
                    .endsWith(".txt");
        }
    }

    @Test
    void aRunThatCollectsNothingExitsWith1() throws Exception {
        for (String branch : List.of("cpu", "memory", "disk", "network")) {
            fail("collect-" + branch + "-host");
        }

        Ended run = start("-Drun.once=true", "-Dretry.delay=1");

        assertThat(run.output()).contains("is FAILED");
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void eachLogLineOfARunCarriesItsIdForMachinesToo() throws Exception {
        fail("collect-disk-host");

        Ended run =
                start(
                        Map.of("LOG_FORMAT", "json"),
                        "-Drun.once=true",
                        "-Dretry.delay=1",
                        "-Dpipeline.id=web-7",
                        "-Drun.scheduled-time=" + yesterday() + "T21:00:00Z");

        String id = yesterday().toString().replace("-", "") + "T210000Z-web-7";
        List<JsonNode> lines = new ArrayList<>();
        for (String line : run.output().lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines)
                .filteredOn(line -> line.at("/mdc/run").asText().equals(id))
                .extracting(line -> line.at("/formattedMessage").asText().lines().findFirst().get())
                .satisfiesExactly(
                        alert ->
                                assertThat(alert).startsWith("SNS: infra-monitor PARTIAL on web-7"),
                        table -> assertThat(table).isEqualTo("run " + id + " is PARTIAL"));
    }

    @Test
    void aSourceThatNoRouteReadsIsRefused() throws Exception {
        Ended check = start("-Dcollect.sources=host,lambda", "check");

        assertThat(check.status()).isEqualTo(78);
        assertThat(check.output())
                .contains(
                        "infra-monitor does not start: collect.sources: no branch has a route for"
                                + " 'lambda'; write collect-cpu-lambda, say, or take it out");
    }

    @Test
    void checkSaysThatAllIsRightAndStoresNothing() throws Exception {
        Ended check = start("check");

        assertThat(check.output())
                .containsPattern("\\d+ routes in")
                .contains("profile local are right");
        assertThat(check.status()).isZero();
        assertThat(folder.resolve("local/s3/infra-monitor")).isEmptyDirectory();
    }

    @Test
    void aPlaceThatNativeCodeDoesNotLoadFromIsOneLineAndStatus78() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        Ended check = start("check", "-Djna.tmpdir=" + file.resolve("below"));

        assertThat(check.output())
                .contains("does not start: java.io.tmpdir: native code does not load from ")
                .contains("not mounted noexec");
        assertThat(check.status()).isEqualTo(78);
    }

    @Test
    void aQueryPrintsItsRowsAndLeavesTheStoreToThePipeline() throws Exception {
        start("-Drun.once=true");
        Process pipeline = process(Map.of(), "-Dschedule.cron=0 0 0 1 1 ? 2099");
        try {
            // its first line says that it has the store open
            assertThat(pipeline.inputReader().readLine()).contains("stand-ins for AWS");

            Ended query = start("query", "branch-reliability", "from=today-1", "to=today");

            assertThat(query.output())
                    .startsWith("day         branch   runs  with_samples  reliability_percent\n")
                    .containsPattern("cpu +\\d +\\d +100.0\n");
            assertThat(query.status()).isZero();
        } finally {
            pipeline.destroy();
            pipeline.waitFor();
        }
    }

    @Test
    void aQueryWithoutANameListsThem() throws Exception {
        Ended list = start("query");

        assertThat(list.output())
                .contains("top-consumers from=<date> to=<date> top=<integer>\n    The resources");
        assertThat(list.status()).isZero();
    }

    @Test
    void aWrongQuestionIsOneLineAndStatus78() throws Exception {
        Ended unknown = start("query", "top-consumer");
        assertThat(unknown.output())
                .startsWith("there is no query 'top-consumer' in ")
                .contains("the nearest is top-consumers;");
        assertThat(unknown.status()).isEqualTo(78);

        Ended wrong = start("query", "top-consumers", "from=x", "to=today", "top=1");
        assertThat(wrong.output())
                .isEqualTo(
                        "top-consumers: from='x' will not do: it must be a date, such as"
                                + " 2026-11-01, today, yesterday or today-7\n");
        assertThat(wrong.status()).isEqualTo(78);
    }

    @Test
    void aQueryThatFailsIsOneLineWithAthenasReasonAndStatus1() throws Exception {
        edit("branch-reliability.sql", "SELECT dt, run_id, type", "SELECT dt, run_idd, type");

        Ended failed = start("query", "branch-reliability", "from=today", "to=today");

        assertThat(failed.output())
                .startsWith("branch-reliability: FAILED: COLUMN_NOT_FOUND: ")
                .contains("run_idd")
                .matches("[^\\n]*\\n");
        assertThat(failed.status()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-Dschedule.cron=hourly | schedule.cron: 'hourly' will not do",
                "-Dcold.bukcet=mine | cold.bukcet: there is no such setting (given by -D); the"
                        + " nearest is cold.bucket",
                "-Dcold.bucket=My_Bucket | cold.bucket: 'My_Bucket' will not do",
                "-Dcollect.timeout=60s | collect.timeout: '60s' is below the 97 s that the retries",
                "-Drun.scheduled-time=yesterday | run.scheduled-time: 'yesterday' will not do",
                "-Dcamel.main.profile=test | camel.main.profile: there is no",
                "-Droutes.dir=nowhere | routes.dir: there is no application.properties in 'nowhere'",
                "-Dlocal.dir=/proc/nowhere | local.dir: ",
            })
    void aWrongSettingIsOneLineThatNamesItAndStatus78(String setting, String line)
            throws Exception {
        refuses(line, setting, "-Drun.once=true");
    }

    @Test
    void aMissingPropertyIsNamed() throws Exception {
        edit("application.properties", "hot.table=infra-monitor", "");

        refuses("hot.table: is not set");
    }

    @Test
    void whatIsGivenByAnOptionStandsOverTheEnvironmentInTheRoutesToo() throws Exception {
        Ended ended =
                start(
                        Map.of(
                                "COLD_PREFIX", "by-variable",
                                "HOT_TABLE", "by-variable",
                                "SPOOL_DIR", folder.resolve("by-variable").toString()),
                        "-Drun.once=true",
                        "-Dcold.prefix=by-option");

        assertThat(ended.output())
                .contains("s3://infra-monitor/by-option/dt=")
                .contains("table by-variable, record R#");
        assertThat(folder.resolve("spool")).isDirectory();
        assertThat(folder.resolve("by-variable")).doesNotExist();
    }

    @Test
    void aMistypedEnvironmentVariableIsNamed() throws Exception {
        Ended ended = start(Map.of("COLD_BUCKT", "mine"), "check");

        assertThat(ended.output())
                .isEqualTo(
                        "infra-monitor does not start: COLD_BUCKT: there is no such setting (in"
                                + " the environment); the nearest is COLD_BUCKET\n");
        assertThat(ended.status()).isEqualTo(78);
    }

    @Test
    void aMistakeInYamlIsNamedByFileAndLine() throws Exception {
        edit("collect-cpu-host.camel.yaml", "- bean:", "- baen:");

        refuses(
                "Unknown node id: baen in file:"
                        + routes
                        + "/collect-cpu-host.camel.yaml, line 14");
    }

    @Test
    void aCallOfARouteThatIsNotThereIsNamedByFileAndLine() throws Exception {
        edit("collect.camel.yaml", "uri: direct:collect-cpu", "uri: direct:collect-gpu");

        // the line of the step, which is the one above its id
        int line =
                Files.readAllLines(routes.resolve("collect.camel.yaml"))
                        .indexOf("                  id: to-collect-cpu");
        refuses("collect.camel.yaml line " + line + ": there is no route 'collect-gpu' to call");
    }

    @Test
    void aPolicyThatIsNotThereIsNamedByFileAndLine() throws Exception {
        edit("collect-cpu-host.camel.yaml", "retry-then-report", "retry-then-repot");

        refuses(
                "collect-cpu-host.camel.yaml line 7: there is no routeConfiguration 'retry-then-repot'");
    }

    @Test
    void aCorruptLocalStoreIsNamedWithItsRemedy() throws Exception {
        Path local = Files.createDirectory(folder.resolve("local"));
        Files.writeString(local.resolve("local.duckdb"), "no database at all");

        refuses("local.dir: ");
    }

    @Test
    void aSecondProcessOnOneSpoolOrOneLocalDirIsRefused() throws Exception {
        Process first = process(Map.of(), "-Dschedule.cron=0 0 0 1 1 ? 2099");
        try {
            // its first line says that it has them
            assertThat(first.inputReader().readLine()).contains("stand-ins for AWS");

            refuses("spool.dir: another process uses ");
            refuses("local.dir: ", "-Dspool.dir=" + folder.resolve("other"));
        } finally {
            first.destroy();
            first.waitFor();
        }
    }

    private static LocalDate yesterday() {
        return LocalDate.now(ZoneOffset.UTC).minusDays(1);
    }

    private static boolean ofAlarm(Path message) {
        try {
            return Files.readString(message).contains("\"AlarmName\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refuses(String line, String... arguments) throws Exception {
        Ended ended = start(arguments);

        assertThat(ended.output())
                .startsWith("infra-monitor does not start: " + line)
                .matches("[^\\n]*\\n");
        assertThat(ended.status()).isEqualTo(78);
    }

    private void fail(String route) throws IOException {
        edit(
                route + ".camel.yaml",
                "        - bean:",
                String.join(
                        "\n",
                        "        - throwException:",
                        "            id: break-" + route,
                        "            exceptionType: java.io.IOException",
                        "            message: broken by a test",
                        "        - bean:"));
    }
}
