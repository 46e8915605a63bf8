package io.github.inframonitor;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.github.inframonitor.web.Browsing;
import io.github.inframonitor.web.Browsing.Look;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The page of a process on the stand-ins: a branch fails, an alarm fires, the process restarts. */
class LiveDashboardCheck extends ProcessTest {
    private static final Duration SOME_TIME = Duration.ofSeconds(40);

    private Process pipeline;

    @Test
    void aRunThatComesAnAlarmThatFiresAndARestartAreSeenWithoutReload() throws Exception {
        edit(
                "collect-disk-host.camel.yaml",
                "        - bean:",
                "        - throwException: {id: break-disk, exceptionType: java.io.IOException,"
                        + " message: the disk does not answer}\n        - bean:");
        int port = freePort();
        String address = "http://127.0.0.1:" + port + "/";
        start(port);
        try (Browsing browsing = new Browsing()) {
            Page page = browsing.open(Look.wide(ColorScheme.LIGHT), address);
            Locator verdict = page.locator("#verdict");
            Locator run = page.locator(".picture a").first();
            assertThat(verdict).containsText("No run in the last seven days", soon());
            assertThat(page.locator("#connection")).containsText("Live");

            page.getByText("Collect now").click();
            assertThat(page.locator(".action [role=status]")).containsText("has begun");
            page.getByText("Collect now").click();
            assertThat(page.locator(".action [role=status]")).containsText("A run is going on");

            assertThat(run).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(40_000));
            assertThat(verdict).containsText("last run PARTIAL: disk failed", soon());
            assertThat(verdict).containsText("Failed branches above 0", soon());
            assertThat(page.locator(".tile[data-level=bad]").first()).containsText("ALARM");
            assertThat(page.locator(".failures")).containsText("the disk does not answer");
            assertThat(page.locator(".canvas canvas").first()).isVisible();
            String first = run.textContent();
            for (Look look : List.of(Look.wide(ColorScheme.LIGHT), Look.narrow(ColorScheme.DARK))) {
                Page other = browsing.open(look, address);
                browsing.unroll(other);
                assertThat(other.locator("#verdict")).containsText("disk failed", soon());
                assertThat(other.locator(".canvas canvas")).hasCount(3);
                browsing.look(other, "live-" + look);
            }

            stop();
            assertThat(page.locator("#connection")).containsText("No answer", soon());
            browsing.look(page, "live-away");

            start(port, "-Dschedule.run-at-start=true");
            assertThat(page.locator(".history li"))
                    .hasCount(2, new LocatorAssertions.HasCountOptions().setTimeout(40_000));
            assertThat(run).not().hasText(first);
            assertThat(page.locator("#connection")).containsText("Live", soon());

            page.getByRole(AriaRole.LINK,
                    new Page.GetByRoleOptions().setName("Queries")).click();
            page.getByLabel("from").fill("today");
            page.getByText("Run the query").click();
            assertThat(page.locator(".answer h2"))
                    .hasText(Pattern.compile("\\d+ rows"), inTime());
            browsing.look(page, "live-answer");
        } finally {
            stop();
        }
    }

    private static LocatorAssertions.ContainsTextOptions soon() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(SOME_TIME.toMillis());
    }

    private static LocatorAssertions.HasTextOptions inTime() {
        return new LocatorAssertions.HasTextOptions().setTimeout(SOME_TIME.toMillis());
    }

    private void start(int port, String... more) throws Exception {
        String[] options = {
            "-Dhttp.enabled=true",
            "-Dhttp.port=" + port,
            "-Dpipeline.id=live",
            "-Dresource.id=web-7",
            "-Dschedule.cron=0 0 0 1 1 ? 2099",
            "-Dschedule.run-at-start=false",
            "-Dretry.delay=700"
        };
        String[] all = Arrays.copyOf(options, options.length + more.length);
        System.arraycopy(more, 0, all, options.length, more.length);
        pipeline = process(Map.of(), all);
        // who does not read what it says lets it wait
        Thread reader = new Thread(() -> read(pipeline));
        reader.setDaemon(true);
        reader.start();
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest question =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/pipeline"))
                        .build();
        Awaitility.await()
                .atMost(SOME_TIME)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(
                        () ->
                                http.send(question, HttpResponse.BodyHandlers.discarding())
                                                .statusCode()
                                        == 200);
    }

    private static void read(Process process) {
        try {
            process.getInputStream().transferTo(System.out);
        } catch (IOException ended) {
            // with the process
        }
    }

    private void stop() throws InterruptedException {
        pipeline.destroy();
        pipeline.waitFor();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
