package io.github.inframonitor.settings;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One setting that the pipeline knows.
 *
 * @param name of the property, such as {@code cold.bucket}
 * @param valid whether a value can be taken
 * @param expected what a value must be, as the end of the sentence "it must be"
 */
record Setting(String name, Predicate<String> valid, String expected) {

    @Nullable String problem(String value) {
        return valid.test(value) ? null : "'" + value + "' will not do: it must be " + expected;
    }
}
