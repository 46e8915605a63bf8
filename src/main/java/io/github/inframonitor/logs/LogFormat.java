package io.github.inframonitor.logs;

import org.jspecify.annotations.Nullable;

/** The formats of log lines. */
enum LogFormat {
    /** One JSON object a line. */
    JSON {
        @Override
        @Nullable LogLine parse(String line) {
            return JsonLine.parse(line);
        }
    },
    /** Access log of an AWS Application Load Balancer. */
    ALB {
        @Override
        @Nullable LogLine parse(String line) {
            return AlbLine.parse(line);
        }
    },
    /** Access log of nginx or Apache, common or combined. */
    COMBINED {
        @Override
        @Nullable LogLine parse(String line) {
            return CombinedLine.parse(line);
        }
    };

    /**
     * Reads one line.
     *
     * @return null for a line that is not of this format, whatever it is; nothing is thrown
     */
    abstract @Nullable LogLine parse(String line);

    /** The only format that a line can have, by how it begins. */
    static LogFormat of(String line) {
        if (line.startsWith("{")) {
            return JSON;
        }
        return AlbLine.begins(line) ? ALB : COMBINED;
    }
}
