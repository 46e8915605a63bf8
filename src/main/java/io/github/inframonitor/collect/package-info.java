/** Reads the counters of the host and turns them into samples. */
@NullMarked
package io.github.inframonitor.collect;

import org.jspecify.annotations.NullMarked;
