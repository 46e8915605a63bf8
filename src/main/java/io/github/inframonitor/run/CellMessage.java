package io.github.inframonitor.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * What a message of {@code dispatch.queue-url} says: that a cell of a fleet is to be read, in a run
 * of its own.
 *
 * @param pipeline whose dispatcher sent it
 * @param scheduledTime of the firing
 * @param cell {@code 123456789012/eu-west-1}
 */
public record CellMessage(String pipeline, Instant scheduledTime, String cell) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern CELL = Pattern.compile("\\d{12}/[a-z]{2,}(-[a-z0-9]+)+");

    /**
     * Reads a message.
     *
     * @param message {@code {"pipeline": "web-7", "scheduledTime": "2026-11-22T21:00:00Z", "cell":
     *     "123456789012/eu-west-1"}}
     * @throws IllegalArgumentException if it is something else
     */
    public static CellMessage parse(String message) {
        JsonNode json;
        try {
            json = JSON.readTree(message);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is no JSON");
        }
        String cell = json.path("cell").asText();
        if (!CELL.matcher(cell).matches()) {
            throw new IllegalArgumentException("its cell is none");
        }
        try {
            return new CellMessage(
                    json.path("pipeline").asText(),
                    Instant.parse(json.path("scheduledTime").asText()),
                    cell);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("its scheduledTime is no time");
        }
    }
}
