package io.github.inframonitor.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sns.model.ThrottledException;

/**
 * SNS as a folder a topic: each message is a file that a person can read, headers before the body,
 * and a line in the log. A topic need not be made first; AWS answers {@code NotFound} then.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html">Publish</a>: a message
 *     of 256 KB with its attributes; a subject of less than 100 characters of ASCII, no line breaks
 *     or control characters
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html">Message
 *     attributes</a>: names of letters, digits, {@code _-.}; ten at most, for raw delivery drops a
 *     message that has more
 */
public final class LocalSns implements SnsClient {
    private static final Logger LOG = LoggerFactory.getLogger(LocalSns.class);
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_SUBJECT = 100;
    private static final int MAX_ATTRIBUTES = 10;
    private static final Pattern TOPIC =
            Pattern.compile("arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:([\\w-]{1,256})");
    private static final Pattern SUBJECT = Pattern.compile("[!-~][ -~]*");
    private static final Pattern NAME = Pattern.compile("(?!.*\\.\\.)[\\w-]([\\w.-]*[\\w-])?");
    private static final Pattern TYPE =
            Pattern.compile("(String|String\\.Array|Number|Binary)(\\.[\\w.-]+)?");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Path dir;
    private final Faults faults;
    private final Clock clock;

    /**
     * @param dir the directory of the topics
     * @param faults faults on demand, of {@code Publish}
     */
    public LocalSns(Path dir, Faults faults, Clock clock) {
        this.dir = dir;
        this.faults = faults;
        this.clock = clock;
    }

    public Faults faults() {
        return faults;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}

    @Override
    public PublishResponse publish(PublishRequest request) {
        faults.before(
                "Publish",
                () ->
                        ServiceErrors.error(
                                ThrottledException.builder(),
                                "Sns",
                                "Throttled",
                                429,
                                "Rate exceeded"));
        String id = UUID.randomUUID().toString();
        Path file = deliver(id, request);
        LOG.info("SNS: {} ({})", request.subject(), file);
        return PublishResponse.builder().messageId(id).build();
    }

    /** Takes a message from another service of AWS, which meets no fault and says by itself. */
    Path deliver(PublishRequest request) {
        return deliver(UUID.randomUUID().toString(), request);
    }

    private Path deliver(String id, PublishRequest request) {
        Matcher topic = TOPIC.matcher(String.valueOf(request.topicArn()));
        if (!topic.matches()) {
            throw invalid("TopicArn");
        }
        check(request);
        return write(dir.resolve(topic.group(1)), id, request);
    }

    private static void check(PublishRequest request) {
        String subject = request.subject();
        if (subject != null
                && (subject.length() >= MAX_SUBJECT || !SUBJECT.matcher(subject).matches())) {
            throw invalid("Subject");
        }
        String message = request.message();
        if (message == null || message.isEmpty()) {
            throw invalid("Empty message");
        }
        if (request.messageStructure() != null) {
            throw SdkClientException.create(
                    "the local stand-in for SNS knows no message structure; AWS does");
        }
        int bytes = utf8(message);
        for (Map.Entry<String, MessageAttributeValue> entry :
                request.messageAttributes().entrySet()) {
            bytes += checked(entry.getKey(), entry.getValue());
        }
        if (bytes > MAX_BYTES) {
            throw invalid("Message too long");
        }
        if (request.messageAttributes().size() > MAX_ATTRIBUTES) {
            throw invalid("Number of message attributes exceeds the allowed maximum");
        }
    }

    /** Returns the bytes of an attribute. */
    private static int checked(String name, MessageAttributeValue value) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.length() > 256
                || !NAME.matcher(name).matches()
                || lower.startsWith("aws.")
                || lower.startsWith("amazon.")) {
            throw refused("ParameterValueInvalid", "Invalid parameter: Message attribute " + name);
        }
        String type = value.dataType();
        if (type == null || !TYPE.matcher(type).matches()) {
            throw refused(
                    "ParameterValueInvalid",
                    "The message attribute '" + name + "' has an invalid message attribute type");
        }
        boolean binary = type.startsWith("Binary");
        int bytes =
                binary
                        ? value.binaryValue() == null ? 0 : value.binaryValue().asByteArray().length
                        : value.stringValue() == null ? 0 : utf8(value.stringValue());
        if (bytes == 0) {
            throw refused(
                    "ParameterValueInvalid",
                    "The message attribute '"
                            + name
                            + "' must contain non-empty message attribute"
                            + " value for message attribute type '"
                            + type
                            + "'.");
        }
        return bytes + utf8(name) + utf8(type);
    }

    private Path write(Path folder, String id, PublishRequest request) {
        StringBuilder text = new StringBuilder();
        if (request.subject() != null) {
            header(text, "Subject", request.subject());
        }
        header(text, "MessageId", id);
        header(text, "TopicArn", request.topicArn());
        new TreeMap<>(request.messageAttributes())
                .forEach(
                        (name, value) ->
                                header(
                                        text,
                                        "Attribute " + name,
                                        value.stringValue() == null
                                                ? value.binaryValue().asByteArray().length
                                                        + " bytes"
                                                : value.stringValue()));
        text.append('\n').append(request.message());
        Path file = folder.resolve(STAMP.format(clock.instant()) + "-" + id + ".txt");
        try {
            Files.createDirectories(folder);
            // written under another name first, so that who waits for the file reads all of it
            Path draft = folder.resolve("." + id);
            Files.writeString(draft, text);
            return Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw SdkClientException.create("local SNS: " + e, e);
        }
    }

    private static void header(StringBuilder text, String name, String value) {
        // one line, whatever an attribute holds
        text.append(name).append(": ").append(value.replaceAll("\\R", " ")).append('\n');
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static RuntimeException invalid(String reason) {
        return refused("InvalidParameter", "Invalid parameter: " + reason);
    }

    private static RuntimeException refused(String code, String message) {
        return ServiceErrors.error(InvalidParameterException.builder(), "Sns", code, 400, message);
    }
}
