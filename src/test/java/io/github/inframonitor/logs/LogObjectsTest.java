package io.github.inframonitor.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Object;

class LogObjectsTest {
    private final LogObjects objects = new LogObjects("infra-monitor");

    @Test
    void aFullPageIsFollowedByTheNext() {
        List<S3Object> page =
                IntStream.range(0, 1000).mapToObj(i -> object("logs/incoming/web/" + i)).toList();
        assertThat(objects.last(page)).isEqualTo("logs/incoming/web/999");
        assertThat(objects.last(page.subList(0, 999))).isNull();
        assertThat(objects.page("logs/incoming/web/999").marker())
                .isEqualTo("logs/incoming/web/999");
        assertThat(objects.page("").marker()).isNull();
    }

    @Test
    void whatOnlyStandsForAFolderIsNoLog() {
        assertThat(
                        objects.keys(
                                List.of(
                                        object("logs/incoming/web/"),
                                        object("logs/incoming/web/a"))))
                .containsExactly("logs/incoming/web/a");
    }

    @Test
    void anObjectIsGoneUnlessItsVeryKeyIsThere() throws Exception {
        IOException failure = new IOException("no");
        assertThat(objects.unlessGone("a", List.of(object("ab")), failure)).isEqualTo("done");
        assertThatThrownBy(() -> objects.unlessGone("a", List.of(object("a")), failure))
                .isSameAs(failure);
    }

    private static S3Object object(String key) {
        return S3Object.builder().key(key).build();
    }
}
