package io.github.inframonitor.local;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterCombinationException;
import software.amazon.awssdk.services.cloudwatch.model.InvalidParameterValueException;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.MissingRequiredParameterException;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.awssdk.services.cloudwatch.model.StatisticSet;

/**
 * What CloudWatch takes as a metric. Its other limit, 1 MB a request, is not measured here: 1,000
 * datapoints with two dimensions are a sixth of that.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html">PutMetricData</a>:
 *     1,000 metrics a request, up to two weeks back and two hours ahead
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html">MetricDatum</a>:
 *     30 dimensions, 150 values, values from -2^360 to 2^360
 */
final class MetricRules {
    private static final int MAX_DATA = 1000;
    private static final int MAX_DIMENSIONS = 30;
    private static final int MAX_VALUES = 150;
    private static final double MAX_VALUE = Math.scalb(1.0, 360);
    private static final Duration BACK = Duration.ofDays(14);
    private static final Duration AHEAD = Duration.ofHours(2);
    private static final Pattern NAMESPACE = Pattern.compile("[^:][\\w.\\-/#: ]{0,254}");

    private MetricRules() {}

    /** Throws what CloudWatch would, if it would refuse the request at this time. */
    static void check(PutMetricDataRequest request, Instant now) {
        String namespace = request.namespace();
        if (namespace == null) {
            throw missing("The parameter Namespace is required.");
        }
        if (!NAMESPACE.matcher(namespace).matches() || namespace.startsWith("AWS/")) {
            throw invalid("The value " + namespace + " for parameter Namespace is invalid.");
        }
        List<MetricDatum> data = request.metricData();
        if (data.isEmpty()) {
            throw missing("The parameter MetricData is required.");
        }
        if (data.size() > MAX_DATA) {
            throw invalid(
                    "The collection MetricData must not have a size greater than "
                            + MAX_DATA
                            + ".");
        }
        for (int i = 0; i < data.size(); i++) {
            check("MetricData.member." + (i + 1), data.get(i), now);
        }
    }

    private static void check(String at, MetricDatum datum, Instant now) {
        if (datum.metricName() == null || datum.metricName().isEmpty()) {
            throw missing("The parameter " + at + ".MetricName is required.");
        }
        if (datum.metricName().length() > 255) {
            throw invalid(at + ".MetricName");
        }
        if (datum.unit() == StandardUnit.UNKNOWN_TO_SDK_VERSION) {
            throw invalid(
                    "The parameter "
                            + at
                            + ".Unit must be a value in the set of units, not "
                            + datum.unitAsString());
        }
        checkDimensions(at, datum.dimensions());
        Instant time = datum.timestamp();
        if (time != null && (time.isBefore(now.minus(BACK)) || time.isAfter(now.plus(AHEAD)))) {
            throw invalid(
                    "The parameter "
                            + at
                            + ".Timestamp must specify a time no more than two weeks"
                            + " in the past and no more than two hours in the future.");
        }
        checkValues(at, datum);
    }

    static void checkDimensions(String at, List<Dimension> dimensions) {
        if (dimensions.size() > MAX_DIMENSIONS) {
            throw invalid(
                    "The collection "
                            + at
                            + ".Dimensions must not have a size greater than "
                            + MAX_DIMENSIONS
                            + ".");
        }
        long names = dimensions.stream().map(Dimension::name).distinct().count();
        if (names < dimensions.size()) {
            throw invalid("The collection " + at + ".Dimensions must not have duplicate names.");
        }
        for (Dimension dimension : dimensions) {
            check(at, "Name", dimension.name(), 255);
            check(at, "Value", dimension.value(), 1024);
        }
    }

    private static void check(String at, String part, String text, int max) {
        if (text == null
                || text.isBlank()
                || text.length() > max
                || (text.startsWith(":") && part.equals("Name"))
                || !text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw invalid(
                    "The value '" + text + "' for " + at + ".Dimensions." + part + " is invalid.");
        }
    }

    private static void checkValues(String at, MetricDatum datum) {
        StatisticSet set = datum.statisticValues();
        int given =
                (datum.value() == null ? 0 : 1)
                        + (set == null ? 0 : 1)
                        + (datum.hasValues() ? 1 : 0);
        if (given == 0) {
            throw missing("At least one of the parameters must be specified for " + at + ".");
        }
        if (given > 1) {
            throw ServiceErrors.error(
                    InvalidParameterCombinationException.builder(),
                    "CloudWatch",
                    "InvalidParameterCombination",
                    400,
                    "The parameters "
                            + at
                            + ".Value, StatisticValues and Values are mutually"
                            + " exclusive.");
        }
        if (datum.value() != null) {
            checkValue(at + ".Value", datum.value());
        } else if (set != null) {
            checkValue(at + ".StatisticValues.SampleCount", set.sampleCount());
            checkValue(at + ".StatisticValues.Sum", set.sum());
            checkValue(at + ".StatisticValues.Minimum", set.minimum());
            checkValue(at + ".StatisticValues.Maximum", set.maximum());
            if (set.minimum() > set.maximum() || set.sampleCount() < 0) {
                throw invalid("The statistic values of " + at + " contradict each other.");
            }
        } else {
            datum.values().forEach(value -> checkValue(at + ".Values", value));
            datum.counts().forEach(count -> checkValue(at + ".Counts", count));
            if (datum.values().size() > MAX_VALUES
                    || (datum.hasCounts() && datum.counts().size() != datum.values().size())) {
                throw invalid(
                        "The collections Values and Counts of "
                                + at
                                + " must have the same"
                                + " size, of "
                                + MAX_VALUES
                                + " at most.");
            }
        }
    }

    private static void checkValue(String at, Double value) {
        if (value == null) {
            throw missing("The parameter " + at + " is required.");
        }
        if (value.isNaN() || Math.abs(value) > MAX_VALUE) {
            throw invalid("The value " + value + " for parameter " + at + " is invalid.");
        }
    }

    static AwsServiceException invalid(String message) {
        return ServiceErrors.error(
                InvalidParameterValueException.builder(),
                "CloudWatch",
                "InvalidParameterValue",
                400,
                message);
    }

    static AwsServiceException missing(String message) {
        return ServiceErrors.error(
                MissingRequiredParameterException.builder(),
                "CloudWatch",
                "MissingParameter",
                400,
                message);
    }
}
