package io.github.inframonitor.fleet;

/** One region of one account. */
public record EmulatedCell(String account, String region) {
    /** What the ids of this cell begin with: nine hexadecimal digits. */
    String prefix() {
        return EmulatedHash.hex(EmulatedHash.of(account, region), 9);
    }

    @Override
    public String toString() {
        return account + "/" + region;
    }
}
