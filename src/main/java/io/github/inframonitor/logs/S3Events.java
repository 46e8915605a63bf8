package io.github.inframonitor.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What S3 says of new objects by a queue.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event
 *     message structure</a>
 */
public final class S3Events {
    private static final Logger logger = LoggerFactory.getLogger(S3Events.class);

    private static final JsonFactory JSON = new JsonFactory();

    private static final Pattern OF_RECORD =
            Pattern.compile("/Records/(\\d+)/(eventName|s3/bucket/name|s3/object/key)");

    /** What S3 sends when it is told of a queue, to see whether it may. */
    private static final String TEST_EVENT = "s3:TestEvent";

    private final String bucket;

    /**
     * @param bucket {@code cold.bucket}: objects of others are not ours
     */
    public S3Events(String bucket) {
        this.bucket = bucket;
    }

    /**
     * The keys of the log objects that a message tells of. There are none in a test event, nor in
     * what is no event of S3, which is logged: such a message has nothing that could be done.
     */
    public List<String> keys(String message) {
        Map<Integer, Map<String, String>> records = new TreeMap<>();
        boolean test = false;
        try (JsonParser parser = JSON.createParser(message)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING) {
                    String path = parser.getParsingContext().pathAsPointer().toString();
                    Matcher field = OF_RECORD.matcher(path);
                    if (field.matches()) {
                        records.computeIfAbsent(
                                        Integer.valueOf(field.group(1)), i -> new HashMap<>())
                                .put(field.group(2), parser.getText());
                    }
                    test |= path.equals("/Event") && parser.getText().equals(TEST_EVENT);
                }
            }
        } catch (IOException e) {
            records.clear();
        }
        if (records.isEmpty() && !test) {
            Malformed shown = new Malformed();
            shown.add(message);
            logger.warn("a message of the queue is no event of S3:\n{}", shown.examples());
        }
        List<String> keys = new ArrayList<>();
        for (Map<String, String> event : records.values()) {
            String key = decoded(event.getOrDefault("s3/object/key", ""));
            boolean ours =
                    event.getOrDefault("eventName", "").startsWith("ObjectCreated:")
                            && event.getOrDefault("s3/bucket/name", "").equals(bucket)
                            && key.startsWith(LogKey.INCOMING)
                            && !key.endsWith("/");
            if (ours) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** A key is encoded as in a form: {@code a+b%C3%A9} is {@code a bé}. */
    private static String decoded(String key) {
        try {
            return URLDecoder.decode(key, UTF_8);
        } catch (IllegalArgumentException e) {
            return ""; // S3 does not send such a key
        }
    }
}
