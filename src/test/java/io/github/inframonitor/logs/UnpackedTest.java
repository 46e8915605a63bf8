package io.github.inframonitor.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gzip as it comes, whole and not. */
class UnpackedTest {
    private static final String TEXT = "a line\n".repeat(1000);

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "plain text"})
    void whatIsNotGzipComesAsItIs(String text) throws IOException {
        assertThat(unpacked(text.getBytes(UTF_8))).isEqualTo(text);
    }

    @Test
    void gzipIsUnpacked() throws IOException {
        assertThat(unpacked(gzip(TEXT))).isEqualTo(TEXT);
    }

    @Test
    void oneGzipAfterTheOtherIsReadWholeThoughTheNetworkHasNothingReady() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip(TEXT));
        both.write(gzip("the second\n"));
        // one byte a read, and never one that is said to be there
        InputStream slow =
                new FilterInputStream(new ByteArrayInputStream(both.toByteArray())) {
                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        return super.read(into, offset, Math.min(1, length));
                    }

                    @Override
                    public int available() {
                        return 0;
                    }
                };
        assertThat(new String(Unpacked.open(slow, Limits.DEFAULT).readAllBytes(), UTF_8))
                .isEqualTo(TEXT + "the second\n");
    }

    @Test
    void gzipThatIsCutOffSaysSoWhereverItIsCut() throws IOException {
        byte[] whole = gzip(TEXT);
        for (int length = 2; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> unpacked(cut))
                    .isInstanceOf(UnreadableLogException.class)
                    .hasMessage("its gzip is cut off before its end");
        }
    }

    @Test
    void gzipThatIsDamagedSaysSo() throws IOException {
        byte[] damaged = gzip(TEXT);
        damaged[20] ^= 0x55;
        assertThatThrownBy(() -> unpacked(damaged))
                .isInstanceOf(UnreadableLogException.class)
                .hasMessageStartingWith("its gzip is damaged: ");
    }

    @Test
    void whatUnpacksToTooMuchIsNotReadToItsEnd() throws IOException {
        Limits limits = new Limits(50_000, 1000, 0, 100, 100);
        byte[] large = gzip("x".repeat(200_000));
        assertThatThrownBy(() -> read(new ByteArrayInputStream(large), limits))
                .isInstanceOf(UnreadableLogException.class)
                .hasMessage("it unpacks to more than 50000 bytes; split it");
    }

    /** A gzip of zeros, endless as far as one can tell: 1,000 times its size. */
    @Test
    void aBombIsNotReadToItsEnd() throws IOException {
        byte[] chunk = gzip("\0".repeat(10_000_000));
        Counted bomb = new Counted(new Endless(chunk));

        assertThatThrownBy(() -> read(bomb, Limits.DEFAULT))
                .isInstanceOf(UnreadableLogException.class)
                .hasMessage("it unpacks to more than 250 times its size, as no log does");
        assertThat(bomb.count).isLessThan(200_000);
    }

    @Test
    void whatTheNetworkDoesIsNoFaultOfTheObject() throws IOException {
        byte[] half = Arrays.copyOf(gzip(TEXT), 30);
        InputStream broken =
                new SequenceInputStream(
                        new ByteArrayInputStream(half),
                        new InputStream() {
                            @Override
                            public int read() throws IOException {
                                throw new IOException("connection reset");
                            }
                        });
        assertThatThrownBy(() -> read(broken, Limits.DEFAULT))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("connection reset");
    }

    private static String unpacked(byte[] object) throws IOException {
        Unpacked unpacked = Unpacked.open(new ByteArrayInputStream(object), Limits.DEFAULT);
        return new String(unpacked.readAllBytes(), UTF_8);
    }

    private static void read(InputStream object, Limits limits) throws IOException {
        Unpacked.open(object, limits).transferTo(OutputStream.nullOutputStream());
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static final class Endless extends InputStream {
        private final byte[] chunk;
        private int position;

        Endless(byte[] chunk) {
            this.chunk = chunk;
        }

        @Override
        public int read() {
            return chunk[position++ % chunk.length] & 0xff;
        }
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, Math.min(length, 4096));
            count += read;
            return read;
        }
    }
}
