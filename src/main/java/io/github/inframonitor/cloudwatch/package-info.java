/** The few aggregated metrics that alarms watch. */
@NullMarked
package io.github.inframonitor.cloudwatch;

import org.jspecify.annotations.NullMarked;
