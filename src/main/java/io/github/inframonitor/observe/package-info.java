/** What Prometheus reads of the pipeline: numbers that steps of the routes count. */
@NullMarked
package io.github.inframonitor.observe;

import org.jspecify.annotations.NullMarked;
