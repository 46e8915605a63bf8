/**
 * What the process answers by HTTP: the parts of the API and its server that routes cannot say.
 * Which address answers what stands in {@code routes/openapi.yaml}.
 */
@NullMarked
package io.github.inframonitor.api;

import org.jspecify.annotations.NullMarked;
