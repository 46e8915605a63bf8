package io.github.inframonitor.analytics;

import java.util.List;

/**
 * A query with the values for its question marks.
 *
 * @param literals of SQL, in the order of the question marks
 */
public record BoundQuery(NamedQuery query, List<String> literals) {}
