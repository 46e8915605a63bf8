package io.github.inframonitor.fleet;

/** Numbers that look like chance and are the same each time. */
final class EmulatedHash {
    private EmulatedHash() {}

    /** FNV-1a, then mixed. */
    static long of(Object... parts) {
        long hash = 0xcbf29ce484222325L;
        for (Object part : parts) {
            String text = part.toString();
            for (int i = 0; i < text.length(); i++) {
                hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
            }
            hash = (hash ^ '\n') * 0x100000001b3L;
        }
        return mix(hash);
    }

    /** The finalizer of splitmix64. */
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** The last so many hexadecimal digits; what formats texts would take longer than all else. */
    static String hex(long number, int digits) {
        char[] hex = new char[digits];
        for (int n = digits - 1; n >= 0; n--, number >>>= 4) {
            hex[n] = Character.forDigit((int) number & 15, 16);
        }
        return new String(hex);
    }

    /** Whether this is one of so many percent. */
    static boolean isOf(double percent, long hash) {
        return (mix(hash) >>> 11) * 0x1p-53 * 100 < percent;
    }
}
