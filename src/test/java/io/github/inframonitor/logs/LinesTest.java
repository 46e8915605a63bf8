package io.github.inframonitor.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;

class LinesTest {
    @Property
    void linesAreWhatStandsBetweenTheirEnds(
            @ForAll List<@AlphaChars @StringLength(max = 200) String> lines) throws IOException {
        assertThat(read(String.join("\r\n", lines) + "\n", 1000).texts)
                .isEqualTo(lines.isEmpty() ? List.of("") : lines);
    }

    @Example
    void theLastLineNeedsNoEnd() throws IOException {
        assertThat(read("a\n\nb", 10).texts).containsExactly("a", "", "b");
        assertThat(read("", 10).texts).isEmpty();
    }

    @Example
    void aLongLineIsCutAndTheNextIsWhole() throws IOException {
        Read read = read("x".repeat(1_000_000) + "\n0123456789\nshort", 10);
        assertThat(read.texts).containsExactly("xxxxxxxxxx", "0123456789", "short");
        assertThat(read.cut).containsExactly(true, false, false);
    }

    @Example
    void bytesThatAreNoTextDoNotEndIt() throws IOException {
        byte[] bytes = {'a', (byte) 0xff, '\n', 0, '\n'};
        Lines lines = new Lines(new ByteArrayInputStream(bytes), 10);
        assertThat(List.of(lines.next(), lines.next())).containsExactly("a\ufffd", "\0");
    }

    private record Read(List<String> texts, List<Boolean> cut) {}

    private static Read read(String text, int longest) throws IOException {
        Lines lines = new Lines(new ByteArrayInputStream(text.getBytes(UTF_8)), longest);
        Read read = new Read(new ArrayList<>(), new ArrayList<>());
        for (String line = lines.next(); line != null; line = lines.next()) {
            read.texts.add(line);
            read.cut.add(lines.isCut());
        }
        return read;
    }
}
