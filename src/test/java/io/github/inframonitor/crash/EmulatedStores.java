package io.github.inframonitor.crash;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.utils.Md5Utils;

/** S3, DynamoDB and SNS, as far as the pipeline asks them, with all that they were given. */
public final class EmulatedStores {
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final Map<String, Integer> puts = new ConcurrentHashMap<>();
    private final Table table = new Table();

    /** The objects of S3 by bucket and key. */
    public Map<String, byte[]> objects() {
        return new TreeMap<>(objects);
    }

    /** How often each of them was written. */
    Map<String, Integer> puts() {
        return new TreeMap<>(puts);
    }

    public Table table() {
        return table;
    }

    /**
     * @param partly whether some items of a batch are left unprocessed
     * @throws IllegalArgumentException for what is not played
     */
    public Answer answer(Asked asked, boolean partly) throws IOException {
        return switch (asked.service()) {
            case DYNAMODB -> table.answer(asked, partly);
            case SNS ->
                    Answer.xml(
                            200,
                            "<Response><PublishResult><MessageId>1</MessageId></PublishResult></Response>");
            case S3 -> s3(asked);
            case CLOUDWATCH -> throw new IllegalArgumentException(asked.path());
        };
    }

    private synchronized Answer s3(Asked asked) throws IOException {
        byte[] there = objects.get(asked.path());
        String match = asked.headers().getFirst("If-Match");
        if (asked.isObject()) {
            boolean onlyNew = asked.headers().containsKey("If-None-Match");
            if (onlyNew && there != null || match != null && !match.equals(eTag(there))) {
                return Answer.xml(412, "<Error><Code>PreconditionFailed</Code><Message/></Error>");
            }
            byte[] object = asked.object();
            objects.put(asked.path(), object);
            puts.merge(asked.path(), 1, Integer::sum);
            return new Answer(200, "text/xml", new byte[0], Map.of("ETag", eTag(object)));
        } else if (asked.method().equals("GET") && there != null) {
            return new Answer(
                    200, "application/vnd.apache.parquet", there, Map.of("ETag", eTag(there)));
        } else if (!asked.method().equals("HEAD")) {
            throw new IllegalArgumentException(asked.method() + " " + asked.path());
        }
        return Answer.xml(200, "");
    }

    private static String eTag(byte[] object) {
        return object == null ? "" : '"' + Md5Utils.md5AsBase64(object) + '"';
    }
}
