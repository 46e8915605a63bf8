/** Questions to the cold store: named queries, their run on Athena, and the daily report. */
@NullMarked
package io.github.inframonitor.analytics;

import org.jspecify.annotations.NullMarked;
