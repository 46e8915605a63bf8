package io.github.inframonitor.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream of UTF-8, of which none takes more memory than allowed: of a longer one the
 * beginning is given, and {@link #isCut} says so.
 */
final class Lines {
    private static final int BUFFER = 64 * 1024;

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int end;
    private byte[] line = new byte[1024];
    private int length;
    private boolean cut;

    /**
     * @param longest bytes of a line, without its end, that are kept
     */
    Lines(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** The next line without its end; null after the last. */
    @Nullable String next() throws IOException {
        length = 0;
        cut = false;
        boolean any = false;
        while (position < end || fill()) {
            any = true;
            int from = position;
            while (position < end && buffer[position] != '\n') {
                position++;
            }
            keep(from, position - from);
            if (position < end) {
                position++;
                return text();
            }
        }
        return any ? text() : null;
    }

    /** Whether the last line was longer than is kept. */
    boolean isCut() {
        return cut;
    }

    private boolean fill() throws IOException {
        position = 0;
        end = Math.max(0, in.read(buffer, 0, BUFFER));
        return end > 0;
    }

    private void keep(int from, int count) {
        int kept = Math.min(count, longest - length);
        cut |= kept < count;
        if (length + kept > line.length) {
            int size = Math.min(longest, Math.max(line.length * 2, length + kept));
            line = Arrays.copyOf(line, size);
        }
        System.arraycopy(buffer, from, line, length, kept);
        length += kept;
    }

    private String text() {
        boolean carriageReturn = length > 0 && line[length - 1] == '\r';
        return new String(line, 0, carriageReturn ? length - 1 : length, UTF_8);
    }
}
