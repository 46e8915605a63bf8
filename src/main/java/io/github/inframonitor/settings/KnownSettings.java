package io.github.inframonitor.settings;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.util.TimeUtils;
import org.quartz.CronExpression;

/** Every setting of the pipeline, with what it may be. Their defaults stand in routes/. */
final class KnownSettings {
    private static final String DURATION = "a duration with its unit, such as 500ms, 10s or 6h";

    private static final String QUEUE_URL =
            "(https?://[A-Za-z0-9.:-]+/\\d{12}/[A-Za-z0-9_-]{1,80})?";

    /** Of the error handling: the most that a wait is longer. */
    private static final double COLLISION_AVOIDANCE = 1.15;

    /**
     * Bucket names, and prefixes of keys, that need no escaping anywhere.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html">bucket
     *     names</a>
     */
    static final List<Setting> ALL =
            List.of(
                    matching(
                            "aws.region",
                            "([a-z]{2,}(-[a-z0-9]+)+)?",
                            "a region such as eu-west-1, or empty"),
                    number("aws.attempts", 1, 10),
                    duration("aws.attempt-timeout", "1ms", "5m"),
                    duration("aws.call-timeout", "1ms", "15m"),
                    matching(
                            "pipeline.id",
                            "[A-Za-z0-9._-]{0,64}",
                            "up to 64 letters, digits, dots, dashes or underscores; or empty"),
                    matching(
                            "resource.id",
                            "[A-Za-z0-9._:/-]{0,128}",
                            "up to 128 letters, digits or ._:/-; or empty"),
                    matching(
                            "cold.bucket",
                            "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
                            "the name of an S3 bucket: 3 to 63 lower-case letters, digits, dots and dashes"),
                    matching(
                            "cold.prefix",
                            "[A-Za-z0-9!_.*'()-]+(/[A-Za-z0-9!_.*'()-]+)*",
                            "the start of a key, without a slash at its ends"),
                    matching(
                            "hot.table",
                            "[A-Za-z0-9_.-]{3,255}",
                            "the name of a DynamoDB table: 3 to 255 letters, digits, dots, dashes or underscores"),
                    number("hot.ttl-days", 1, 3650),
                    number("hot.shards", 1, 1000),
                    number("hot.writers", 1, 64),
                    duration("hot.unprocessed-delay", "1ms", "10s"),
                    matching(
                            "cloudwatch.namespace",
                            "(?!AWS/)[A-Za-z0-9._/#: -]{1,255}",
                            "a namespace of up to 255 characters that does not begin with AWS/"),
                    oneOf("cloudwatch.detail", "true", "false"),
                    matching(
                            "alerts.topic-arn",
                            "arn:[a-z-]+:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_.-]{1,256}",
                            "the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:123456789012:infra-monitor"),
                    duration("alerts.repeat", "1s", "365d"),
                    matching(
                            "athena.workgroup",
                            "[A-Za-z0-9._-]{1,128}",
                            "the name of an Athena workgroup: up to 128 letters, digits, dots, dashes or underscores"),
                    matching(
                            "athena.database",
                            "[a-z0-9_]{1,255}",
                            "the name of a Glue database: up to 255 lower-case letters, digits or underscores"),
                    duration("athena.poll", "1ms", "1m"),
                    duration("athena.timeout", "1ms", "4h"),
                    oneOf("report.enabled", "true", "false"),
                    cron("report.cron"),
                    number("report.rows", 1, 200),
                    cron("schedule.cron"),
                    oneOf("schedule.run-at-start", "true", "false"),
                    oneOf("schedule.catch-up", "true", "false"),
                    oneOf("dispatch", "local", "sqs"),
                    matching(
                            "dispatch.queue-url",
                            QUEUE_URL,
                            "the URL of an SQS queue, such as"
                                    + " https://sqs.eu-west-1.amazonaws.com/123456789012/infra-monitor-cells,"
                                    + " or empty"),
                    number("dispatch.visibility-timeout", 1, 43_200),
                    number("retry.attempts", 0, 10),
                    number("retry.delay", 1, 60_000),
                    new Setting("retry.backoff", KnownSettings::isBackoff, "a number from 1 to 10"),
                    duration("collect.timeout", "1ms", "1h"),
                    duration("collect.window", "1ms", "60s"),
                    matching(
                            "collect.host-dir",
                            "(/[A-Za-z0-9._-]+)*",
                            "the path of a directory without a slash at its end, such as /host; or empty"),
                    duration("store.timeout", "1ms", "1h"),
                    matching("spool.dir", ".+", "the path of a directory"),
                    new Setting(
                            "spool.max-bytes",
                            value -> value.matches("[1-9]\\d{5,14}"),
                            "a whole number of bytes, at least 100000"),
                    oneOf("spool.keep", "oldest", "newest"),
                    duration("replay.interval", "100ms", "1d"),
                    number("replay.rest", 1, 86_400),
                    oneOf("logs.enabled", "true", "false"),
                    duration("logs.poll", "1s", "1d"),
                    matching(
                            "logs.queue-url",
                            QUEUE_URL,
                            "the URL of an SQS queue, such as"
                                    + " https://sqs.eu-west-1.amazonaws.com/123456789012/infra-monitor-logs,"
                                    + " or empty"),
                    matching(
                            "collect.sources",
                            "[a-z0-9]+(,[a-z0-9]+)*",
                            "names by commas, such as host or ec2,rds"),
                    matching(
                            "fleet.regions",
                            "([a-z]{2,}(-[a-z0-9]+)+(,[a-z]{2,}(-[a-z0-9]+)+)*)?",
                            "regions by commas, such as eu-west-1,us-east-1; or empty"),
                    matching(
                            "fleet.roles",
                            "(ROLE(,ROLE)*)?"
                                    .replace(
                                            "ROLE",
                                            "arn:[a-z-]+:iam::\\d{12}:role/[\\w+=.@/-]{1,576}"),
                            "ARNs of roles by commas, such as"
                                    + " arn:aws:iam::123456789012:role/infra-monitor-fleet; or empty"),
                    matching(
                            "fleet.external-id",
                            "([\\w+=,.@:/-]{2,1224})?",
                            "2 to 1224 letters, digits or +=,.@:/-_; or empty"),
                    matching(
                            "fleet.tags",
                            "([^,=|]{1,128}(=[^,=]{0,1000})?(,[^,=|]{1,128}(=[^,=]{0,1000})?)*)?",
                            "tags by commas, such as env=prod|staging,team; or empty"),
                    oneOf("fleet.untagged", "true", "false"),
                    matching(
                            "fleet.labels",
                            "([^,=|]{1,128}(,[^,=|]{1,128})*)?",
                            "names of tags by commas, such as env,team; or empty"),
                    duration("fleet.discovery-ttl", "1s", "1d"),
                    number("fleet.reread-periods", 0, 60),
                    duration("fleet.backfill-max", "1m", "14d"),
                    duration("fleet.timeout", "1ms", "1h"),
                    number("fleet.concurrency", 1, 50),
                    number("fleet.rate", 1, 1000),
                    oneOf("management.enabled", "true", "false"),
                    matching(
                            "management.host",
                            "[A-Za-z0-9.:-]{1,253}",
                            "an address of this machine such as 127.0.0.1, or 0.0.0.0 for all of them"),
                    number("management.port", 1, 65_535),
                    oneOf("http.enabled", "true", "false"),
                    matching(
                            "http.host",
                            "[A-Za-z0-9.:-]{1,253}",
                            "an address of this machine such as 127.0.0.1, or 0.0.0.0 for all of them"),
                    number("http.port", 1, 65_535),
                    matching(
                            "http.token",
                            "([!-~]{16,1000})?",
                            "16 or more printable characters without blanks, or empty"),
                    matching("alarms.prefix", "[!-~]{1,200}", "how the names of the alarms begin"),
                    duration("alarms.poll", "1s", "1h"),
                    oneOf("leader.enabled", "true", "false"),
                    matching(
                            "leader.lease",
                            "[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?",
                            "the name of a Lease: up to 63 lower-case letters, digits, dots and dashes"),
                    matching(
                            "leader.namespace",
                            "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)?",
                            "a namespace of Kubernetes, or empty"),
                    matching(
                            "leader.pod",
                            "([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?)?",
                            "the name of a pod, or empty"),
                    duration("leader.lease-duration", "3s", "1h"),
                    oneOf("routes.reload", "true", "false"),
                    duration("routes.reload-interval", "100ms", "1h"),
                    duration("shutdown.timeout", "1s", "1h"),
                    matching("local.dir", ".+", "the path of a directory"),
                    oneOf("log.format", "text", "json"),
                    oneOf("run.once", "true", "false"),
                    new Setting(
                            "run.scheduled-time",
                            KnownSettings::isTime,
                            "a UTC time such as 2026-11-22T21:00:00Z, or empty"));

    private KnownSettings() {}

    /**
     * How long the retries of one step wait at most in all; a branch needs at least as long.
     *
     * @param attempts how many redeliveries there are
     * @param delay before the first; each further one waits longer by the backoff, at most the 60 s
     *     that Camel allows. Each is up to 15 % more, or less, than its share, and the next is
     *     reckoned from it
     */
    static Duration retries(int attempts, Duration delay, double backoff) {
        double most = Duration.ofSeconds(60).toMillis();
        double next = delay.toMillis();
        double sum = 0;
        for (int attempt = 0; attempt < attempts; attempt++) {
            next = Math.min(next * COLLISION_AVOIDANCE, most);
            sum += next;
            next *= backoff;
        }
        return Duration.ofMillis(Math.round(sum));
    }

    private static Setting matching(String name, String regex, String expected) {
        return new Setting(name, value -> value.matches(regex), expected);
    }

    private static Setting oneOf(String name, String... values) {
        return new Setting(name, List.of(values)::contains, String.join(" or ", values));
    }

    private static Setting cron(String name) {
        return new Setting(
                name,
                CronExpression::isValidExpression,
                "a Quartz cron expression of six or seven fields, seconds first, such as 0 0 0/3 * * ?");
    }

    private static Setting number(String name, int least, int most) {
        Predicate<String> valid =
                value ->
                        value.matches("\\d{1,9}")
                                && Integer.parseInt(value) >= least
                                && Integer.parseInt(value) <= most;
        return new Setting(name, valid, "a whole number from " + least + " to " + most);
    }

    private static Setting duration(String name, String least, String most) {
        Predicate<String> valid =
                value ->
                        value.matches("(\\d{1,9}(ms|s|m|h|d))+")
                                && TimeUtils.toMilliSeconds(value)
                                        >= TimeUtils.toMilliSeconds(least)
                                && TimeUtils.toMilliSeconds(value)
                                        <= TimeUtils.toMilliSeconds(most);
        return new Setting(name, valid, DURATION + ", from " + least + " to " + most);
    }

    private static boolean isBackoff(String value) {
        return value.matches("\\d{1,2}(\\.\\d{1,3})?")
                && Double.parseDouble(value) >= 1
                && Double.parseDouble(value) <= 10;
    }

    private static boolean isTime(String value) {
        try {
            return value.isEmpty() || Instant.parse(value).isAfter(Instant.EPOCH);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
