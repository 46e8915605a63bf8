package io.github.inframonitor.crash;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

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
            case S3 -> {
                if (asked.isObject()) {
                    objects.put(asked.path(), asked.object());
                    puts.merge(asked.path(), 1, Integer::sum);
                } else if (!asked.method().equals("HEAD")) {
                    throw new IllegalArgumentException(asked.method() + " " + asked.path());
                }
                yield Answer.xml(200, "");
            }
            case CLOUDWATCH -> throw new IllegalArgumentException(asked.path());
        };
    }
}
