package io.github.inframonitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Headless Chromium, and what every view has to hold. */
public final class Browsing implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    /** A size of window and a theme of the system. */
    public record Look(int width, int height, ColorScheme theme) {
        /** Both widths in both themes. */
        public static Stream<Look> all() {
            return Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
                    .flatMap(theme -> Stream.of(narrow(theme), wide(theme)));
        }

        public static Look wide(ColorScheme theme) {
            return new Look(1440, 900, theme);
        }

        public static Look narrow(ColorScheme theme) {
            return new Look(360, 800, theme);
        }

        @Override
        public String toString() {
            return width + "-" + theme.toString().toLowerCase(Locale.ROOT);
        }
    }

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> complaints = new ArrayList<>();

    public Browsing() {
        Path chromium = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
        if (!Files.isExecutable(chromium)) {
            throw new IllegalStateException(
                    "missing: Chromium at "
                            + chromium
                            + " (apt-get install chromium, or -Dchromium=<path>)");
        }
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        List<String> arguments = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            arguments.add("--no-sandbox"); // Chromium refuses to have one for root
        }
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(chromium)
                                        .setArgs(arguments));
    }

    /** A page of its own, whose complaints are kept. */
    public Page open(Look look, String address) {
        BrowserContext context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setViewportSize(look.width(), look.height())
                                .setColorScheme(look.theme())
                                .setReducedMotion(ReducedMotion.REDUCE)
                                .setTimezoneId("Europe/Berlin")
                                .setAcceptDownloads(true));
        Page page = context.newPage();
        page.onPageError(error -> complaints.add("error: " + error));
        page.onConsoleMessage(
                message -> {
                    // what the network does is the matter of some tests
                    if (message.type().equals("error")
                            && !message.text().startsWith("Failed to load resource")) {
                        complaints.add(message.text());
                    }
                });
        page.navigate(address);
        return page;
    }

    /** Keeps a picture, and has axe and a ruler look at the view. */
    public void look(Page page, String name) {
        shoot(page, name);
        assertThat(complaints).describedAs("console").isEmpty();
        assertThat(
                        new AxeBuilder(page)
                                .analyze().getViolations().stream()
                                        .filter(
                                                rule ->
                                                        List.of("serious", "critical")
                                                                .contains(rule.getImpact()))
                                        .map(rule -> rule.getId() + ": " + rule.getNodes())
                                        .toList())
                .describedAs("axe on %s", name)
                .isEmpty();
        assertThat(page.evaluate(WIDER)).describedAs("scrolled to the side, %s", name).isEqualTo(0);
        assertThat(page.evaluate(OVERLAPS)).describedAs("overlaps, %s", name).isEqualTo(List.of());
    }

    private static void shoot(Page page, String name) {
        int content = (int) page.evaluate("() => Math.ceil(document.body.offsetHeight)");
        if (page.viewportSize().height > content) {
            page.setViewportSize(page.viewportSize().width, content);
        }
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(SCREENSHOTS.resolve(name + ".png"))
                        .setFullPage(true));
    }

    /** What is in the window and no more, in a file as small as it can be. */
    void picture(Page page, String name) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(page.screenshot()));
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam smallest = writer.getDefaultWriteParam();
        smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        smallest.setCompressionQuality(0);
        Path file = Files.createDirectories(SCREENSHOTS).resolve(name + ".png");
        Files.deleteIfExists(file);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), smallest);
        } finally {
            writer.dispose();
        }
    }

    /** A window so high that all of the page is in view, and therefore drawn. */
    public void unroll(Page page) {
        page.setViewportSize(page.viewportSize().width, 6000);
    }

    /** Closes all pages. */
    public void leave() {
        browser.contexts().forEach(BrowserContext::close);
        complaints.clear();
    }

    @Override
    public void close() {
        playwright.close();
    }

    private static final String WIDER =
            "() => Math.max(0, document.documentElement.scrollWidth - innerWidth)";

    /** Pairs of words that lie over each other; what scrolls by itself or lies above is left out. */
    private static final String OVERLAPS =
            """
            () => {
              const left = '.hidden, .skip, .scroll, .legend ul, .panel, .u-wrap, option, datalist';
              const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              const words = [];
              for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                if (node.data.trim() && !node.parentElement.closest(left)) {
                  const range = document.createRange();
                  range.selectNodeContents(node);
                  for (const box of range.getClientRects()) {
                    if (box.width && box.height) words.push([node.data.trim(), box]);
                  }
                }
              }
              const cut = [...document.querySelectorAll('.node')].flatMap(node => {
                const frame = node.querySelector('rect').getBoundingClientRect();
                return [...node.querySelectorAll('text')]
                  .filter(text => text.getBoundingClientRect().right > frame.right - 2)
                  .map(text => `cut: ${text.textContent}`);
              });
              const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
              return cut.concat(words.flatMap(([text, box], i) => words.slice(i + 1)
                .filter(([, other]) => over(box, other)).map(([other]) => `${text} / ${other}`)));
            }
            """;
}
