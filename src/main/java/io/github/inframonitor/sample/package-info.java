/** One measured value, and what one branch of a run measured. */
@NullMarked
package io.github.inframonitor.sample;

import org.jspecify.annotations.NullMarked;
