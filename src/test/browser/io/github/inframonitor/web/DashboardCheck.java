package io.github.inframonitor.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import io.github.inframonitor.web.Browsing.Look;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages as a person sees them, of a pipeline that is well, in trouble, new, slow or away. */
class DashboardCheck {
    private static Browsing browsing;

    private PipelineDouble pipeline;

    @BeforeAll
    static void startBrowser() {
        browsing = new Browsing();
    }

    @AfterAll
    static void endBrowser() {
        browsing.close();
    }

    static List<Look> looks() {
        return Look.all().toList();
    }

    /** Each width and each theme once, for what is much like the rest. */
    static List<Look> crossed() {
        return List.of(Look.narrow(ColorScheme.DARK), Look.wide(ColorScheme.LIGHT));
    }

    @BeforeEach
    void aPipelineThatIsWell() throws IOException {
        pipeline = new PipelineDouble();
        isWell();
    }

    private void isWell() {
        pipeline.tell("GET pipeline", asked -> Answers.pipeline(0));
        pipeline.tell("GET runs", asked -> Answers.runs(Answers.lastRuns(25)));
        pipeline.tell("GET alarms", asked -> Answers.alarms(Answers.alarms()));
        pipeline.tell(
                "GET series", asked -> Answers.series(asked, 1, Duration.ofMinutes(15), false));
    }

    @AfterEach
    void endPipeline() {
        browsing.leave();
        pipeline.close();
        Assertions.assertThat(pipeline.broken()).isEmpty();
    }

    private void isInTrouble() {
        List<Map<String, Object>> runs = new ArrayList<>(Answers.lastRuns(25));
        runs.set(0, Answers.troubledRun(Answers.lastTime()));
        pipeline.tell("GET runs", Answers.runs(runs));
        pipeline.tell("GET runs/*", runs.get(0));
        List<Map<String, Object>> alarms = Answers.alarms();
        alarms.set(0, Answers.firingCpu());
        pipeline.tell("GET alarms", Answers.alarms(alarms));
        pipeline.tell("GET pipeline", asked -> Answers.pipeline(3));
        pipeline.tell(
                "GET series", asked -> Answers.series(asked, 1, Duration.ofMinutes(15), true));
    }

    @ParameterizedTest
    @MethodSource("looks")
    void allIsWell(Look look) {
        Page page = browsing.open(look, pipeline.address());

        assertThat(page.locator("#verdict"))
                .containsText(Pattern.compile("All well: last run .* ago, next at"));
        assertThat(page.locator(".tile")).hasCount(8);
        assertThat(page.locator("#connection")).containsText("Live");
        browsing.unroll(page);
        assertThat(page.locator(".canvas canvas")).hasCount(4);
        browsing.look(page, "well-" + look);
    }

    @ParameterizedTest
    @MethodSource("looks")
    void anAlarmFiresAndPartsOfTheLastRunFailed(Look look) {
        isInTrouble();
        Page page = browsing.open(look, pipeline.address());

        assertThat(page.locator("#verdict"))
                .containsText(
                        "1 alarm: CPU above 80 %; last run PARTIAL: disk, network, hot store failed");
        assertThat(page.locator("#verdict")).containsText("3 runs kept to be sent again");
        assertThat(page.locator(".tile").first()).containsText("Threshold Crossed");
        assertThat(page.locator(".flow svg")).hasAttribute("role", "img");
        assertThat(page.locator(".flow svg"))
                .hasAttribute("aria-label", Pattern.compile("collect-disk FAILED · 1 min"));
        assertThat(page.locator(".spool")).containsText("3 runs (12.6 kB of 1 GB)");
        assertThat(page.locator(".failures li")).hasCount(3);
        assertThat(page.locator(".failures"))
                .containsText("It costs only its own branch: 2 of 4 branches are whole.");
        assertThat(page.locator(".failures")).containsText("sent to this one again");
        browsing.unroll(page);
        assertThat(page.locator(".canvas canvas")).hasCount(4);
        browsing.look(page, "trouble-" + look);
    }

    @ParameterizedTest
    @MethodSource("crossed")
    void aPipelineWithoutAnyRun(Look look) {
        pipeline.tell("GET runs", Answers.runs(List.of()));
        pipeline.tell("GET alarms", Map.of("alarms", List.of()));
        pipeline.tell("GET series", Answers::noSeries);
        Page page = browsing.open(look, pipeline.address());

        assertThat(page.locator("#verdict")).containsText("No run in the last seven days: next at");
        assertThat(page.locator(".picture")).containsText("No run in the last seven days.");
        browsing.unroll(page);
        assertThat(page.getByText("Nothing was collected yet.")).hasCount(4);
        browsing.look(page, "new-" + look);
    }

    @ParameterizedTest
    @MethodSource("crossed")
    void thePipelineIsAway(Look look) {
        Page page = browsing.open(look, pipeline.address());
        assertThat(page.locator("#verdict")).containsText("All well");

        pipeline.stop();

        assertThat(page.locator("#verdict")).containsText("No answer since");
        assertThat(page.locator("#connection")).containsText("No answer");
        browsing.look(page, "away-" + look);
    }

    @ParameterizedTest
    @MethodSource("crossed")
    void theStoreRefuses(Look look) throws Exception {
        PipelineDouble.Refusal refusal =
                new PipelineDouble.Refusal(
                        502, "DynamoDB: AccessDeniedException on the table infra-monitor");
        pipeline.tell("GET runs", refusal);
        pipeline.tell("GET series", refusal);
        Page page = browsing.open(look, pipeline.address());

        assertThat(page.locator("#verdict"))
                .containsText("The runs could not be read: DynamoDB: AccessDeniedException on");
        assertThat(page.locator(".tile")).hasCount(8);
        assertThat(page.locator(".charts .failed")).containsText("AccessDenied");
        browsing.look(page, "refused-" + look);
        isWell();
        page.getByText("Try again").click();
        assertThat(page.locator(".chart")).hasCount(4);
    }

    @ParameterizedTest
    @MethodSource("crossed")
    void theApiIsSlow(Look look) {
        pipeline.hold();
        Page page = browsing.open(look, pipeline.address());

        assertThat(page.locator("#verdict")).containsText("Asking the pipeline");
        assertThat(page.getByText("Reading the alarms")).isVisible();
        browsing.look(page, "loading-" + look);
        pipeline.release();
        assertThat(page.locator("#verdict")).containsText("All well");
    }

    @ParameterizedTest
    @MethodSource("crossed")
    void sevenDaysOfFiftyResources(Look look) {
        pipeline.tell(
                "GET series", asked -> Answers.series(asked, 50, Duration.ofMinutes(20), true));
        Page page = browsing.open(look, pipeline.address());
        browsing.unroll(page);
        assertThat(page.getByText("All 50 resources")).isVisible();
        page.waitForResponse(
                answer -> answer.url().contains("sent_bytes"), page.getByText("7 d")::click);
        assertThat(page.getByText("94 more lines")).isVisible();
        browsing.look(page, "fifty-" + look);
        page.getByText("All 50 resources").click();
        page.getByText("None").click();
        page.getByLabel("Filter resources").fill("i-000");
        page.locator("input[value=i-0003]").check();
        page.locator("input[value=i-0007]").check();
        assertThat(page.getByText("2 of 50 resources")).isVisible();
        browsing.look(page, "chosen-" + look);
        page.keyboard().press("Escape");
        page.getByText("Per resource").click();
        assertThat(page.locator(".chart")).hasCount(8);
        assertThat(page.locator(".chart h3").first()).hasText("CPU of i-0003");
    }

    @ParameterizedTest
    @MethodSource("crossed")
    void runsByPages(Look look) {
        isInTrouble();
        List<Map<String, Object>> all = new ArrayList<>(Answers.lastRuns(40));
        all.set(0, Answers.troubledRun(Answers.lastTime()));
        pipeline.tell(
                "GET runs",
                asked ->
                        asked.containsKey("token")
                                ? Answers.runs(all.subList(25, 40))
                                : Map.of("runs", all.subList(0, 25), "next", "b2xkZXI"));
        Page page = browsing.open(look, pipeline.address() + "#/runs");

        assertThat(page.locator(".run")).hasCount(25);
        assertThat(page.locator(".run").first()).containsText("Input/output error");
        browsing.look(page, "runs-" + look);
        page.getByText("Older runs").click();
        assertThat(page.locator(".run")).hasCount(40);
        assertThat(page.locator(".foot")).containsText("These are all of the last seven days");
        page.locator(".run a").first().click();
        assertThat(page.locator("h1")).containsText(Answers.id(Answers.lastTime()));
        assertThat(page.locator(".facts")).containsText("$0.06 a month");
        assertThat(page.locator("table")).hasCount(3);
        browsing.look(page, "run-" + look);
    }

    @ParameterizedTest
    @MethodSource("crossed")
    void aQuery(Look look) {
        String id = "8a9c1b7e-0000-4000-8000-000000000001";
        AtomicInteger polls = new AtomicInteger();
        AtomicReference<Object> answer = new AtomicReference<>(Answers.reliability(id));
        pipeline.tell("GET queries", Answers.queries());
        pipeline.tell("POST queries/branch-reliability", Map.of("id", id));
        pipeline.tell(
                "GET answers/" + id,
                asked ->
                        polls.getAndIncrement() < 1
                                ? Answers.answer(id, "RUNNING")
                                : answer.get());
        Page page = browsing.open(look, pipeline.address() + "#/queries");

        assertThat(page.getByLabel("from")).hasValue("yesterday-6");
        browsing.look(page, "queries-" + look);
        page.getByText("Run the query").click();
        assertThat(page.locator(".answer")).containsText("28 rows");
        assertThat(page.locator(".answer canvas")).hasCount(1);
        browsing.look(page, "answer-" + look);
        Download file = page.waitForDownload(() -> page.getByText("Download CSV").click());
        Assertions.assertThat(file.suggestedFilename())
                .isEqualTo("branch-reliability.csv");
        Assertions.assertThat(file.path())
                .content()
                .startsWith(
                        "day,branch,runs,with_samples,reliability_percent\r\n"
                                + "2026-11-20,cpu,8,8,100.0\r\n");

        answer.set(Answers.answer(id, List.of(Answers.column("day", "date")), List.of()));
        page.getByText("Run the query").click();
        assertThat(page.locator(".answer")).containsText("No rows");
        answer.set(
                Map.of("id", id, "state", "FAILED", "reason", "SYNTAX_ERROR: line 1:8: no column"));
        page.getByText("Run the query").click();
        assertThat(page.locator(".answer")).containsText("The query failed: SYNTAX_ERROR");
        browsing.look(page, "query-failed-" + look);
    }

    @ParameterizedTest
    @MethodSource("crossed")
    void configuration(Look look) {
        pipeline.tell("GET config", Answers.config());
        Page page = browsing.open(look, pipeline.address() + "#/config");

        assertThat(page.locator("tbody tr")).hasCount(7);
        browsing.look(page, "config-" + look);
        page.getByLabel("Filter by name or value").fill("token");
        assertThat(page.locator("tbody tr")).hasText("http.token•••••• kept secret");
    }

    @Test
    void whatArrivesIsShownAtOnceAndNothingIsMissedByARestart() throws Exception {
        List<Map<String, Object>> runs = new ArrayList<>(Answers.lastRuns(3));
        pipeline.tell("GET runs", asked -> Answers.runs(List.copyOf(runs)));
        AtomicInteger charted = new AtomicInteger();
        pipeline.tell(
                "GET series",
                asked -> {
                    charted.incrementAndGet();
                    return Answers.series(asked, 1, Duration.ofMinutes(15), false);
                });
        Page page = browsing.open(Look.wide(ColorScheme.LIGHT), pipeline.address());
        assertThat(page.locator("#connection")).containsText("Live");
        assertThat(page.locator(".canvas canvas")).hasCount(4);
        int before = charted.get();

        Instant second = Answers.lastTime().plusSeconds(60);
        runs.add(0, Answers.troubledRun(second));
        pipeline.send("run", runs.get(0));
        assertThat(page.locator(".picture a").first()).hasText(Answers.id(second));
        assertThat(page.locator("#verdict")).containsText("PARTIAL");
        Awaitility.await()
                .untilAsserted(
                        () ->
                                Assertions.assertThat(charted.get())
                                        .isGreaterThan(before));

        List<Map<String, Object>> alarms = Answers.alarms();
        alarms.set(0, Answers.firingCpu());
        pipeline.tell("GET alarms", Answers.alarms(alarms));
        pipeline.send("alarm", alarms.get(0));
        assertThat(page.locator("#verdict")).containsText("1 alarm: CPU above 80 %");

        pipeline.stop();
        assertThat(page.locator("#connection")).containsText("No answer");
        Instant third = second.plusSeconds(60);
        runs.add(0, Answers.run(third));
        pipeline.start();
        assertThat(page.locator(".picture a").first())
                .hasText(Answers.id(third), new LocatorAssertions.HasTextOptions().setTimeout(15_000));
        assertThat(page.locator("#verdict"))
                .containsText("1 alarm: CPU above 80 %; last run COMPLETE, ");
        assertThat(page.locator("#connection")).containsText("Live");
    }

    @Test
    void collectNow() throws Exception {
        Page page = browsing.open(Look.wide(ColorScheme.LIGHT), pipeline.address() + "#/runs");
        assertThat(page.locator("#connection")).containsText("Live");
        Instant now = Answers.lastTime().plusSeconds(61);
        pipeline.tell("POST runs", Map.of("id", Answers.id(now)));
        page.getByText("Collect now").click();
        assertThat(page.locator(".action [role=status]")).hasText("Run " + Answers.id(now) + " has begun.");
        pipeline.send("run", Answers.run(now));
        assertThat(page.locator(".action [role=status]")).hasText("Run " + Answers.id(now) + " is COMPLETE.");
        assertThat(page.locator(".run a").first()).hasAttribute("href", "#/runs/" + Answers.id(now));

        pipeline.tell("POST runs", new PipelineDouble.Refusal(409, "A run is going on."));
        page.getByText("Collect now").click();
        assertThat(page.locator(".action [role=status]")).containsText("A run is going on already.");
    }

    @Test
    void byTheKeyboardAlone() {
        Page page = browsing.open(Look.wide(ColorScheme.LIGHT), pipeline.address());
        assertThat(page.locator(".canvas canvas")).hasCount(4);

        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).isFocused();

        Locator chart = page.locator(".canvas").first();
        chart.focus();
        assertThat(chart).hasAttribute("aria-label", Pattern.compile("^CPU: 1 lines?, the highest"));
        assertThat(page.getByText("Reset zoom")).isHidden();
        page.keyboard().press("+");
        assertThat(page.getByText("Reset zoom")).isVisible();
        page.keyboard().press("ArrowLeft");
        assertThat(chart).isFocused();
        page.keyboard().press("Escape");
        assertThat(page.getByText("Reset zoom")).isHidden();

        page.getByLabel("Earlier").press("Enter");
        assertThat(page.getByText("Reset zoom")).isVisible();
        page.getByText("Reset zoom").press("Enter");
        assertThat(page.getByText("Reset zoom")).isHidden();
    }

    @Test
    void zoomByDraggingReadsThatTimeOfAllMeasures() {
        List<String> asked = new CopyOnWriteArrayList<>();
        pipeline.tell(
                "GET series",
                question -> {
                    asked.add(question.get("type") + " " + hours(question));
                    return Answers.series(question, 1, Duration.ofMinutes(15), false);
                });
        Page page = browsing.open(Look.wide(ColorScheme.LIGHT), pipeline.address());
        Locator over = page.locator(".u-over").first();
        assertThat(over).isVisible();
        over.scrollIntoViewIfNeeded();

        BoundingBox box = over.boundingBox();
        page.mouse().move(box.x + box.width / 4, box.y + 50);
        page.mouse().down();
        page.mouse().move(box.x + box.width * 3 / 4, box.y + 60);
        page.mouse().up();

        assertThat(page.getByText("Reset zoom")).isVisible();
        Awaitility.await()
                .untilAsserted(
                        () ->
                                Assertions.assertThat(asked)
                                        // the whole day may be read once more, since events came
                                        .filteredOn(question -> question.endsWith(" 12"))
                                        .containsExactlyInAnyOrder(
                                                "cpu 12",
                                                "memory 12",
                                                "disk 12",
                                                "network 12",
                                                "network 12"));
        page.locator(".u-over").first().dblclick();
        assertThat(page.getByText("Reset zoom")).isHidden();
    }

    private static final String SEEN =
            """
            () => [...performance.getEntriesByType('paint'), ...performance.getEntriesByName('charts').slice(0, 1)]
              .map(({name, startTime}) => `${name} after ${Math.round(startTime)} ms`).join(', ')
            """;

    private static long hours(Map<String, String> asked) {
        return Math.round(
                Duration.between(Instant.parse(asked.get("from")), Instant.parse(asked.get("to")))
                                .toSeconds()
                        / 3600.0);
    }

    @Test
    void theThemeThatIsChosenIsKept() {
        Page page = browsing.open(Look.wide(ColorScheme.LIGHT), pipeline.address());

        page.getByLabel("Dark theme").click();
        page.reload();

        assertThat(page.getByLabel("Light theme")).isVisible();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page.locator("html")).hasCSS("background-color", "rgb(16, 21, 27)");
    }

    /** The pictures of {@code README.md}, which are copied to {@code src/main/doc} by hand. */
    @Test
    void picturesOfTheReadme() throws IOException {
        List<Map<String, Object>> runs = new ArrayList<>(Answers.lastRuns(25));
        runs.set(0, Answers.runWithoutDisk(Answers.lastTime()));
        pipeline.tell("GET runs", Answers.runs(runs));
        List<Map<String, Object>> alarms = Answers.alarms();
        alarms.set(0, Answers.firingCpu());
        pipeline.tell("GET alarms", Answers.alarms(alarms));
        pipeline.tell(
                "GET series", asked -> Answers.series(asked, 1, Duration.ofMinutes(15), true));
        Page wide = browsing.open(new Look(1440, 1150, ColorScheme.LIGHT), pipeline.address());
        assertThat(wide.locator("#verdict")).containsText("disk failed");
        assertThat(wide.locator(".canvas canvas")).hasCount(4);
        browsing.picture(wide, "readme-wide");

        isWell();
        Page narrow = browsing.open(new Look(360, 1240, ColorScheme.DARK), pipeline.address());
        assertThat(narrow.locator("#verdict")).containsText("All well");
        assertThat(narrow.locator(".canvas canvas").first()).isVisible();
        browsing.picture(narrow, "readme-narrow");
    }

    /** Not asserted: on a machine that others use too, a limit would say little. */
    @Test
    void howSoonItIsSeen() {
        pipeline.tell(
                "GET series", asked -> Answers.series(asked, 50, Duration.ofMinutes(20), true));
        Page page = browsing.open(Look.wide(ColorScheme.LIGHT), pipeline.address());
        page.getByText("7 d").click();
        for (int time = 0; time < 3; time++) {
            page.reload();
            assertThat(page.getByText("All 50 resources")).isVisible();
            assertThat(page.locator(".canvas canvas")).hasCount(4);
            System.out.println("7 days of 50 resources: " + page.evaluate(SEEN));
        }
    }
}
