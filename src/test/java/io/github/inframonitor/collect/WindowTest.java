package io.github.inframonitor.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.inframonitor.collect.Window.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {
    private record At(long nanoTime) implements Counters {}

    @Test
    void measuresFromThePreviousRunToThisOne() throws Exception {
        Recorded<At> recorded = new Recorded<>(new At(1), new At(2), new At(3));
        Window<At> window = new Window<>("500ms", recorded, recorded);

        assertThat(window.next()).isEqualTo(new Span<>(new At(1), new At(2)));
        assertThat(window.next()).isEqualTo(new Span<>(new At(2), new At(3)));
    }

    @Test
    void keepsTheNewerCountersWhenALateRunStillReads() throws Exception {
        List<Span<At>> ofTheNextRun = new ArrayList<>();
        List<Window<At>> window = new ArrayList<>();
        List<At> counters = new ArrayList<>(List.of(new At(1), new At(2), new At(9), new At(10)));
        window.add(
                new Window<>(
                        "500ms",
                        () -> {
                            At now = counters.remove(0);
                            if (now.equals(new At(2))) {
                                // the late run has its counters, but the next overtakes it
                                ofTheNextRun.add(overtake(window.get(0)));
                            }
                            return now;
                        },
                        length -> {}));

        assertThat(window.get(0).next()).isEqualTo(new Span<>(new At(1), new At(2)));
        assertThat(ofTheNextRun).containsExactly(new Span<>(new At(1), new At(9)));
        assertThat(window.get(0).next()).isEqualTo(new Span<>(new At(9), new At(10)));
    }

    private static Span<At> overtake(Window<At> window) throws IOException {
        try {
            return window.next();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void startsFromTheLastGoodCountersAfterAFailure() throws Exception {
        List<At> counters = new ArrayList<>(List.of(new At(1), new At(2)));
        Recorded<At> pause = new Recorded<>();
        Window<At> window =
                new Window<>(
                        "500ms",
                        () -> {
                            if (counters.isEmpty()) {
                                counters.add(new At(5));
                                throw new IOException("gone");
                            }
                            return counters.remove(0);
                        },
                        pause);
        window.next();

        assertThatThrownBy(window::next).isInstanceOf(IOException.class).hasMessage("gone");
        assertThat(window.next()).isEqualTo(new Span<>(new At(2), new At(5)));
        assertThat(pause.pauses).hasSize(1);
    }
}
