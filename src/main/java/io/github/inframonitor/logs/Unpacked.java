package io.github.inframonitor.logs;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The content of an object, unpacked if it is gzip, and no more of it than the limits allow.
 *
 * <p>What is wrong with the gzip is an {@link UnreadableLogException}; that the object could not be
 * read to its end, which may pass, an {@link UncheckedIOException}.
 */
final class Unpacked extends InputStream {
    private static final int BUFFER = 64 * 1024;

    private final Packed packed;
    private final InputStream content;
    private final Limits limits;
    private long read;

    private Unpacked(Packed packed, InputStream content, Limits limits) {
        this.packed = packed;
        this.content = content;
        this.limits = limits;
    }

    /**
     * @throws UnreadableLogException if it begins as gzip does and is none
     */
    static Unpacked open(InputStream object, Limits limits) {
        Packed packed = new Packed(object);
        try {
            boolean gzip = packed.begins(0x1f, 0x8b);
            return new Unpacked(
                    packed, gzip ? new GZIPInputStream(packed, BUFFER) : packed, limits);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        try {
            int count = content.read(into, offset, length);
            read += Math.max(0, count);
            check();
            return count;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    private void check() {
        if (read > limits.bytes()) {
            throw new UnreadableLogException(
                    "it unpacks to more than %d bytes; split it".formatted(limits.bytes()));
        }
        if (read > limits.ratioFrom() && read / limits.ratio() > packed.count) {
            throw new UnreadableLogException(
                    "it unpacks to more than %d times its size, as no log does"
                            .formatted(limits.ratio()));
        }
    }

    /** Only the gzip can have thrown this: what the object's own stream throws is unchecked. */
    private static UnreadableLogException damaged(IOException e) {
        if (e instanceof EOFException) {
            return new UnreadableLogException("its gzip is cut off before its end");
        }
        String why = e instanceof ZipException ? String.valueOf(e.getMessage()) : e.toString();
        return new UnreadableLogException("its gzip is damaged: " + why);
    }

    /** The object's own bytes, counted. */
    private static final class Packed extends FilterInputStream {
        private long count;

        Packed(InputStream object) {
            super(new PushbackInputStream(object, 2));
        }

        boolean begins(int first, int second) throws IOException {
            byte[] begin = new byte[2];
            int length = readNBytes(begin, 0, 2);
            ((PushbackInputStream) in).unread(begin, 0, length);
            count -= length;
            return length == 2 && (begin[0] & 0xff) == first && (begin[1] & 0xff) == second;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            try {
                int read = in.read(into, offset, length);
                count += Math.max(0, read);
                return read;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /**
         * GZIPInputStream takes 0 for the end, and a stream from the network has often nothing
         * ready: a second gzip after the first would be lost without a word.
         */
        @Override
        public int available() {
            try {
                int next = in.read();
                if (next < 0) {
                    return 0;
                }
                ((PushbackInputStream) in).unread(next);
                return 1;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
