/** One firing of the schedule: its identity, its outcome, and the joining of its parts. */
@NullMarked
package io.github.inframonitor.run;

import org.jspecify.annotations.NullMarked;
