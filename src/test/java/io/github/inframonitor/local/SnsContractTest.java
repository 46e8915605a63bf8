package io.github.inframonitor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.SnsException;

/** What the routes rely on in SNS. */
class SnsContractTest {
    private static List<Target<SnsClient>> targets;

    @BeforeAll
    static void open(@TempDir Path dir) {
        SnsClient standIn = new LocalSns(dir, new Faults(), Clock.systemUTC());
        targets = Target.of(standIn, SnsClient.builder()).toList();
    }

    static Stream<Target<SnsClient>> targets() {
        return targets.stream();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_message_gets_an_id(Target<SnsClient> sns) {
        PublishRequest.Builder message =
                message(sns)
                        .subject("infra-monitor: run failed")
                        .messageAttributes(
                                Map.of(
                                        "status",
                                        MessageAttributeValue.builder()
                                                .dataType("String")
                                                .stringValue("PARTIAL")
                                                .build()));

        assertThat(sns.client().publish(message.build()).messageId()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_subject_has_less_than_100_characters(Target<SnsClient> sns) {
        PublishRequest.Builder message = message(sns);

        assertThatCode(() -> sns.client().publish(message.subject("x".repeat(99)).build()))
                .doesNotThrowAnyException();
        ThrowingCallable hundred =
                () -> sns.client().publish(message.subject("x".repeat(100)).build());
        if (sns.deviates("accepts 100 characters")) {
            assertThatCode(hundred).doesNotThrowAnyException();
        } else {
            assertInvalid(hundred);
        }
        assertInvalid(() -> sns.client().publish(message.subject("x".repeat(101)).build()));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_subject_is_one_line_of_ascii(Target<SnsClient> sns) {
        for (String subject : List.of("two\nlines", "bell\u0007", "Zürich")) {
            ThrowingCallable publish =
                    () -> sns.client().publish(message(sns).subject(subject).build());
            if (sns.deviates("accepts any characters")) {
                assertThatCode(publish).doesNotThrowAnyException();
            } else {
                assertInvalid(publish);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_message_is_not_empty(Target<SnsClient> sns) {
        ThrowingCallable publish = () -> sns.client().publish(message(sns).message("").build());

        if (sns.deviates("accepts an empty message")) {
            assertThatCode(publish).doesNotThrowAnyException();
            return;
        }
        assertInvalid(publish);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_message_has_at_most_256_kb_of_utf_8(Target<SnsClient> sns) {
        PublishRequest.Builder message = message(sns);

        assertThatCode(() -> sns.client().publish(message.message("é".repeat(128 * 1024)).build()))
                .doesNotThrowAnyException();
        assertInvalid(
                () -> sns.client().publish(message.message("x".repeat(256 * 1024 + 1)).build()));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void an_attribute_has_a_plain_name_and_a_value(Target<SnsClient> sns) {
        var value = MessageAttributeValue.builder().dataType("String").stringValue("x").build();
        var empty = MessageAttributeValue.builder().dataType("String").stringValue("").build();

        assertRefused(
                () ->
                        sns.client()
                                .publish(
                                        message(sns)
                                                .messageAttributes(Map.of("a", empty))
                                                .build()));
        ThrowingCallable named =
                () ->
                        sns.client()
                                .publish(
                                        message(sns)
                                                .messageAttributes(Map.of("a b", value))
                                                .build());
        if (sns.deviates("accepts any name")) {
            assertThatCode(named).doesNotThrowAnyException();
            return;
        }
        assertRefused(named);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_topic_goes_by_its_arn(Target<SnsClient> sns) {
        assertInvalid(() -> sns.client().publish(r -> r.topicArn("alarms").message("x")));
    }

    private static PublishRequest.Builder message(Target<SnsClient> sns) {
        String name = Target.unique("alarms");
        // the stand-in makes a topic at its first message
        String arn =
                sns.standIn()
                        ? "arn:aws:sns:eu-central-1:123456789012:" + name
                        : sns.client().createTopic(r -> r.name(name)).topicArn();
        return PublishRequest.builder().topicArn(arn).message("disk / is full");
    }

    private static void assertInvalid(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidParameterException.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(400);
                            assertThat(e.awsErrorDetails().errorCode())
                                    .isEqualTo("InvalidParameter");
                        });
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SnsException.class, e -> assertThat(e.statusCode()).isEqualTo(400));
    }
}
