/** One measured value. */
@NullMarked
package io.github.inframonitor.sample;

import org.jspecify.annotations.NullMarked;
