package io.github.inframonitor.collect;

import static io.github.inframonitor.collect.Recorded.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.inframonitor.collect.Window.Span;
import io.github.inframonitor.settings.SettingException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
    private record At(long nanoTime) implements Counters {}

    private static final At START = new At(0);
    private static final At AFTER_WINDOW = new At(SECOND / 2);
    private static final At NEXT_RUN = new At(60 * SECOND);

    @Test
    void waitsOutTheWindowOnTheFirstRunOnly() throws Exception {
        Recorded<At> recorded = new Recorded<>(START, AFTER_WINDOW, NEXT_RUN);
        Window<At> window = new Window<>("500ms", recorded, recorded);

        assertThat(window.next()).isEqualTo(new Span<>(START, AFTER_WINDOW));
        assertThat(window.next()).isEqualTo(new Span<>(AFTER_WINDOW, NEXT_RUN));
        assertThat(recorded.pauses).containsExactly(Duration.ofMillis(500));
    }

    @Test
    void waitsOutWhatIsLeftOfTheWindowWhenARunComesTooSoonToTellARate() throws Exception {
        At tooSoon = new At(SECOND * 7 / 10);
        At later = new At(SECOND);
        Recorded<At> recorded = new Recorded<>(START, AFTER_WINDOW, tooSoon, later);
        Window<At> window = new Window<>("500ms", recorded, recorded);
        window.next();

        assertThat(window.next()).isEqualTo(new Span<>(AFTER_WINDOW, later));
        assertThat(recorded.pauses).containsExactly(Duration.ofMillis(500), Duration.ofMillis(300));
    }

    @Test
    void startsFromTheLastGoodCountersAfterAFailure() throws Exception {
        At afterFailure = new At(120 * SECOND);
        Deque<At> counters = new ArrayDeque<>(List.of(START, AFTER_WINDOW, NEXT_RUN, afterFailure));
        Window.Source<At> source =
                () -> {
                    At now = counters.remove();
                    if (now.equals(NEXT_RUN)) {
                        throw new IOException("gone");
                    }
                    return now;
                };
        Window<At> window = new Window<>("500ms", source, length -> {});
        window.next();

        assertThatThrownBy(window::next).isInstanceOf(IOException.class).hasMessage("gone");
        assertThat(window.next()).isEqualTo(new Span<>(AFTER_WINDOW, afterFailure));
    }

    @Test
    void failsARunWhileTheOneBeforeHangsAndLeavesNoThreadBehind() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Recorded<At> recorded = new Recorded<>(START, AFTER_WINDOW, NEXT_RUN);
        Window.Source<At> source =
                () -> {
                    hanging.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return recorded.read();
                };
        Window<At> window = new Window<>("500ms", source, recorded, Duration.ofMillis(1));
        CompletableFuture<Span<At>> hung =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return window.next();
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        hanging.await();

        assertThatThrownBy(window::next)
                .isInstanceOf(IOException.class)
                .hasMessage("the run before this one is still reading; the system hangs");

        release.countDown();
        assertThat(hung.get()).isEqualTo(new Span<>(START, AFTER_WINDOW));
        assertThat(window.next()).isEqualTo(new Span<>(AFTER_WINDOW, NEXT_RUN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "0ms", "-5s", ""})
    void refusesALengthThatIsNone(String length) {
        assertThatThrownBy(() -> new Window<>(length, () -> START, Window.Pause.SLEEP))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("collect.window: ");
    }
}
