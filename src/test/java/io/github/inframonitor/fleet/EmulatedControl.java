package io.github.inframonitor.fleet;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.inframonitor.crash.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What another process asks the double itself, in JSON.
 *
 * <ul>
 *   <li>{@code /calls}: what it was asked, how much at once, and what it complains of
 *   <li>{@code /datapoints}: what PutMetricData put
 *   <li>{@code /items}, {@code /objects}: what DynamoDB has, and how long the objects of S3 are
 *   <li>{@code /set?latency=20ms&advance=1m}: switches of {@link EmulatedTrouble}, or {@code now},
 *       {@code advance} or {@code run} of the clock, or {@code forget=calls}
 * </ul>
 */
final class EmulatedControl {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FleetAws aws;

    EmulatedControl(FleetAws aws) {
        this.aws = aws;
    }

    Answer answer(URI uri) throws IOException {
        return switch (uri.getPath()) {
            case "/calls" -> json(calls());
            case "/datapoints" -> json(aws.datapoints().all());
            case "/items" -> json(aws.stores().table().items());
            case "/objects" -> {
                Map<String, Integer> lengths = new TreeMap<>();
                aws.stores().objects().forEach((key, object) -> lengths.put(key, object.length));
                yield json(lengths);
            }
            case "/set" -> {
                for (String setting : uri.getRawQuery().split("&")) {
                    set(URLDecoder.decode(setting, StandardCharsets.UTF_8));
                }
                yield json(Map.of("now", aws.clock().instant().toString()));
            }
            default -> new Answer(404, "application/json", new byte[0]);
        };
    }

    /**
     * @param setting as {@code name=value}
     */
    void set(String setting) {
        String value = setting.substring(setting.indexOf('=') + 1);
        switch (setting.replaceFirst("=.*", "")) {
            case "now" ->
                    aws.clock().set(value.equals("real") ? Instant.now() : Instant.parse(value));
            case "advance" ->
                    aws.clock().advance(Duration.ofMillis(EmulatedTrouble.millisOf(value)));
            case "run" -> aws.clock().run(Double.parseDouble(value));
            case "forget" -> aws.calls().forget();
            default -> aws.trouble().set(setting);
        }
    }

    private Map<String, Object> calls() {
        return Map.of(
                "counts",
                aws.calls().all(),
                "mostAtOnce",
                aws.calls().mostOfAllAtOnce(),
                "mostOfACellAtOnce",
                byCell(aws.calls().mostAtOnce()),
                "mostOfACellInASecond",
                byCell(aws.calls().mostInASecond()),
                "complaints",
                aws.complaints());
    }

    private static Map<String, Integer> byCell(Map<EmulatedCell, Integer> counts) {
        Map<String, Integer> byCell = new TreeMap<>();
        counts.forEach((cell, count) -> byCell.put(cell.toString(), count));
        return byCell;
    }

    private static Answer json(Object body) throws IOException {
        return new Answer(200, "application/json", JSON.writeValueAsBytes(body));
    }
}
