package io.github.inframonitor.logs;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class S3EventsTest {
    private final S3Events events = new S3Events("infra-monitor");

    @Example
    void takesTheKeysOfNewLogObjectsInTheBucketAndNoOthers() {
        String message =
                "{\"Records\":["
                        + record("ObjectCreated:Put", "infra-monitor", "logs/incoming/web/a")
                        + ","
                        + record(
                                "ObjectCreated:Copy",
                                "infra-monitor",
                                "logs/incoming/web/b%2Bc+%C3%A9")
                        + ","
                        + record("ObjectRemoved:Delete", "infra-monitor", "logs/incoming/web/d")
                        + ","
                        + record("ObjectCreated:Put", "another", "logs/incoming/web/e")
                        + ","
                        + record("ObjectCreated:Put", "infra-monitor", "logs/processed/web/f")
                        + ","
                        + record("ObjectCreated:Put", "infra-monitor", "logs/incoming/web/")
                        + ","
                        + record("ObjectCreated:Put", "infra-monitor", "logs/incoming/web/%zz")
                        + "]}";
        assertThat(events.keys(message))
                .containsExactly("logs/incoming/web/a", "logs/incoming/web/b+c é");
    }

    @Example
    void aTestEventHasNone() {
        assertThat(
                        events.keys(
                                """
                                {"Service":"Amazon S3","Event":"s3:TestEvent",\
                                "Time":"2026-11-22T20:15:00.000Z","Bucket":"infra-monitor",\
                                "RequestId":"5582815E1AEA5ADF","HostId":"8cLeGAmw098X5cv4Zkwcmo8vvZa3"}"""))
                .isEmpty();
    }

    @Property(tries = 200)
    void noMessageThrows(@ForAll String message) {
        assertThat(events.keys(message)).isEmpty();
        assertThat(events.keys("{\"Records\":[{\"s3\":" + message)).isEmpty();
    }

    private static String record(String event, String bucket, String key) {
        return """
               {"eventVersion":"2.1","eventSource":"aws:s3","eventName":"%s","s3":{\
               "s3SchemaVersion":"1.0","configurationId":"logs","bucket":{"name":"%s",\
               "arn":"arn:aws:s3:::x"},"object":{"key":"%s","size":1,"eTag":"d41d8cd98f","sequencer":"0"}}}"""
                .formatted(event, bucket, key);
    }
}
