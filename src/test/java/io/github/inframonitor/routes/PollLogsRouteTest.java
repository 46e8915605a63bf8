package io.github.inframonitor.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What is found by listing the bucket. */
class PollLogsRouteTest extends LogRouteTest {
    @Override
    Map<String, String> settings() {
        return Map.of("logs.poll", "1s");
    }

    @Test
    void processesWhatStandsUnderIncomingWhateverBecomesOfTheOthers() throws Exception {
        start();
        faults().failNext("ListObjects", SdkClientException.create("S3 is down"));
        put("logs/incoming/web/1.log", COMBINED);
        put("logs/incoming/web/2.log", "no log");
        put("logs/incoming/api/3.log", COMBINED);
        put("other/4.log", COMBINED);

        context.getRouteController().startRoute("poll-logs");

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () ->
                                assertThat(keys())
                                        .filteredOn(key -> !key.startsWith("metrics/"))
                                        .containsExactly(
                                                "logs/failed/web/2.log",
                                                "logs/failed/web/2.log.reason.txt",
                                                "logs/processed/api/3.log",
                                                "logs/processed/web/1.log",
                                                "other/4.log"));
        // of the one that failed, and not of S3
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () ->
                                assertThat(messages())
                                        .singleElement()
                                        .asString()
                                        .startsWith("Subject: infra-monitor FAILED on logs/web"));
    }

    @Test
    void aFileIsTakenOnceItHasStoodUnchanged() throws Exception {
        start();
        Path dropped = folder.resolve("local/s3/infra-monitor/logs/incoming/web/access.log");
        Files.createDirectories(dropped.getParent());
        Files.writeString(dropped, COMBINED.substring(0, 40));
        FileTime growing = FileTime.from(Instant.now().plusSeconds(3600));
        Files.setLastModifiedTime(dropped, growing);

        context.getRouteController().startRoute("poll-logs");
        put("logs/incoming/web/later.log", COMBINED);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(keys()).contains("logs/processed/web/later.log"));
        assertThat(keys()).contains(KEY);

        Files.writeString(dropped, COMBINED);
        Files.setLastModifiedTime(dropped, FileTime.from(Instant.now().minusSeconds(10)));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(keys()).contains(PROCESSED));
        assertThat(read(PROCESSED)).isEqualTo(COMBINED);
    }
}
