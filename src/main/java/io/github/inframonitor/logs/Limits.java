package io.github.inframonitor.logs;

/**
 * How far an object is read, so that none takes the memory or the time of the others.
 *
 * @param bytes most that an object may unpack to
 * @param ratio most that it may unpack to, by what it is packed; from {@code ratioFrom} bytes on
 * @param ratioFrom bytes below which the ratio does not matter
 * @param lineBytes a longer line is not read
 * @param minutes how many distinct minutes there may be
 */
record Limits(long bytes, int ratio, long ratioFrom, int lineBytes, int minutes) {
    private static final int MIB = 1024 * 1024;

    /**
     * 32 GiB take some minutes to read. Access logs pack to a tenth, the same line over and over to
     * a hundredth or so; gzip ends at a thousandth. An entry of an access log has some hundred
     * bytes, a stack trace in JSON some thousand. A week of minutes, with a sketch each, is below
     * 100 MB, and what comes of it is written within the time that a store has.
     */
    static final Limits DEFAULT =
            new Limits(32L * 1024 * MIB, 250, 64L * MIB, MIB / 4, 7 * 24 * 60);
}
