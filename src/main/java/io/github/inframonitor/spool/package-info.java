/** Keeps each run on the local disk until every store has it. */
@NullMarked
package io.github.inframonitor.spool;

import org.jspecify.annotations.NullMarked;
