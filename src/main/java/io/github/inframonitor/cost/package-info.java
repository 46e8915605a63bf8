/** What the pipeline asks of AWS, and what that costs. */
@NullMarked
package io.github.inframonitor.cost;

import org.jspecify.annotations.NullMarked;
