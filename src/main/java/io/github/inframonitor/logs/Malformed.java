package io.github.inframonitor.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The lines that could not be read: how many, and the first few of them as a person can see. */
final class Malformed {
    private static final int EXAMPLES = 3;
    private static final int LONGEST_EXAMPLE = 120;

    private final List<String> examples = new ArrayList<>();
    private long count;

    void add(String line) {
        count++;
        if (examples.size() < EXAMPLES) {
            examples.add(printable(line));
        }
    }

    long count() {
        return count;
    }

    /** One example a line. */
    String examples() {
        return examples.stream().map(line -> "  " + line + "\n").collect(Collectors.joining());
    }

    /**
     * Whoever writes a log writes into ours what they like: nothing that a terminal or a mail would
     * take for more than text, and no more than fits a line.
     */
    private static String printable(String line) {
        String text = line.length() > LONGEST_EXAMPLE ? line.substring(0, LONGEST_EXAMPLE) : line;
        String safe = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}]", "?");
        return safe + (line.length() > LONGEST_EXAMPLE ? "..." : "");
    }
}
