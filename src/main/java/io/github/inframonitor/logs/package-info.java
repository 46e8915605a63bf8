/** The log processor: what log objects say by service and minute, read as streams. */
@NullMarked
package io.github.inframonitor.logs;

import org.jspecify.annotations.NullMarked;
