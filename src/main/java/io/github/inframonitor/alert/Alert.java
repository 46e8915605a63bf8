package io.github.inframonitor.alert;

/**
 * One message to people.
 *
 * @param subject at most 99 printable ASCII characters, as SNS demands
 * @param message what a person can act on
 * @param pipelineId of which pipeline; empty for a failure outside of any run
 * @param open what is open once people were told
 */
public record Alert(String subject, String message, String pipelineId, OpenFailure open) {}
