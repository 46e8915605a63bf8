package io.github.inframonitor.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.inframonitor.run.Outcome;
import io.github.inframonitor.run.Receipt;
import io.github.inframonitor.run.Run;
import io.github.inframonitor.run.Watermark;
import io.github.inframonitor.sample.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** What was kept is given back as it was, by whatever process comes next, or set aside. */
class SpoolTest {
    private static final Instant TIME = Instant.parse("2026-11-22T21:00:00Z");
    private static final List<String> STORES = List.of("cold", "hot", "metrics");
    private static final long ROOM = 1_000_000;

    @TempDir Path folder;

    @Test
    void aRunIsReadAsItWasWritten() throws Exception {
        Run run = run(0);
        spool(ROOM, false).keep(run);

        Run read = spool(ROOM, false).read(run.id());

        assertThat(read).isEqualTo(run);
        assertThat(Files.getPosixFilePermissions(directory()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void aRunWithoutSamplesIsARunToo() throws Exception {
        Run run = new Run(TIME, "web-7", "web-7", TIME, List.of(), List.of(branch()), List.of());
        spool(ROOM, false).keep(run);

        assertThat(spool(ROOM, false).read(run.id())).isEqualTo(run);
    }

    @Test
    void aRunIsOwedToAStoreUntilThatHasIt() throws Exception {
        Spool spool = kept(run(0), run(1));
        Receipt receipt = Receipt.open();
        receipt.request(2);

        spool.acknowledge(run(0).id(), "hot", receipt);

        assertThat(spool.owed("cold", null)).isEqualTo(run(0).id());
        assertThat(spool.owed("hot", null)).isEqualTo(run(1).id());
        assertThat(spool.owed("cold", run(0).id())).isEqualTo(run(1).id());
        assertThat(spool.owed("cold", run(1).id())).isNull();
        assertThat(spool.read(run(0).id()).stores())
                .containsExactly(
                        new Outcome("hot", Outcome.Result.OK, 2, 0, 1, 0, Duration.ZERO, null));
    }

    @Test
    void aRunThatIsUnderwayIsNotSentAgain() throws Exception {
        Spool spool = spool(ROOM, false);
        spool.keep(run(0));

        assertThat(spool.owed("cold", null)).isNull();
        assertThat(spool.whole()).isEmpty();

        spool.settle(run(0).id());

        assertThat(spool.owed("cold", null)).isEqualTo(run(0).id());
    }

    @Test
    void aRunThatEveryStoreHasGoesWhenItIsSettled() throws Exception {
        Spool spool = kept(run(0));
        STORES.forEach(store -> spool.acknowledge(run(0).id(), store, Receipt.open()));
        assertThat(spool.whole()).containsExactly(run(0).id());

        spool.settle(run(0).id());

        assertThat(files()).isEmpty();
        assertThat(spool.read(run(0).id())).isNull();
    }

    /** As a machine leaves them that goes down: the files of stores are not waited for. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\0\0\0", "{\"name\":\"ho"})
    void anAcknowledgementThatIsCutShortIsNone(String content) throws Exception {
        Spool spool = kept(run(0));
        spool.acknowledge(run(0).id(), "cold", Receipt.open());
        Files.writeString(directory().resolve(run(0).id() + ".hot.ack"), content);

        Run read = spool.read(run(0).id());

        assertThat(read.samples()).isEqualTo(run(0).samples());
        assertThat(read.stores()).extracting(Outcome::name).containsExactly("cold");
        assertThat(spool.owed("hot", null)).isEqualTo(run(0).id());
        assertThat(files()).containsExactly(run(0).id() + ".cold.ack", run(0).id() + ".run");
    }

    @Test
    void whatIsNotKeptIsNotAcknowledged() throws Exception {
        Spool spool = kept();

        spool.acknowledge("20261122T210000Z-logs-web", "cold", Receipt.open());

        assertThat(files()).isEmpty();
    }

    @Test
    void aRunThatIsDoneAgainIsOwedToEveryStoreAgain() throws Exception {
        Spool spool = kept(run(0));
        spool.acknowledge(run(0).id(), "cold", Receipt.open());

        spool.keep(run(0));
        spool.settle(run(0).id());

        assertThat(spool.owed("cold", null)).isEqualTo(run(0).id());
    }

    @Test
    void aRunThatIsDoneAgainKeepsWhatItSettledAndReadsNoMore() throws Exception {
        Watermark cpu = watermark("cpu", 5);
        Watermark disk = watermark("disk", 5);
        Run before =
                of(
                        TIME,
                        List.of(cpu, disk),
                        read("cpu", 4, 1),
                        read("disk", 4, 1),
                        read("disk", 5, 1));
        Run again =
                of(
                        TIME.plusSeconds(9),
                        List.of(cpu),
                        read("cpu", 4, 2),
                        read("disk", 3, 2),
                        read("disk", 5, 2));
        Spool spool = kept(before);

        Run kept = spool.keep(again);

        assertThat(kept)
                .isEqualTo(
                        of(
                                TIME.plusSeconds(9),
                                List.of(cpu, disk),
                                read("cpu", 4, 2),
                                read("disk", 5, 2),
                                read("disk", 4, 1)));
        assertThat(spool.read(again.id())).isEqualTo(kept);
        assertThat(spool.asKept(again)).isEqualTo(kept);
        assertThat(spool.asKept(before)).isEqualTo(before.settling(List.of()));
    }

    /** A store that is slow takes what the run was, while it is done again. */
    @Test
    void whatAStoreTookOfARunIsNotAcknowledgedOfItDoneAgain() throws Exception {
        Run before = of(TIME, List.of());
        Run again = of(TIME.plusSeconds(9), List.of());
        Spool spool = kept(before);

        spool.keep(again);
        STORES.forEach(store -> spool.acknowledge(before.id(), store, Receipt.of(before)));
        spool.settle(again.id());
        assertThat(spool.owed("cold", null)).isEqualTo(again.id());

        STORES.forEach(store -> spool.acknowledge(again.id(), store, Receipt.of(again)));
        assertThat(spool.whole()).containsExactly(again.id());
    }

    private static Run of(Instant startedAt, List<Watermark> watermarks, Sample... samples) {
        return new Run(
                TIME,
                "web-7",
                "web-7",
                startedAt,
                List.of(samples),
                List.of(branch()),
                List.of(),
                watermarks);
    }

    private static Watermark watermark(String key, int minute) {
        return new Watermark(key, TIME, TIME.plusSeconds(60 * minute));
    }

    private static Sample read(String watermark, int minute, double value) {
        return new Sample(
                TIME.plusSeconds(60 * minute),
                "i-1",
                "ec2",
                "eu-west-1",
                "222200000001",
                watermark,
                "usage_percent",
                value,
                StandardUnit.PERCENT,
                new TreeMap<>(),
                watermark);
    }

    @Test
    void idsWithDotsAreToldApart() throws Exception {
        Run web = named("web");
        Run web7 = named("web.7");
        Spool spool = kept(web, web7);
        spool.acknowledge(web7.id(), "cold", Receipt.open());
        STORES.forEach(store -> spool.acknowledge(web.id(), store, Receipt.open()));

        spool.settle(web.id());

        assertThat(files()).containsExactly(web7.id() + ".cold.ack", web7.id() + ".run");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 200, -1})
    void aFileThatIsCutShortIsSetAsideWithItsReason(int length) throws Exception {
        Spool spool = kept(run(0));
        Path file = directory().resolve(run(0).id() + ".run");
        byte[] whole = Files.readAllBytes(file);
        byte[] cut = Arrays.copyOf(whole, length < 0 ? whole.length + length : length);
        Files.write(file, cut);

        setsAside(spool, file, cut);
    }

    @Test
    void aFileThatWasAlteredIsSetAside() throws Exception {
        Spool spool = kept(run(0));
        Path file = directory().resolve(run(0).id() + ".run");
        byte[] altered = Files.readAllBytes(file);
        altered[altered.length / 2] ^= 1;
        Files.write(file, altered);

        setsAside(spool, file, altered);
    }

    /** The queues of the stores are read side by side, and people are to be told once. */
    @RepeatedTest(20)
    void oneOfSeveralThatReadItAtOnceSetsAFileAside() throws Exception {
        Spool spool = kept(run(0));
        Files.write(directory().resolve(run(0).id() + ".run"), new byte[] {1});
        CyclicBarrier together = new CyclicBarrier(STORES.size());
        ExecutorService threads = Executors.newFixedThreadPool(STORES.size());
        try {
            List<Future<String>> ends =
                    STORES.stream()
                            .map(
                                    store ->
                                            threads.submit(
                                                    () -> {
                                                        together.await();
                                                        return end(spool);
                                                    }))
                            .toList();
            List<String> told = new ArrayList<>();
            for (Future<String> end : ends) {
                told.add(end.get());
            }

            assertThat(told)
                    .containsExactlyInAnyOrder("it is gone", "it is gone", "it is set aside");
        } finally {
            threads.shutdownNow();
        }
    }

    private static String end(Spool spool) {
        try {
            return spool.read(run(0).id()) == null ? "it is gone" : "it is read";
        } catch (SpoolException e) {
            return e.getMessage().contains("is set aside") ? "it is set aside" : e.getMessage();
        }
    }

    @Test
    void aFullSpoolKeepsTheOldestAndTellsSo() throws Exception {
        Spool spool = kept(run(0));
        long room = size() * 3 / 2;

        assertThatThrownBy(() -> spool(room, false).keep(run(1)))
                .isInstanceOf(SpoolException.class)
                .hasMessage(
                        "spool.dir (%s): a run goes to the stores without being kept: full of what some"
                                        .formatted(directory())
                                + " store does not have; mend the store, or raise spool.max-bytes (%d)"
                                        .formatted(room));
        assertThat(files()).containsExactly(run(0).id() + ".run");
        assertThat(spool.read(run(0).id())).isEqualTo(run(0));
    }

    @Test
    void aFullSpoolKeepsTheNewestIfToldSo() throws Exception {
        Spool first = kept(run(0));
        first.acknowledge(run(0).id(), "cold", Receipt.open());
        long room = size() * 3 / 2;

        assertThatThrownBy(() -> spool(room, true).keep(run(1)))
                .isInstanceOf(SpoolException.class)
                .hasMessageContaining("was full: the oldest runs in it")
                .hasMessageContaining("raise spool.max-bytes");
        assertThat(files()).containsExactly(run(1).id() + ".run");
    }

    @Test
    void aRunThatIsLargerThanTheSpoolPushesNothingOutThatIsUnderway() throws Exception {
        Spool spool = spool(kept(run(0)).read(run(0).id()).samples().size(), true);

        assertThatThrownBy(() -> spool.keep(run(1)))
                .isInstanceOf(SpoolException.class)
                .hasMessageContaining("goes to the stores without being kept");
        assertThat(files()).isEmpty();
    }

    @Test
    void whatADeadProcessLeftHalfDoneIsCleanedUp() throws Exception {
        kept(run(0)).acknowledge(run(0).id(), "cold", Receipt.open());
        Files.writeString(directory().resolve("a.run.tmp"), "half");
        Files.writeString(directory().resolve("a.cold.ack"), "{}");

        SpoolDirectory.clean(directory());

        assertThat(files()).containsExactly(run(0).id() + ".cold.ack", run(0).id() + ".run");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsTold() throws Exception {
        Files.writeString(directory(), "a file");

        assertThatThrownBy(() -> spool(ROOM, false).keep(run(0)))
                .isInstanceOf(SpoolException.class)
                .hasMessageContaining("spool.dir (" + directory() + "): a run goes to the stores");
        Run settling = run(0).settling(List.of(watermark("cpu", 5)));
        assertThat(spool(ROOM, false).asKept(settling)).isEqualTo(run(0));
    }

    @Test
    void whatIsOlderThanAStoreTakesIsKnown() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry()
                    .bind("clock", Clock.fixed(TIME.plus(Duration.ofDays(14)), ZoneOffset.UTC));
            Spool later = spool(ROOM, false);
            later.setCamelContext(context);

            assertThat(later.isOlder(run(0), "14d")).isFalse();
            assertThat(later.isOlder(run(-1), "14d")).isTrue();
        }
    }

    private void setsAside(Spool spool, Path file, byte[] content) throws IOException {
        assertThatThrownBy(() -> spool.read(run(0).id()))
                .isInstanceOf(SpoolException.class)
                .hasMessageStartingWith(
                        "spool.dir (%s) held a run that cannot be read, which is set aside in its"
                                .formatted(directory()));
        assertThat(files()).containsExactly("quarantine");
        Path quarantine = directory().resolve("quarantine");
        assertThat(quarantine.resolve(file.getFileName())).hasBinaryContent(content);
        assertThat(quarantine.resolve(run(0).id() + ".reason"))
                .content()
                .contains("cut short or altered");
    }

    private Spool kept(Run... runs) throws Exception {
        Spool spool = spool(ROOM, false);
        for (Run run : runs) {
            spool.keep(run);
            spool.settle(run.id());
        }
        return spool;
    }

    private Spool spool(long maxBytes, boolean keepNewest) {
        return new Spool(new SpoolDirectory(directory(), maxBytes, keepNewest), STORES);
    }

    private Path directory() {
        return folder.resolve("spool");
    }

    private long size() throws IOException {
        return Files.size(directory().resolve(run(0).id() + ".run"));
    }

    private List<String> files() throws IOException {
        if (!Files.exists(directory())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Run run(int second) {
        return new Run(
                TIME.plusSeconds(second),
                "web-7",
                "web-7",
                TIME.plusMillis(1234),
                List.of(sample("web-7", 0.1, "sda"), sample("zürich\n\"é", -8.6e-109, null)),
                List.of(branch(), failed()),
                List.of());
    }

    private static Run named(String pipeline) {
        return new Run(TIME, pipeline, "web-7", TIME, List.of(), List.of(), List.of());
    }

    private static Outcome branch() {
        return new Outcome(
                "disk", Outcome.Result.OK, 2, 1, 0, 0, Duration.ofNanos(123_456_789), null);
    }

    private static Outcome failed() {
        return new Outcome(
                "cpu", Outcome.Result.TIMED_OUT, 0, 0, 0, 0, Duration.ofDays(1), "no answer");
    }

    private static Sample sample(String resource, double value, String device) {
        TreeMap<String, String> dimensions = new TreeMap<>();
        if (device != null) {
            dimensions.put("device", device);
            dimensions.put("mount", "/a=b,c");
        }
        return new Sample(
                TIME,
                resource,
                "ec2",
                device == null ? null : "eu-west-1",
                null,
                "disk",
                "read_bytes_per_second",
                value,
                StandardUnit.BYTES_SECOND,
                dimensions);
    }
}
