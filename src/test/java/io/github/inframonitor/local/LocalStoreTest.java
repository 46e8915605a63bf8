package io.github.inframonitor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.inframonitor.settings.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStoreTest {
    @TempDir Path dir;

    @Test
    void a_corrupt_database_is_told_with_its_file_and_the_remedy() throws IOException {
        Path database = Files.writeString(dir.resolve("local.duckdb"), "no database");

        try (LocalStore store = new LocalStore(dir)) {
            assertThatThrownBy(store::awaitReady)
                    .isInstanceOf(SettingException.class)
                    .hasMessageStartingWith("local.dir: cannot open " + database)
                    .hasMessageContaining("move this file away")
                    .hasMessageNotContaining("\n");
        }
        Files.delete(database);
        try (LocalStore store = new LocalStore(dir)) {
            store.awaitReady();
        }
    }

    @Test
    void a_directory_that_cannot_be_made_is_told_at_once() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");

        assertUnusable(() -> new LocalStore(file.resolve("local")).close(), "cannot write to");
        assertUnusable(() -> new LocalStore(file).close(), "cannot write to");
    }

    @Test
    void a_directory_that_another_store_holds_is_told_with_the_process() {
        try (LocalStore store = new LocalStore(dir)) {
            store.awaitReady();

            assertUnusable(
                    () -> new LocalStore(dir).close(),
                    "is in use by process " + ProcessHandle.current().pid());
        }
        try (LocalStore next = new LocalStore(dir)) {
            next.awaitReady();
        }
    }

    @Test
    void a_directory_that_another_process_holds_is_told_with_the_process() throws Exception {
        Process other =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                Holder.class.getName(),
                                dir.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("held");

            assertUnusable(
                    () -> new LocalStore(dir).close(), "is in use by process " + other.pid());
        } finally {
            // the holder ends with its standard input
            other.getOutputStream().close();
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Another process with the store. */
    static final class Holder {
        public static void main(String[] args) throws IOException {
            try (LocalStore store = new LocalStore(Path.of(args[0]))) {
                store.awaitReady();
                System.out.println("held");
                System.in.read();
            }
        }
    }

    private static void assertUnusable(ThrowingCallable open, String problem) {
        assertThatThrownBy(open)
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("local.dir: ")
                .hasMessageContaining(problem);
    }
}
